/** One line of CSV (RFC 4180: quotes doubled within quotes) → its cells, or what the next line must go on with. */

/** A quoted cell that has not ended with its line. */
export interface OpenRecord {
  readonly cells: string[];
  /** What of the open cell was read, in pieces. */
  readonly pieces: string[];
}

export type ParsedLine =
  | { readonly kind: 'whole'; readonly cells: readonly string[] }
  | { readonly kind: 'open'; readonly open: OpenRecord }
  | { readonly kind: 'wrong'; readonly reason: string };

const GOES_ON = 'a quoted cell goes on after its closing quote';
const STRAY_QUOTE = 'there is a quote in a cell that does not begin with one';
const STRAY_RETURN = 'there is a carriage return in a cell without quotes';

/** `open`: what the line before left open, used up by this call; null for the first line of a record. */
export function parseCsvLine(text: string, open: OpenRecord | null, delimiter = ','): ParsedLine {
  if (open === null && !text.includes('"')) {
    return text.includes('\r') ? wrong(STRAY_RETURN) : { kind: 'whole', cells: text.split(delimiter) };
  }
  const { cells, pieces } = open ?? { cells: [], pieces: [] };
  if (open !== null) pieces.push('\n');
  let isQuoted = open !== null;
  let at = 0;
  for (;;) {
    if (!isQuoted && text.charAt(at) === '"') {
      isQuoted = true;
      at += 1;
    }
    if (!isQuoted) {
      const comma = text.indexOf(delimiter, at);
      const cell = text.slice(at, comma < 0 ? text.length : comma);
      if (cell.includes('"')) return wrong(STRAY_QUOTE);
      if (cell.includes('\r')) return wrong(STRAY_RETURN);
      cells.push(cell);
      if (comma < 0) return { kind: 'whole', cells };
      at = comma + 1;
      continue;
    }
    const quote = text.indexOf('"', at);
    if (quote < 0) {
      pieces.push(text.slice(at));
      return { kind: 'open', open: { cells, pieces } };
    }
    pieces.push(text.slice(at, quote));
    const next = text.charAt(quote + 1);
    at = quote + 2;
    if (next === '"') pieces.push('"');
    else if (next !== '' && next !== delimiter) return wrong(GOES_ON);
    else {
      cells.push(pieces.splice(0).join(''));
      isQuoted = false;
      if (next === '') return { kind: 'whole', cells };
    }
  }
}

const wrong = (reason: string): ParsedLine => ({ kind: 'wrong', reason });

const DELIMITERS = [',', ';', '\t', '|'];

/** Of a header line: what separates most columns outside quotes; a comma where nothing does. */
export function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const columns = (delimiter: string): number => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, each) => (columns(each) > columns(best) ? each : best));
}
