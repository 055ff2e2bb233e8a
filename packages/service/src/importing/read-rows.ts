/** Reads CSV, JSONL and Parquet in bounded memory; a bad row is reported with its line and the reason, and the reading goes on. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { streamArchive } from '@fitly/braze';
import { FitlyError } from '@fitly/core/errors';
import { readForeignParquet } from '@fitly/store';
import { createCsvRows } from './csv-rows.ts';
import { createJsonRows } from './json-rows.ts';
import { createLineSplitter, type Line } from './read-lines.ts';
import type { ReadRow, RowParser } from './row-parser.ts';
import { DamagedArchive, openUnpacked, unpackedName } from './unpacked.ts';

export interface ReadOptions {
  /** Columns whose cells are wanted; others may be there or not. Default: all. */
  readonly wanted?: ReadonlySet<string>;
  /** Wanted columns that a file may not have twice; of others the first is read. Default: all that are wanted. */
  readonly once?: ReadonlySet<string>;
  /** Columns whose numbers Parquet may give as numbers, where their texts say nothing more. Default: none. */
  readonly numbers?: ReadonlySet<string>;
  /**
   * Of a .gz or .zst that breaks off: `refuse` it whole (default), or `keep` the lines before the damage and report the
   * damaged one as a bad row.
   */
  readonly damaged?: 'refuse' | 'keep';
  /** Of CSV: `any` takes what separates the columns of the header line, also in `.tsv` and `.txt`. Default: commas. */
  readonly delimiters?: 'comma' | 'any';
  /** Called now and then with what was read: rows so far, and the share of the file in [0, 1]. */
  readonly tell?: (progress: ReadProgress) => void;
}

export interface ReadProgress {
  readonly rows: number;
  readonly share: number;
}

export interface RowReader {
  /** Names of the columns seen so far, wanted or not. */
  columns(): readonly string[];
  /** Line of the damage in an archive of which the rows before were kept; null: none. Known once all was read. */
  damagedFrom(): number | null;
  /** In order, some thousand at a time. Throws `file_unreadable`. */
  batches(): AsyncGenerator<readonly ReadRow[]>;
}

const DAMAGED = 'the archive is damaged: nothing from this line on could be read';

/** Throws `file_not_found`, or `file_unreadable` for a name that says nothing of the format. */
export async function openRows(path: string, options: ReadOptions = {}): Promise<RowReader> {
  const size = await sizeOf(path);
  const { wanted = null, once = null, delimiters = 'comma' } = options;
  if (path.endsWith('.parquet')) return parquetReader(path, wanted, options);
  if (path.endsWith('.zip')) return exportReader(path, size, options);
  const name = unpackedName(path);
  if (/\.(jsonl|ndjson)$/.test(name)) return textReader(path, size, createJsonRows(), options);
  if (name.endsWith('.csv') || (delimiters === 'any' && /\.(tsv|txt)$/.test(name)))
    return textReader(path, size, createCsvRows(path, { wanted, once, delimiters }), options);
  throw new FitlyError(
    'file_unreadable',
    `${path} is neither .csv nor .jsonl (also .gz, .zst) nor .parquet, nor the .zip of a Braze export`,
    {
      next: 'name the file after what is in it',
    },
  );
}

/** Row by row. Throws `file_not_found` or `file_unreadable`. */
export async function* readRows(path: string, options: ReadOptions = {}): AsyncGenerator<ReadRow> {
  const reader = await openRows(path, options);
  for await (const batch of reader.batches()) yield* batch;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return found.size;
  throw new FitlyError('file_not_found', `there is no file ${path}`, { next: 'check the path' });
}

function textReader(path: string, size: number, parser: RowParser, { damaged, tell }: ReadOptions): RowReader {
  let rows = 0;
  let damagedFrom: number | null = null;
  const lines = createLineSplitter();
  async function* batches(): AsyncGenerator<readonly ReadRow[]> {
    const source = openUnpacked(path);
    try {
      for await (const chunk of source.chunks) {
        const batch = parser.push(lines.push(chunk));
        rows += batch.length;
        tell?.({ rows, share: source.bytesRead() / size });
        yield batch;
      }
      yield [...parser.push(lines.end()), ...parser.end()];
    } catch (error) {
      if (error instanceof FitlyError) throw error;
      if (!(error instanceof DamagedArchive) || damaged !== 'keep') throw unreadable(path, error as Error);
      damagedFrom = lines.open;
      yield [...parser.end(), { ok: false, line: lines.open, reason: DAMAGED }];
    }
  }
  return { columns: () => [...parser.columns()], damagedFrom: () => damagedFrom, batches };
}

function parquetReader(path: string, wanted: ReadonlySet<string> | null, { numbers, tell }: ReadOptions): RowReader {
  let names: readonly string[] = [];
  async function* batches(): AsyncGenerator<readonly ReadRow[]> {
    let line = 0;
    for await (const { columns, rowCount, rows } of readForeignParquet(path, wanted, numbers)) {
      names = columns;
      yield rows.map((cells) => ({ ok: true, line: ++line, cells }));
      tell?.({ rows: line, share: line / rowCount });
    }
  }
  return { columns: () => names, damagedFrom: () => null, batches };
}

/** The archive that Braze makes of a segment: files of lines, one profile each. Lines are counted over all of them. */
function exportReader(path: string, size: number, { tell }: ReadOptions): RowReader {
  const parser = createJsonRows();
  async function* batches(): AsyncGenerator<readonly ReadRow[]> {
    const source = createReadStream(path);
    let [before, line, entry] = [0, 0, ''];
    let rows = 0;
    try {
      for await (const portion of streamArchive(source)) {
        if (portion.entry !== entry) [before, entry] = [line, portion.entry];
        const lines = portion.lines.map((text, n): Line => ({ line: before + portion.firstLine + n, text }));
        line = lines.at(-1)?.line ?? line;
        const batch = parser.push(lines);
        rows += batch.length;
        tell?.({ rows, share: source.bytesRead / size });
        yield batch;
      }
    } catch (error) {
      throw unreadable(path, error as Error);
    }
  }
  return { columns: () => [...parser.columns()], damagedFrom: () => null, batches };
}

const unreadable = (path: string, error: Error): FitlyError =>
  new FitlyError('file_unreadable', `${path} cannot be read to its end: ${error.message}`, {
    next: 'bring the whole file again; nothing of it was imported',
    cause: error,
  });
