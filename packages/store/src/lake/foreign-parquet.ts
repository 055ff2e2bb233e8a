/** A Parquet file that somebody brings, row by row: read in place, by a DuckDB that may touch this one file and nothing else. */
import { resolve } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { FitlyError } from '@fitly/core/errors';
import { quoteName, quoteText, vectorItems } from './duckdb.ts';
import { checkFooter, TooLarge } from './parquet-footer.ts';
import { createTextReader } from './texts.ts';

/**
 * A cell as text, so that large integers keep every digit; instants with a zone are epoch milliseconds, those without one
 * keep their text, which says that the zone is missing. A list or a struct is an empty object: no text stands for it. A number
 * only where it was asked for as one.
 */
export type ForeignCell = string | number | null | Readonly<Record<string, never>>;

const COMPLEX: ForeignCell = Object.freeze({});

/** Some thousand rows, and all that the file says of itself. */
export interface ForeignBatch {
  /** Names of all columns, wanted or not. */
  readonly columns: readonly string[];
  /** Of the whole file. */
  readonly rowCount: number;
  readonly rows: readonly Readonly<Record<string, ForeignCell>>[];
}

/**
 * In the order of the file; `wanted`: the columns to read, null for all; `numbers`: those of them of which DOUBLE and integers
 * up to 32 bits come as numbers, which spares making texts and reading them. Throws `file_unreadable` when it is not a Parquet file
 * or a damaged one.
 */
export async function* readForeignParquet(
  path: string,
  wanted: ReadonlySet<string> | null = null,
  numbers: ReadonlySet<string> = new Set(),
): AsyncGenerator<ForeignBatch> {
  const file = resolve(path);
  const { size } = await checkFooter(file).catch((error: Error) => {
    throw unreadable(path, error, error);
  });
  const read = { wanted, numbers, mostRows: Math.max(ALWAYS_ALLOWED_ROWS, size * MOST_ROWS_PER_BYTE) };
  const instance = await openFor(file);
  try {
    const connection = await instance.connect();
    const source = `read_parquet(${quoteText(file)}, hive_partitioning = false)`;
    yield* batchesOf(connection, source, read);
  } catch (error) {
    // DuckDB's words may quote what is in the file: they stay in the cause.
    throw unreadable(path, error instanceof Bomb ? error : inWords(error as Error), error as Error);
  } finally {
    instance.closeSync();
  }
}

/** What was made to fill a memory, in words of our own. */
class Bomb extends Error {}

/** Repeating rows shrink to nothing in Parquet: a row may be less than a byte, but not a thousand of them. */
const MOST_ROWS_PER_BYTE = 100;
const ALWAYS_ALLOWED_ROWS = 10_000_000;

const inWords = (error: Error): Error => {
  if (error instanceof TooLarge) return error;
  return error.message.startsWith('Out of Memory') ? groupsTooLarge() : new Error('it is not a whole Parquet file');
};

const groupsTooLarge = (): TooLarge =>
  new TooLarge(`its row groups are too large to be read in ${MEMORY_MB} MB`, SMALLER);

const SMALLER = 'write it with smaller row groups; nothing of it was imported';

const unreadable = (path: string, why: Error, cause: Error): FitlyError =>
  new FitlyError('file_unreadable', `${path} cannot be read to its end: ${why.message}`, {
    next: why instanceof TooLarge ? why.next : 'bring the whole file again; nothing of it was imported',
    cause,
  });

/** Of DuckDB for one file: the process stays below 512 MB. */
const MEMORY_MB = 256;

async function openFor(file: string): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: `${MEMORY_MB}MB`,
    preserve_insertion_order: 'true',
    // Files are read once, or lie in the system's cache: a second one would only take memory.
    enable_external_file_cache: 'false',
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

interface Read {
  readonly wanted: ReadonlySet<string> | null;
  readonly numbers: ReadonlySet<string>;
  readonly mostRows: number;
}

