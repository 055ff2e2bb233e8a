/** Parquet files → columns. The inverse of the writer, by chunks of 2,048 rows. */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { KEY_WORDS } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import { type Column, type Columns, type ColumnType, cellsPerRow, NO_BOOLEAN } from './columns.ts';
import { quoteName, quoteText, vectorItems } from './duckdb.ts';
import { readKeys } from './keys.ts';
import { createTextReader, type TextReader } from './texts.ts';

export interface WantedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export interface ParquetQuery {
  /** Absolute paths; rows come in this order unless `orderBy` says otherwise. */
  readonly files: readonly string[];
  /** Number of rows that is expected at most, to size the arrays once; a file that was tampered with may have more. */
  readonly atMostRows: number;
  readonly columns: readonly WantedColumn[] | undefined;
  readonly orderBy: readonly string[] | undefined;
  readonly where: RowFilter | undefined;
}

/** Rows whose text in the column is one of these. */
export interface TextFilter {
  readonly column: string;
  readonly in: readonly string[];
}

export type RowFilter = { readonly column: string; readonly equals: string | number | boolean | null } | TextFilter;

/** DuckDB's type of a stored column → ours, for reads that do not say what they want. */
const OUR_TYPE: Readonly<Record<string, ColumnType>> = {
  VARCHAR: 'string',
  DOUBLE: 'float64',
  FLOAT: 'float32',
  INTEGER: 'int32',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'instant',
};

/** From the file to memory; NULL becomes `NaN` or 255, and is an error where the type has no such value. */
const READ_AS: Readonly<Record<ColumnType, (cell: string) => string>> = {
  string: (cell) => `cast(${cell} as varchar)`,
  float64: (cell) => `coalesce(cast(${cell} as double), 'nan'::double)`,
  float32: (cell) => `coalesce(cast(${cell} as float), 'nan'::float)`,
  int32: (cell) => `coalesce(cast(${cell} as integer), cast(error('int32 column without a value') as integer))`,
  boolean: (cell) => `coalesce(cast(cast(${cell} as boolean) as utinyint), ${NO_BOOLEAN}::utinyint)`,
  instant: (cell) => `coalesce(cast(epoch_ms(cast(${cell} as timestamp)) as double), 'nan'::double)`,
  key: (cell) => `cast(${cell} as varchar)`,
};

export async function readParquet(connection: DuckDBConnection, query: ParquetQuery): Promise<Columns> {
  if (query.files.length === 0) return emptyTable(query.columns ?? []);
  const source = sourceOf(query.files);
  const stored = await storedTypes(connection, source);
  const wanted = query.columns ?? [...stored].map(([name, type]) => ({ name, type: ourType(name, type) }));
  if (wanted.length === 0) throw new FitlyError('internal', 'A read of the lake must want at least one column.');
  const cells = wanted.map((one) => cellExpression(one, stored));
  const sql = [`select ${cells.join(', ')} from ${source}`];
  const { where } = query;
  if (where !== undefined) {
    sql.push(`where ${'in' in where ? isOneOf(where) : `${quoteName(where.column)} is not distinct from $1`}`);
  }
  if (query.orderBy?.length) sql.push(`order by ${query.orderBy.map(quoteName).join(', ')}`);
  const result = await connection.stream(sql.join(' '), where !== undefined && 'equals' in where ? [where.equals] : []);
  let room = query.atMostRows;
  let columns = wanted.map((one) => emptyColumn(one, room));
  const texts = wanted.map(() => createTextReader());
  let rowCount = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    if (rowCount + chunk.rowCount > room) {
      room = 2 * (rowCount + chunk.rowCount);
      columns = columns.map((column) => grownTo(column, room));
    }
    for (const [index, column] of columns.entries()) copyVector(chunk, index, column, rowCount, texts[index]!);
    rowCount += chunk.rowCount;
  }
  return { rowCount, columns: columns.map((column) => cutTo(column, rowCount)) };
}

