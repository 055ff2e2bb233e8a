/** The types of a file's columns, from a sample of its rows. */
import { type CellType, columnType, type TypeCounts, type TypedColumn } from '@fitly/core/data';
import { typeOfCell } from './cell-type.ts';
import type { Cells } from './parse-event.ts';

/** How many cells of the column are of which type. */
export function countTypes(rows: readonly Cells[], column: string): TypeCounts {
  const counts: Partial<Record<CellType, number>> = {};
  for (const cells of rows) {
    const type = typeOfCell(cells[column]);
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

export const typedColumns = (columns: readonly string[], rows: readonly Cells[]): TypedColumn[] =>
  columns.map((name) => ({ name, type: columnType(countTypes(rows, name)) }));
