/**
 * Lines of CSV → rows. A quote that is torn costs its own line and no other: where a cell that runs over several lines turns
 * out not to be one, its first line is set aside and the lines after it are read by themselves.
 */
import { FitlyError } from '@fitly/core/errors';
import { shownColumn } from '../privacy/value-guard.ts';
import { delimiterOf, type OpenRecord, parseCsvLine } from './csv-record.ts';
import { type Line, MAX_LINE, type TextLine } from './read-lines.ts';
import { type ReadRow, type RowParser, shapeOfLine } from './row-parser.ts';

const TORN = 'a quoted cell does not end as it should: the lines after this one were read by themselves';

/**
 * `wanted`: columns to keep in the cells, `once`: those of them that are refused when they come twice; null: all. `delimiters`: `any`
 * takes that of the header line (comma, semicolon, tab or bar); without it there are commas.
 */
export function createCsvRows(
  path: string,
  { wanted, once, delimiters = 'comma' }: ColumnsToKeep & { readonly delimiters?: 'comma' | 'any' },
): RowParser {
  let header: Header | null = null;
  let delimiter = ',';
  let open: OpenRecord | null = null;
  /** The lines of the open record. */
  let waiting: TextLine[] = [];
  let waitingLength = 0;

  const parse = (lines: readonly Line[]): ReadRow[] => {
    const rows: ReadRow[] = [];
    const work = [lines];
    const places = [0];
    // Lines that turn out to stand by themselves are read before those that follow.
    while (work.length > 0) {
      const line = work.at(-1)![places[places.length - 1]!++];
      if (line === undefined) {
        work.pop();
        places.pop();
        continue;
      }
      const again = take(line, rows);
      if (again.length === 0) continue;
      work.push(again);
      places.push(0);
    }
    return rows;
  };
  /** Returns lines to be read again, the given one among them. */
  const take = (line: Line, rows: ReadRow[]): readonly Line[] => {
    if ('reason' in line) {
      if (open !== null) return tear(line, rows);
      if (header === null) throw unreadableHeader(path, line.reason);
      rows.push({ ok: false, line: line.line, reason: line.reason, shape: shapeOfLine(line.bytes) });
      return [];
    }
    if (open === null && line.text === '') return [];
    const isFirst = open === null;
    if (isFirst && header === null && delimiters === 'any') delimiter = delimiterOf(line.text);
    const parsed = parseCsvLine(line.text, open, delimiter);
    switch (parsed.kind) {
      case 'open':
        waitingLength += line.text.length;
        if (waitingLength > MAX_LINE) return tear(line, rows);
        open = parsed.open;
        waiting.push(line);
        return [];
      case 'wrong':
        if (!isFirst) return tear(line, rows);
        giveUp(line, parsed.reason, rows);
        return [];
      case 'whole':
        // With another number of cells a row over several lines is most likely two torn quotes and what lay between them.
        if (!isFirst && header !== null && parsed.cells.length !== header.names.length) return tear(line, rows);
        addRecord(waiting[0] ?? line, parsed.cells, rows);
        forget();
        return [];
    }
  };
  const forget = (): void => {
    open = null;
    waiting = [];
    waitingLength = 0;
  };
  const tear = (last: Line | null, rows: ReadRow[]): readonly Line[] => {
    const [first, ...rest] = last === null ? waiting : [...waiting, last];
    forget();
    giveUp(first as TextLine, TORN, rows);
    return rest;
  };
  const giveUp = ({ line, text }: TextLine, reason: string, rows: ReadRow[]): void => {
    if (header === null) throw unreadableHeader(path, reason);
    rows.push({ ok: false, line, reason, shape: shapeOfLine(Buffer.byteLength(text)) });
  };
  const addRecord = ({ line, text }: TextLine, cells: readonly string[], rows: ReadRow[]): void => {
    if (header === null) header = headerOf(path, cells, { wanted, once });
    else rows.push(rowOf(header, line, cells, text));
  };
  return {
    columns: () => header?.names ?? [],
    push: parse,
    end() {
      const rows: ReadRow[] = [];
      while (open !== null) rows.push(...parse(tear(null, rows)));
      return rows;
    },
  };
}

interface Header {
  readonly names: readonly string[];
  /** What is kept, and where it stands. */
  readonly kept: readonly { readonly name: string; readonly place: number }[];
}

interface ColumnsToKeep {
  readonly wanted: ReadonlySet<string> | null;
  readonly once: ReadonlySet<string> | null;
}

function headerOf(path: string, cells: readonly string[], { wanted, once }: ColumnsToKeep): Header {
  const names = cells.map((name) => name.trim());
  const found = names.flatMap((name, place) => (wanted === null || wanted.has(name) ? [{ name, place }] : []));
  const isTwin = ({ name, place }: Header['kept'][number]): boolean => names.indexOf(name) !== place;
  const twice = found.find((each) => each.name !== '' && isTwin(each) && (once === null || once.has(each.name)));
  if (twice === undefined) return { names, kept: found.filter((each) => !isTwin(each)) };
  throw new FitlyError('file_unreadable', `${path} has the column ${shownColumn(twice.name)} twice`, {
    next: 'leave one of them: which is meant cannot be told; nothing was imported',
  });
}

function rowOf({ names, kept }: Header, line: number, cells: readonly string[], text: string): ReadRow {
  if (cells.length !== names.length) {
    const reason = `${cells.length} cells where the header has ${names.length}`;
    return { ok: false, line, reason, shape: shapeOfLine(Buffer.byteLength(text)) };
  }
  // Files that were put together have it in their middle.
  if (cells[0]!.trim() === names[0] && cells.every((cell, place) => cell.trim() === names[place])) {
    return { ok: false, line, reason: 'the header once more' };
  }
  const row: Record<string, string> = {};
  for (const { name, place } of kept) {
    // Assigned, it would set the row's prototype.
    if (name === '__proto__') Object.defineProperty(row, name, { value: cells[place], enumerable: true });
    else row[name] = cells[place]!;
  }
  return { ok: true, line, cells: row };
}

const unreadableHeader = (path: string, reason: string): FitlyError =>
  new FitlyError('file_unreadable', `the header line of ${path} cannot be read: ${reason}`, {
    next: 'mend the first line of the file; nothing was imported',
  });
