/** Columns → one Parquet file. The same columns give the same bytes, so the content can name the file. */
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  DuckDBVector,
  FLOAT,
  INTEGER,
  UHUGEINT,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import { HEX_DIGITS } from '@fitly/core/data';
import { createChunkWriter } from './chunk-writer.ts';
import { type Columns, type ColumnType, NO_BOOLEAN } from './columns.ts';
import { quoteName, quoteText } from './duckdb.ts';
import { isOneOf, type TextFilter } from './parquet-reader.ts';

const CHUNK_ROWS = DuckDBVector.standardSize();

/** How a column stands in the staging table: as its memory is, so that it is copied by chunks. */
const STAGED_AS: Readonly<Record<ColumnType, DuckDBType>> = {
  string: VARCHAR,
  float64: DOUBLE,
  float32: FLOAT,
  int32: INTEGER,
  boolean: UTINYINT,
  instant: DOUBLE,
  key: UHUGEINT,
};

/** From the staging table to what the file holds; `NaN` and 255 become NULL. */
const STORED_AS: Readonly<Record<ColumnType, (cell: string) => string>> = {
  string: (cell) => cell,
  float64: (cell) => `case when isnan(${cell}) then null else ${cell} end`,
  float32: (cell) => `case when isnan(${cell}) then null else ${cell} end`,
  int32: (cell) => cell,
  boolean: (cell) => `case when ${cell} = ${NO_BOOLEAN} then null else ${cell} = 1 end`,
  instant: (cell) => `case when isnan(${cell}) then null else make_timestamp_ms(cast(${cell} as bigint)) end`,
  key: (cell) => `lpad(lower(to_hex(${cell})), ${HEX_DIGITS}, '0')`,
};

export async function writeParquet(connection: DuckDBConnection, file: string, table: Columns): Promise<void> {
  const staged = table.columns.map((column, index) => `c${index} ${STAGED_AS[column.type]}`);
  await connection.run(`create temp table staged (${staged.join(', ')})`);
  try {
    await fillStagingTable(connection, table);
    const stored = table.columns.map(
      (column, index) => `${STORED_AS[column.type](`c${index}`)} as ${quoteName(column.name)}`,
    );
    const options = optionsFor(hasNegativeZero(table));
    await connection.run(`copy (select ${stored.join(', ')} from staged) to ${quoteText(file)} (${options})`);
  } finally {
    await connection.run('drop table staged');
  }
}

/** A file once more without some of its rows: the others keep their order and their bits. Returns how many they are. */
export async function copyWithout(
  connection: DuckDBConnection,
  { from, to, without }: { readonly from: string; readonly to: string; readonly without: TextFilter },
): Promise<number> {
  const source = `read_parquet(${quoteText(from)}, hive_partitioning = false)`;
  const kept = `select * from ${source} where (${isOneOf(without)}) is not true`;
  const options = optionsFor(await storesNegativeZero(connection, source));
  const copied = await connection.runAndReadAll(`copy (${kept}) to ${quoteText(to)} (${options})`);
  return Number(copied.getRows()[0]![0]);
}

const optionsFor = (negativeZero: boolean): string =>
  ['format parquet', 'compression zstd', ...(negativeZero ? ['dictionary_size_limit 0'] : [])].join(', ');

async function storesNegativeZero(connection: DuckDBConnection, source: string): Promise<boolean> {
  const described = (await connection.runAndReadAll(`describe select * from ${source}`)).getRowObjects();
  const fractions = described.filter(({ column_type: type }) => type === 'DOUBLE' || type === 'FLOAT');
  if (fractions.length === 0) return false;
  const isNegativeZero = fractions.map(({ column_name: name }) => {
    const cell = quoteName(String(name));
    return `(${cell} = 0 and signbit(${cell}))`;
  });
  const found = await connection.runAndReadAll(`select 1 from ${source} where ${isNegativeZero.join(' or ')} limit 1`);
  return found.currentRowCount > 0;
}

async function fillStagingTable(connection: DuckDBConnection, table: Columns): Promise<void> {
  const appender = await connection.createAppender('staged', 'main', 'temp');
  const chunk = DuckDBDataChunk.create(table.columns.map((column) => STAGED_AS[column.type]));
  const writer = createChunkWriter(CHUNK_ROWS);
  for (let from = 0; from < table.rowCount; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, table.rowCount - from);
    chunk.reset();
    chunk.rowCount = rows;
    for (const [index, column] of table.columns.entries()) writer.write(chunk, index, column, from, rows);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** DuckDB's dictionaries take −0 and 0 for the same entry; a table with a −0 is therefore written without dictionaries. */
function hasNegativeZero(table: Columns): boolean {
  const isNegativeZero = (value: number) => value === 0 && 1 / value < 0;
  return table.columns.some(
    (column) => (column.type === 'float64' || column.type === 'float32') && column.values.some(isNegativeZero),
  );
}
