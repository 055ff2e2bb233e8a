/** Raw attributes of many customers at one moment, column by column. */
import type { ContextAttribute } from '../design/agent.ts';
import { FitlyError } from '../errors.ts';

/** Numbers and booleans (1, 0): Float64Array, NaN = missing. Categories: strings, null = missing. */
export type ContextColumn = Float64Array | readonly (string | null)[];

export interface ContextTable {
  readonly attributes: readonly ContextAttribute[];
  readonly rowCount: number;
  /** One column per attribute, in the same order, each of length `rowCount`. */
  readonly columns: readonly ContextColumn[];
}

/** Numeric column of an attribute; null when the table does not have the attribute. Throws `internal` for a category. */
export function numericColumn(table: ContextTable, attribute: string): Float64Array | null {
  const column = columnOf(table, attribute);
  if (column === null || column instanceof Float64Array) return column;
  throw new FitlyError('internal', `context column "${attribute}" holds categories, expected numbers`);
}

/** Category column of an attribute; null when the table does not have it. Throws `internal` for a numeric one. */
export function categoryColumn(table: ContextTable, attribute: string): readonly (string | null)[] | null {
  const column = columnOf(table, attribute);
  if (!(column instanceof Float64Array)) return column;
  throw new FitlyError('internal', `context column "${attribute}" holds numbers, expected categories`);
}

function columnOf(table: ContextTable, attribute: string): ContextColumn | null {
  const column = table.columns[table.attributes.findIndex((each) => each.attribute === attribute)];
  if (column === undefined) return null;
  if (column.length === table.rowCount) return column;
  throw new FitlyError(
    'internal',
    `context column "${attribute}" has ${column.length} values, expected ${table.rowCount}`,
  );
}

/** The given rows, in the given order; the table itself where they are all of it. */
export function contextRows(table: ContextTable, rows: readonly number[]): ContextTable {
  if (rows.length === table.rowCount && rows.every((row, place) => row === place)) return table;
  const columns = table.columns.map((column) =>
    column instanceof Float64Array
      ? Float64Array.from(rows, (row) => column[row]!)
      : rows.map((row) => column[row] ?? null),
  );
  return { attributes: table.attributes, rowCount: rows.length, columns };
}
