/** A CSV file (plain or .gz, with a header) as columns: numbers where every cell is one, else categories. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ContextColumn, ContextTable } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import { parse } from 'csv-parse/sync';
import { UnusableInput } from './unusable-input.ts';

export interface RawTable {
  readonly rowCount: number;
  /** Column → its cells, in the order of the header. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** Throws for a file without rows, or with rows of another length than its header. */
export function readTable(path: string): RawTable {
  const bytes = bytesOf(path);
  const [header = [], ...rows] = rowsIn(path, bytes);
  if (rows.length === 0) throw new UnusableInput(`${path} has no rows below its header`);
  return { rowCount: rows.length, columns: new Map(header.map((name, at) => [name, rows.map((row) => row[at]!)])) };
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UnusableInput(`${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}

function rowsIn(path: string, bytes: Buffer): string[][] {
  try {
    const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return parse(text, { bom: true, skip_empty_lines: true }) as string[][];
  } catch (cause) {
    throw new UnusableInput(`${path} is no CSV file with a header: ${(cause as Error).message}`, { cause });
  }
}

/** Throws with the names that there are. */
export function columnOf({ columns }: RawTable, name: string): readonly string[] {
  const cells = columns.get(name);
  if (cells === undefined)
    throw new UnusableInput(`there is no column ${name}; there are: ${[...columns.keys()].join(', ')}`);
  return cells;
}

/** Throws for a cell that is no number. */
export function numbersOf(table: RawTable, name: string): Float64Array {
  return Float64Array.from(columnOf(table, name), (cell, row) => {
    const number = cell.trim() === '' ? Number.NaN : Number(cell);
    if (Number.isNaN(number)) throw new UnusableInput(`row ${row + 1} of column ${name} is no number`);
    return number;
  });
}

/** The classes of a column, numbers in their order, and the place of each row's class among them. Throws for fewer than two. */
export function classesOf(table: RawTable, name: string) {
  const cells = columnOf(table, name).map((cell) => cell.trim());
  const empty = cells.indexOf('');
  if (empty !== -1) throw new UnusableInput(`row ${empty + 1} of column ${name} has no class`);
  const classes = [...new Set(cells)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : Number(a > b)));
  if (classes.length < 2)
    throw new UnusableInput(`column ${name} has one class only, ${classes[0]}: there is nothing to choose`);
  const placeOf = new Map(classes.map((each, place) => [each, place]));
  return { classes, labels: Int32Array.from(cells, (cell) => placeOf.get(cell)!) };
}

/** The named columns as attributes of an agent's context. */
export function contextOf(table: RawTable, names: readonly string[]): ContextTable {
  const columns = names.map((name) => contextColumn(columnOf(table, name)));
  const attributes = names.map((attribute, at): ContextAttribute => {
    const type = columns[at] instanceof Float64Array ? 'number' : 'category';
    return { attribute, type, transform: 'none', topK: 20, pii: 'quarantine', history: null };
  });
  return { attributes, rowCount: table.rowCount, columns };
}

function contextColumn(cells: readonly string[]): ContextColumn {
  const numbers = Float64Array.from(cells, (cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
  const isNumeric = cells.every((cell, row) => cell.trim() === '' || !Number.isNaN(numbers[row]!));
  return isNumeric ? numbers : cells.map((cell) => (cell === '' ? null : cell));
}
