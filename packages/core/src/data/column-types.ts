/** What the columns of a feed hold, by the look of their cells, and how that differs from the files before. */

/** Column → type of its cells; `empty` where nothing was in it, `mixed` where cells are of several. */
export type ColumnTypes = Readonly<Record<string, string>>;

export interface ColumnDifference {
  readonly column: string;
  /** Null: the column is new. */
  readonly before: string | null;
  /** Null: the column is gone. */
  readonly now: string | null;
}

const EMPTY = 'empty';
const MIXED = 'mixed';

/** The type of cells of two types. */
export const joinTypes = (a: string, b: string): string => (a === b || b === EMPTY ? a : a === EMPTY ? b : MIXED);

export function mergeColumnTypes(a: ColumnTypes, b: ColumnTypes): ColumnTypes {
  const merged: Record<string, string> = { ...a };
  for (const [column, type] of Object.entries(b)) merged[column] = joinTypes(merged[column] ?? EMPTY, type);
  return merged;
}

/**
 * What appeared, vanished or changed its type, by column. A column that was or is empty, or that was mixed, says nothing of
 * its type.
 */
export function columnDifferences(before: ColumnTypes, now: ColumnTypes): readonly ColumnDifference[] {
  const columns = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return columns
    .map((column) => ({ column, before: before[column] ?? null, now: now[column] ?? null }))
    .filter(
      ({ before: was, now: is }) =>
        was === null || is === null || (was !== is && was !== EMPTY && was !== MIXED && is !== EMPTY),
    );
}
