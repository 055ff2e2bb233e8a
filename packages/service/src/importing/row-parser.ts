/** Lines → rows, for one format: what CSV and JSON Lines have in common for whoever reads a file. */
import type { Line } from './read-lines.ts';
import type { ReadRow } from './read-rows.ts';

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