async function* batchesOf(
  connection: DuckDBConnection,
  source: string,
  { wanted, numbers, mostRows }: Read,
): AsyncGenerator<ForeignBatch> {
  const described = (await connection.runAndReadAll(`describe select * from ${source}`)).getRowObjects();
  const all = described.map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
  const counted = (await connection.runAndReadAll(`select count(*) from ${source}`)).getRows();
  const whole = { columns: all.map(({ name }) => name), rowCount: Number(counted[0]?.[0]) };
  if (whole.rowCount > mostRows) throw new Bomb('it claims more rows than so few bytes can hold');
  const columns = all
    .filter(({ name }) => wanted === null || wanted.has(name))
    .map((column): ForeignColumn => {
      const isNumber = numbers.has(column.name) && NUMBERS.has(column.type);
      return { ...column, isNumber, isComplex: isComplex(column.type) };
    });
  const cells = columns.map(({ name, type, isNumber }) =>
    isNumber ? `cast(${quoteName(name)} as double)` : cellAsText(quoteName(name), type),
  );
  const readers = columns.map(createTextReader);
  let left = whole.rowCount;
  const result = await connection.stream(`select ${['1', ...cells].join(', ')} from ${source}`);
  for await (const chunk of oneAhead(() => result.fetchChunk())) {
    left -= chunk.rowCount;
    if (left < 0) throw new Bomb('it has more rows than it says');
    const values = columns.map(({ isNumber, isComplex: isNested }, index): readonly ForeignCell[] => {
      if (isNumber) return numbersOf(chunk, index + 1);
      const texts: (string | null)[] = [];
      readers[index]!.read(chunk, index + 1, texts);
      return isNested ? texts.map((text) => (text === null ? null : COMPLEX)) : texts;
    });
    const rows = Array.from({ length: chunk.rowCount }, (_, row) => rowOf(columns, values, row));
    yield { ...whole, rows };
  }
  // For want of memory DuckDB may end a stream without an error: rows would be missing in silence.
  if (left > 0) throw groupsTooLarge();
}

/** DuckDB makes the next chunk while this one is worked on. */
async function* oneAhead(fetch: () => Promise<DuckDBDataChunk | null>): AsyncGenerator<DuckDBDataChunk> {
  // Whoever takes a chunk may be busy when the next one fails: without a listener that would end the process, in DuckDB's words.
  const begin = (): Promise<DuckDBDataChunk | null> => {
    const begun = fetch();
    begun.catch(() => null);
    return begun;
  };
  let next = begin();
  try {
    for (let chunk = await next; chunk !== null && chunk.rowCount > 0; chunk = await next) {
      next = begin();
      yield chunk;
    }
  } finally {
    // Whoever leaves early closes the database: not under a call that is still at work in it.
    await next.catch(() => null);
  }
}

interface ForeignColumn {
  readonly name: string;
  readonly type: string;
  readonly isNumber: boolean;
  readonly isComplex: boolean;
}

/** Without asking for each of them whether it is there, where all are. */
function numbersOf(chunk: DuckDBDataChunk, column: number): readonly (number | null)[] {
  const { validity } = chunk.getColumnVector(column) as unknown as { readonly validity: { readonly data: unknown } };
  if (validity.data === null) return Array.from(vectorItems(chunk, column));
  return chunk.getColumnValues(column) as (number | null)[];
}

function rowOf(
  columns: readonly ForeignColumn[],
  values: readonly (readonly ForeignCell[])[],
  row: number,
): Readonly<Record<string, ForeignCell>> {
  const cells: Record<string, ForeignCell> = {};
  for (let index = 0; index < columns.length; index++) {
    const { name } = columns[index]!;
    const value = values[index]![row] ?? null;
    // Assigned, it would set the row's prototype.
    if (name === '__proto__') Object.defineProperty(cells, name, { value, enumerable: true });
    else cells[name] = value;
  }
  return cells;
}

const NUMBERS = new Set(['DOUBLE', 'TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER']);

const isComplex = (type: string): boolean => /[[(]/.test(type) && !type.startsWith('DECIMAL');

function cellAsText(cell: string, type: string): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') return `cast(epoch_ms(${cell}) as varchar)`;
  if (isComplex(type)) return `case when ${cell} is null then null else '' end`;
  return `cast(${cell} as varchar)`;
}
