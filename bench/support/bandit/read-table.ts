/** A CSV file (plain or .gz, with a header) as columns: numbers where every cell is one, else categories. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ContextColumn, ContextTable } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import { parse } from 'csv-parse/sync';

export interface RawTable {
  readonly rowCount: number;
  /** Column → its cells, in the order of the header. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** Throws for a file without rows, or with rows of another length than its header. */
export function readTable(path: string): RawTable {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const [header = [], ...rows] = parse(text, { bom: true, skip_empty_lines: true }) as string[][];
  if (rows.length === 0) throw new Error(`${path} has no rows below its header`);
  return { rowCount: rows.length, columns: new Map(header.map((name, at) => [name, rows.map((row) => row[at]!)])) };
}

/** Throws with the names that there are. */
export function columnOf({ columns }: RawTable, name: string): readonly string[] {
  const cells = columns.get(name);
  if (cells === undefined) throw new Error(`there is no column ${name}; there are: ${[...columns.keys()].join(', ')}`);
  return cells;
}

/** Throws for a cell that is no number. */
export function numbersOf(table: RawTable, name: string): Float64Array {
  return Float64Array.from(columnOf(table, name), (cell, row) => {
    const number = cell.trim() === '' ? Number.NaN : Number(cell);
    if (Number.isNaN(number)) throw new Error(`row ${row + 1} of column ${name} is no number`);
    return number;
  });
}

/** The named columns as attributes of an agent's context. */
export function contextOf(table: RawTable, names: readonly string[]): ContextTable {
  const columns = names.map((name) => contextColumn(columnOf(table, name)));
  const attributes = names.map((attribute, at): ContextAttribute => {
    const type = columns[at] instanceof Float64Array ? 'number' : 'category';
    return { attribute, type, transform: 'none', topK: 20, pii: 'quarantine' };
  });
  return { attributes, rowCount: table.rowCount, columns };
}

function contextColumn(cells: readonly string[]): ContextColumn {
  const numbers = Float64Array.from(cells, (cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
  const isNumeric = cells.every((cell, row) => cell.trim() === '' || !Number.isNaN(numbers[row]!));
  return isNumeric ? numbers : cells.map((cell) => (cell === '' ? null : cell));
}
