/** Columns → one Parquet file. The same columns give the same bytes, so the content can name the file. */
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  DuckDBVector,
  FLOAT,
  INTEGER,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import { type Column, type Columns, type ColumnType, NO_BOOLEAN } from './columns.ts';
import { quoteName, quoteText, vectorItems } from './duckdb.ts';

const CHUNK_ROWS = DuckDBVector.standardSize();

/** How a column stands in the staging table: as its memory is, so that it is copied by chunks. */
const STAGED_AS: Readonly<Record<ColumnType, DuckDBType>> = {
  string: VARCHAR,
  float64: DOUBLE,
  float32: FLOAT,
  int32: INTEGER,
  boolean: UTINYINT,
  instant: DOUBLE,
};

/** From the staging table to what the file holds; `NaN` and 255 become NULL. */
const STORED_AS: Readonly<Record<ColumnType, (cell: string) => string>> = {
  string: (cell) => cell,
  float64: (cell) => `case when isnan(${cell}) then null else ${cell} end`,
  float32: (cell) => `case when isnan(${cell}) then null else ${cell} end`,
  int32: (cell) => cell,
  boolean: (cell) => `case when ${cell} = ${NO_BOOLEAN} then null else ${cell} = 1 end`,
  instant: (cell) => `case when isnan(${cell}) then null else make_timestamp_ms(cast(${cell} as bigint)) end`,
};

export async function writeParquet(connection: DuckDBConnection, file: string, table: Columns): Promise<void> {
  const staged = table.columns.map((column, index) => `c${index} ${STAGED_AS[column.type]}`);
  await connection.run(`create temp table staged (${staged.join(', ')})`);
  try {
    await fillStagingTable(connection, table);
    const stored = table.columns.map(
      (column, index) => `${STORED_AS[column.type](`c${index}`)} as ${quoteName(column.name)}`,
    );
    const options = [
      'format parquet',
      'compression zstd',
      ...(hasNegativeZero(table) ? ['dictionary_size_limit 0'] : []),
    ];
    await connection.run(
      `copy (select ${stored.join(', ')} from staged) to ${quoteText(file)} (${options.join(', ')})`,
    );
  } finally {
    await connection.run('drop table staged');
  }
}

async function fillStagingTable(connection: DuckDBConnection, table: Columns): Promise<void> {
  const appender = await connection.createAppender('staged', 'main', 'temp');
  const chunk = DuckDBDataChunk.create(table.columns.map((column) => STAGED_AS[column.type]));
  for (let from = 0; from < table.rowCount; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, table.rowCount - from);
    chunk.reset();
    chunk.rowCount = rows;
    for (const [index, column] of table.columns.entries()) fillVector(chunk, index, column, from, rows);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function fillVector(chunk: DuckDBDataChunk, index: number, column: Column, from: number, rows: number): void {
  if (column.type === 'string') {
    chunk.setColumnValues(index, column.values.slice(from, from + rows));
    return;
  }
  const { items, flush } = vectorItems(chunk, index);
  items.set(column.values.subarray(from, from + rows));
  flush();
}

/** DuckDB's dictionaries take −0 and 0 for the same entry; a table with a −0 is therefore written without dictionaries. */
function hasNegativeZero(table: Columns): boolean {
  const isNegativeZero = (value: number) => value === 0 && 1 / value < 0;
  return table.columns.some(
    (column) => (column.type === 'float64' || column.type === 'float32') && column.values.some(isNegativeZero),
  );
}
