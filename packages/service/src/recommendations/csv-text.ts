import type { RecommendationTable } from '@fitly/core/dispatch';
import { stringify } from 'csv-stringify/sync';
import { cellText } from './cell-text.ts';

/** Rows that become text at once: bounds the memory, not the result. */
const ROWS_AT_ONCE = 10_000;

/**
 * CSV in pieces: a header, UTF-8, line feeds, RFC 4180 quoting, empty cells for nothing. A text that a spreadsheet would take
 * for a formula (it begins with = + - @, a tab or a carriage return, or the full-width form of one) gets an apostrophe in
 * front; numbers stay numbers.
 */
export function* csvText({ rowCount, columns }: RecommendationTable): Generator<string> {
  yield toCsv([columns.map(({ name }) => name)]);
  for (let from = 0; from < rowCount; from += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, rowCount - from) }, (_, row) =>
      columns.map(({ type, values }) => cellText(type, values[from + row] ?? null)),
    );
    yield toCsv(rows);
  }
}

const toCsv = (rows: readonly (readonly (string | number | boolean | null)[])[]): string =>
  stringify(rows as unknown[][], {
    record_delimiter: '\n',
    escape_formulas: true,
    // A lone carriage return ends a record for some readers.
    quoted_match: /[\r\n]/,
    cast: { boolean: String },
  });