/** Names of the columns that at least one of the files has. */
export async function readColumnNames(connection: DuckDBConnection, files: readonly string[]): Promise<string[]> {
  return files.length === 0 ? [] : [...(await storedTypes(connection, sourceOf(files))).keys()];
}

/** Those of the files that have such a row. Literals, so that DuckDB passes over whole row groups by what the files say of them. */
export async function filesWith(
  connection: DuckDBConnection,
  files: readonly string[],
  rows: TextFilter,
): Promise<ReadonlySet<string>> {
  if (files.length === 0 || rows.in.length === 0) return new Set();
  const found = await connection.runAndReadAll(
    `select distinct filename from ${sourceOf(files, 'filename = true')} where ${isOneOf(rows)}`,
  );
  return new Set(found.getRows().map(([name]) => String(name)));
}

/** As a condition; false where there is no text to be one of. */
export const isOneOf = ({ column, in: texts }: TextFilter): string =>
  texts.length === 0 ? 'false' : `${quoteName(column)} in (${texts.map(quoteText).join(', ')})`;

const sourceOf = (files: readonly string[], ...options: string[]): string =>
  `read_parquet([${files.map(quoteText).join(', ')}], ${[...options, 'union_by_name = true', 'hive_partitioning = false'].join(', ')})`;

/** Name → DuckDB type of every column that at least one of the files has. */
async function storedTypes(connection: DuckDBConnection, source: string): Promise<ReadonlyMap<string, string>> {
  const described = await connection.runAndReadAll(`describe select * from ${source}`);
  return new Map(described.getRowObjects().map((row) => [String(row['column_name']), String(row['column_type'])]));
}

function ourType(name: string, stored: string): ColumnType {
  const type = OUR_TYPE[stored];
  if (type === undefined)
    throw new FitlyError('internal', `Column ${name} is stored as ${stored}, which no column type reads.`);
  return type;
}

/** A column that no file has yet (an attribute added later) reads as missing values; int32 and key have none: an error. */
function cellExpression(wanted: WantedColumn, stored: ReadonlyMap<string, string>): string {
  if (stored.has(wanted.name)) return READ_AS[wanted.type](quoteName(wanted.name));
  if (wanted.type !== 'int32' && wanted.type !== 'key') return READ_AS[wanted.type]('null');
  const has = [...stored.keys()].join(', ');
  throw new FitlyError(
    'internal',
    `There is no ${wanted.type} column ${wanted.name} in the lake; the files have ${has}.`,
  );
}

function emptyColumn({ name, type }: WantedColumn, rows: number): Column {
  switch (type) {
    case 'string':
      return { name, type, values: [] };
    case 'float64':
    case 'instant':
      return { name, type, values: new Float64Array(rows) };
    case 'float32':
      return { name, type, values: new Float32Array(rows) };
    case 'int32':
      return { name, type, values: new Int32Array(rows) };
    case 'boolean':
      return { name, type, values: new Uint8Array(rows) };
    case 'key':
      return { name, type, values: new Uint32Array(rows * KEY_WORDS) };
  }
}

const emptyTable = (wanted: readonly WantedColumn[]): Columns => ({
  rowCount: 0,
  columns: wanted.map((one) => emptyColumn(one, 0)),
});

function copyVector(chunk: DuckDBDataChunk, index: number, column: Column, at: number, texts: TextReader): void {
  if (column.type === 'string') texts.read(chunk, index, column.values as (string | null)[]);
  else if (column.type === 'key') readKeys(chunk, index, column, at);
  else column.values.set(vectorItems(chunk, index), at);
}

function grownTo(column: Column, rows: number): Column {
  if (column.type === 'string') return column;
  const values = new (column.values.constructor as Float64ArrayConstructor)(rows * cellsPerRow(column.type));
  values.set(column.values);
  return { ...column, values } as Column;
}

/** A read with `where` finds fewer rows than the files have: the arrays are cut, and the rest is given back. */
function cutTo(column: Column, rows: number): Column {
  const cells = rows * cellsPerRow(column.type);
  if (column.values.length === cells) return column;
  return { ...column, values: column.values.slice(0, cells) } as Column;
}
