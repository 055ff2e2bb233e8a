import type { ContextColumn, ContextTable } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Value, ValueType } from '../expression.ts';
import type { Reader } from './scalar.ts';

/** The column of an attribute; null when the table does not have it, which means: missing everywhere. */
export function findColumn(table: ContextTable, attribute: string): ContextColumn | null {
  const column = table.columns[table.attributes.findIndex((each) => each.attribute === attribute)];
  if (column === undefined) return null;
  if (column.length === table.rowCount) return column;
  throw new FitlyError('internal', `column "${attribute}" has ${column.length} values, expected ${table.rowCount}`);
}

/** Numbers and flags of an attribute that the table has. Throws `internal` for a category. */
export function numbersOf(table: ContextTable, attribute: string): Float64Array {
  const column = findColumn(table, attribute);
  if (column instanceof Float64Array) return column;
  throw new FitlyError('internal', `context column "${attribute}" holds categories, expected numbers`);
}

/** Categories of an attribute that the table has. Throws `internal` for numbers. */
export function categoriesOf(table: ContextTable, attribute: string): readonly (string | null)[] {
  const column = findColumn(table, attribute);
  if (column !== null && !(column instanceof Float64Array)) return column;
  throw new FitlyError('internal', `context column "${attribute}" holds numbers, expected categories`);
}

/** Reads attributes row by row. */
export const rowReader =
  (table: ContextTable): Reader<number> =>
  (place) => {
    const column = findColumn(table, place.name);
    if (place.kind === 'has') return hasReader(column);
    if (column === null) return () => null;
    if (place.type !== 'text') return numberReader(numbersOf(table, place.name), place.type);
    const categories = categoriesOf(table, place.name);
    return (row) => categories[row] ?? null;
  };

function hasReader(column: ContextColumn | null): (row: number) => boolean {
  if (column === null) return () => false;
  if (column instanceof Float64Array) return (row) => !Number.isNaN(column[row]);
  return (row) => column[row] !== null;
}

function numberReader(column: Float64Array, type: ValueType): (row: number) => Value {
  return (row) => {
    const value = column[row]!;
    if (Number.isNaN(value)) return null;
    return type === 'flag' ? value !== 0 : value;
  };
}
