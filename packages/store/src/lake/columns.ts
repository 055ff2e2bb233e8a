/**
 * A table in memory: columns of equal length. How each type lives in Parquet and what stands for "no value":
 *
 * | type    | in memory                         | in Parquet          | no value            |
 * |---------|-----------------------------------|---------------------|---------------------|
 * | string  | `(string or null)[]`              | VARCHAR             | null                |
 * | float64 | Float64Array                      | DOUBLE              | NaN ↔ NULL          |
 * | float32 | Float32Array                      | FLOAT               | NaN ↔ NULL          |
 * | int32   | Int32Array                        | INTEGER             | none                |
 * | boolean | Uint8Array of 0, 1, 255           | BOOLEAN             | 255 ↔ NULL          |
 * | instant | Float64Array, epoch milliseconds  | TIMESTAMP (UTC, µs) | NaN ↔ NULL          |
 * | key     | Uint32Array, four words a row     | VARCHAR, 32 hex     | none                |
 *
 * Infinities and negative zero survive; instants are whole milliseconds within ±2^53. Column names differ by more than
 * case, because Parquet readers of warehouses ignore case. A string with half of a surrogate pair is not valid Unicode and
 * comes back with U+FFFD in its place. A column of keys may be read and written as texts or as words: millions of texts are
 * what the garbage collector spends its time on.
 */
import { KEY_WORDS } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';

export type Column = { readonly name: string } & (
  | { readonly type: 'string'; readonly values: readonly (string | null)[] }
  | { readonly type: 'float64'; readonly values: Float64Array }
  | { readonly type: 'float32'; readonly values: Float32Array }
  | { readonly type: 'int32'; readonly values: Int32Array }
  | { readonly type: 'boolean'; readonly values: Uint8Array }
  | { readonly type: 'instant'; readonly values: Float64Array }
  | { readonly type: 'key'; readonly values: Uint32Array }
);

export type ColumnType = Column['type'];
/** The `values` of a column of the given type. */
export type ColumnValues<Type extends ColumnType> = Extract<Column, { type: Type }>['values'];

export interface Columns {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

/** Cell of a boolean column that holds neither true nor false. */
export const NO_BOOLEAN = 255;
const LARGEST_INSTANT = 2 ** 53;

/** Values of one column. Throws `internal` when it is absent or of another type. */
export function valuesOf<Type extends ColumnType>(table: Columns, name: string, type: Type): ColumnValues<Type> {
  const column = table.columns.find((one) => one.name === name);
  if (column?.type === type) return column.values as ColumnValues<Type>;
  const has = table.columns.map((one) => `${one.name} (${one.type})`).join(', ');
  throw new FitlyError('internal', `There is no ${type} column ${name}; the table has ${has || 'no columns'}.`);
}

/** Throws `internal` for what would not come back as it was written. */
export function checkColumns(table: Columns): void {
  const names = new Set(table.columns.map((column) => column.name.toLowerCase()));
  if (names.size === 0 || names.has(''))
    throw new FitlyError('internal', 'A lake table needs columns, each with a name.');
  if (names.size < table.columns.length) {
    const given = table.columns.map((column) => column.name).join(', ');
    throw new FitlyError('internal', `Column names must differ by more than case; given: ${given}.`);
  }
  for (const column of table.columns) checkColumn(column, table.rowCount);
}

function checkColumn(column: Column, rowCount: number): void {
  const values = column.values.length / cellsPerRow(column.type);
  if (values !== rowCount) {
    const message = `Column ${column.name} has ${values} values, but the table has ${rowCount} rows.`;
    throw new FitlyError('internal', message);
  }
  if (column.type === 'boolean') checkEach(column.name, column.values, isBooleanCell, '0, 1 or 255');
  if (column.type === 'instant') checkEach(column.name, column.values, isInstantCell, 'whole milliseconds or NaN');
}

/** Places of `values` that one row takes. */
export const cellsPerRow = (type: ColumnType): number => (type === 'key' ? KEY_WORDS : 1);

const isBooleanCell = (value: number) => value === 0 || value === 1 || value === NO_BOOLEAN;
const isInstantCell = (value: number) =>
  Number.isNaN(value) || (Number.isInteger(value) && Math.abs(value) <= LARGEST_INSTANT);

function checkEach(
  name: string,
  values: ArrayLike<number>,
  isValid: (value: number) => boolean,
  expected: string,
): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (isValid(value)) continue;
    throw new FitlyError('internal', `Column ${name} holds ${value} in row ${row}; expected ${expected}.`);
  }
}

/** The table in parts of so many rows, the last one shorter; numbers are views, not copies. */
export function* partsOf({ rowCount, columns }: Columns, rowsPerPart: number): Generator<Columns> {
  for (let from = 0; from === 0 || from < rowCount; from += rowsPerPart) {
    const to = Math.min(rowCount, from + rowsPerPart);
    yield { rowCount: to - from, columns: columns.map((column) => partOf(column, from, to)) };
  }
}

function partOf(column: Column, from: number, to: number): Column {
  if (column.type === 'string') return { ...column, values: column.values.slice(from, to) };
  const cells = cellsPerRow(column.type);
  return { ...column, values: column.values.subarray(from * cells, to * cells) } as Column;
}
