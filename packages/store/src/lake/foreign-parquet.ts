/** A Parquet file that somebody brings, row by row: read in place, by a DuckDB that may touch this one file and nothing else. */
import { resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { FitlyError } from '@fitly/core/errors';
import { quoteName, quoteText } from './duckdb.ts';

/**
 * A cell as text, so that large integers keep every digit; instants with a zone are epoch milliseconds, those without one
 * keep their text, which says that the zone is missing. A list or a struct is an empty object: no text stands for it.
 */
export type ForeignCell = string | null | Readonly<Record<string, never>>;

const COMPLEX: ForeignCell = Object.freeze({});

/** Rows in the order of the file. Throws `file_unreadable` when it is not a Parquet file or a damaged one. */
export async function* readForeignParquet(path: string): AsyncGenerator<Readonly<Record<string, ForeignCell>>> {
  const file = resolve(path);
  const instance = await openFor(file);
  try {
    const connection = await instance.connect();
    yield* rowsOf(connection, `read_parquet(${quoteText(file)}, hive_partitioning = false)`);
  } catch (error) {
    // DuckDB's words may quote what is in the file: they stay in the cause.
    throw new FitlyError('file_unreadable', `${path} cannot be read to its end: it is not a whole Parquet file`, {
      next: 'bring the whole file again; nothing of it was imported',
      cause: error,
    });
  } finally {
    instance.closeSync();
  }
}

async function openFor(file: string): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GB',
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Raw ids must not spill to the disk.
    temp_directory: '',
  });
  const connection = await instance.connect();
  await connection.run(`set allowed_paths = [${quoteText(file)}]`);
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
  connection.closeSync();
  return instance;
}

async function* rowsOf(
  connection: DuckDBConnection,
  source: string,
): AsyncGenerator<Readonly<Record<string, ForeignCell>>> {
  const described = (await connection.runAndReadAll(`describe select * from ${source}`)).getRowObjects();
  const columns = described.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  const cells = columns.map(({ name, type }) => cellAsText(quoteName(name), type));
  const result = await connection.stream(`select ${cells.join(', ')} from ${source}`);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) {
      const named = columns.map(({ name, type }, index): [string, ForeignCell] => {
        const cell = row[index] as string | null;
        return [name, cell !== null && isComplex(type) ? COMPLEX : cell];
      });
      yield Object.fromEntries(named);
    }
  }
}

const isComplex = (type: string): boolean => /[[(]/.test(type) && !type.startsWith('DECIMAL');

function cellAsText(cell: string, type: string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return `cast(epoch_ms(${cell}) as varchar)`;
  if (isComplex(type)) return `case when ${cell} is null then null else '' end`;
  return `cast(${cell} as varchar)`;
}
