/** Lines → rows, for one format: what CSV and JSON Lines have in common for whoever reads a file. */
import type { Line } from './read-lines.ts';

/** Line: 1-based, the header of a CSV file being line 1; in a Parquet file the number of the row. */
export type ReadRow =
  | { readonly ok: true; readonly line: number; readonly cells: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly line: number; readonly reason: string; readonly shape?: string };

export interface RowParser {
  /** Names of the columns seen so far, in order; at most `MOST_COLUMNS` where each row names its own. */
  columns(): Iterable<string>;
  push(lines: readonly Line[]): ReadRow[];
  /** What was still open when the file ended. */
  end(): ReadRow[];
}

export const MOST_COLUMNS = 1_000;

/** The shape of a whole line. */
export const shapeOfLine = (bytes: number): string => `line of ${bytes} bytes`;
