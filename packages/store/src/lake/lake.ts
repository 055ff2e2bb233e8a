/**
 * The lake: facts as immutable Parquet files by table, agent and day. Writing has two halves, so that a crash between them
 * leaves nothing visible: `stage` puts a file safely on the device, `commitFiles` makes it count within a transaction.
 */
import { randomUUID } from 'node:crypto';
import { rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { flush, makeFolder, moveIntoPlace, onDisk } from '../files.ts';
import type { Db } from '../state/schema.ts';
import { sha256OfFile, type Verification, verifierFor } from './checksum.ts';
import { type Columns, checkColumns, partsOf } from './columns.ts';
import { duckDBFor } from './duckdb.ts';
import { type FileFilter, type LakeFile, liveFiles, type StagedFile } from './manifest.ts';
import {
  filesWith,
  type ParquetQuery,
  type RowFilter,
  readColumnNames,
  readParquet,
  type TextFilter,
  type WantedColumn,
} from './parquet-reader.ts';
import { copyWithout, writeParquet } from './parquet-writer.ts';
import { EXPORTED, LAKE, lakePath, type Partition, STAGING } from './place.ts';
import { type SweptFile, sweepLake } from './sweep.ts';

export interface StageRequest extends Partition {
  readonly columns: Columns;
}

export interface ReadRequest {
  readonly table: string;
  readonly agent: AgentName;
  /** One day; or `days`, both ends included; or neither: all days. */
  readonly day?: Day;
  readonly days?: { readonly from: Day; readonly to: Day };
  /** What to read, in this order; all columns when absent. A column that no file has reads as missing values. */
  readonly columns?: readonly WantedColumn[];
  /** Ascending, strings by their UTF-8 bytes, missing values last. Without it: by day, order of commit, place in the file. */
  readonly orderBy?: readonly string[];
  readonly where?: RowFilter;
  /** Only these of the live files. */
  readonly files?: readonly LakeFile[];
  /** Default `checksum`: every file is read and compared once per process before its first use. */
  readonly verify?: Verification;
}

export interface Lake {
  /**
   * Writes a file and flushes it to the device; it does not count before `commitFiles`. A table without rows is a file
   * too. The same columns give the same path. Errors: `disk_failed`; `internal` for columns that do not fit.
   */
  stage(request: StageRequest): Promise<StagedFile>;
  /**
   * The same for a large table: some hundred thousand rows a file, in order, so that what DuckDB holds of it beside the columns
   * stays small. No two parts may be alike. At least one file.
   */
  stageParts(request: StageRequest): Promise<readonly StagedFile[]>;
  /** The same for parts as they are made: while one is written the next is made. */
  stageEach(partition: Partition, parts: Iterable<Columns>): Promise<readonly StagedFile[]>;
  /** The same for a live file without some of its rows; see `replaceFile`. Errors: also `lake_file_damaged`. */
  stageWithout(file: LakeFile, rows: TextFilter): Promise<StagedFile>;
  /** Reads exactly the live files. Errors: `lake_file_damaged` naming the file. */
  read(request: ReadRequest): Promise<Columns>;
  /**
   * Writes a Parquet file outside the lake, for other programs: `file` is an absolute path below `EXPORTED` in an existing
   * folder, and is neither flushed nor remembered. The same columns give the same bytes. Errors: as of `stage`.
   */
  exportTo(file: string, columns: Columns): Promise<void>;
  /** Names of the columns of a partition, by what its live files say of themselves. Errors: `lake_file_damaged`. */
  columnNames(partition: Partition): Promise<readonly string[]>;
  /**
   * Live files with at least one such row. What the files say of themselves is believed, so that few of them are read.
   * Errors: `lake_file_damaged` for a file of another size.
   */
  filesWith(filter: FileFilter, rows: TextFilter): Promise<readonly LakeFile[]>;
  /** Live files, by table, agent, day and order of commit. */
  files(filter?: FileFilter): Promise<readonly LakeFile[]>;
  /** Throws `lake_file_damaged` for the first live file of the filter that is not what was committed. */
  verify(filter?: FileFilter): Promise<void>;
  /** Removes what does not count any more and says what it removed; never a live file. */
  sweep(request: SweepRequest): Promise<readonly SweptFile[]>;
  close(): void;
}

interface LakeParts {
  /** The workspace folder, absolute. */
  readonly folder: string;
  readonly db: Db;
  /** The clock by which files age; the same one as in `sweep`. */
  readonly now: () => Instant | Promise<Instant>;
}

interface SweepRequest {
  readonly now: Instant;
  readonly graceMs: number;
  /**
   * Nothing that this process has staged waits for its commit: what it staged and has replaced since may go as well. Without it
   * such files stay until the process ends.
   */
  readonly nothingStaged?: true;
}

export function openLake({ folder, db, now }: LakeParts): Lake {
  const staging = join(folder, LAKE, STAGING);
  const duckdb = duckDBFor({
    lake: join(folder, LAKE),
    exported: join(folder, EXPORTED),
    spill: join(staging, 'spill'),
  });
  const verifier = verifierFor(folder);
  const inHand = new Set<string>();

  const verifyAll = async (files: readonly LakeFile[], verification: Verification) => {
    for (const file of files) await verifier.verify(file, verification);
  };
  const write = async (partition: Partition, into: (file: string) => Promise<number>): Promise<StagedFile> => {
    lakePath(partition, '');
    const temporary = `${LAKE}/${STAGING}/${randomUUID()}.parquet`;
    inHand.add(temporary);
    try {
      const written = join(folder, temporary);
      const rowCount = await onDisk(written, () => writeTemporary(written, into, now));
      return await onDisk(written, () => settle({ folder, written, partition, rowCount, inHand }));
    } finally {
      await rm(join(folder, temporary), { force: true });
      inHand.delete(temporary);
    }
  };
  const stage: Lake['stage'] = async ({ columns, ...partition }) => {
    checkColumns(columns);
    return write(partition, async (file) => {
      await duckdb.withConnection((connection) => writeParquet(connection, file, columns));
      return columns.rowCount;
    });
  };
  const stageEach: Lake['stageEach'] = ({ table, agent, day }, parts) =>
    overlapping(parts, (columns) => stage({ table, agent, day, columns }));
  return {
    stage,
    stageEach,
    async stageWithout(file, without) {
      await verifier.verify(file, 'checksum');
      const from = join(folder, file.path);
      return write(file, (to) => duckdb.withConnection((connection) => copyWithout(connection, { from, to, without })));
    },
    stageParts: ({ columns, ...partition }) => stageEach(partition, partsOf(columns, ROWS_PER_PART)),
    async read(request) {
      const files = request.files ?? (await liveFiles(db, request));
      const verification = request.verify ?? 'checksum';
      await verifyAll(files, verification);
      const query: ParquetQuery = {
        files: files.map((file) => join(folder, file.path)),
        atMostRows: files.reduce((sum, file) => sum + file.rowCount, 0),
        columns: request.columns,
        orderBy: request.orderBy,
        where: request.where,
      };
      try {
        return await duckdb.withConnection((connection) => readParquet(connection, query));
      } catch (error) {
        // An unverified file may be why: name it rather than pass on DuckDB's words.
        if (verification === 'none') await verifyAll(files, 'checksum');
        throw error;
      }
    },
    async exportTo(file, columns) {
      checkColumns(columns);
      await onDisk(file, () => duckdb.withConnection((connection) => writeParquet(connection, file, columns)));
    },
    async columnNames(partition) {
      const files = await liveFiles(db, partition);
      await verifyAll(files, 'none');
      const paths = files.map((file) => join(folder, file.path));
      return await duckdb.withConnection((connection) => readColumnNames(connection, paths));
    },
    async filesWith(filter, rows) {
      const files = await liveFiles(db, filter);
      await verifyAll(files, 'none');
      const paths = files.map((file) => join(folder, file.path));
      const found = await duckdb.withConnection((connection) => filesWith(connection, paths, rows));
      return files.filter((_, n) => found.has(paths[n]!));
    },
    files: (filter = {}) => liveFiles(db, filter),
    verify: async (filter = {}) => verifyAll(await liveFiles(db, filter), 'checksum'),
    sweep: ({ nothingStaged, ...request }) => {
      if (nothingStaged === true) inHand.clear();
      return sweepLake({ folder, db, staging: inHand, ...request });
    },
    close: () => duckdb.close(),
  };
}

const ROWS_PER_PART = 200_000;

/** Results in the order of the items. The work of two of them overlaps; no more, since each holds its part in memory. */
async function overlapping<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let before: Promise<Result> | null = null;
  try {
    for (const item of items) {
      const started = work(item);
      // It is awaited later, and may fail before.
      started.catch(() => undefined);
      const finished = before;
      before = started;
      if (finished !== null) results.push(await finished);
    }
    if (before !== null) results.push(await before);
    return results;
  } finally {
    // Where another one failed, nothing is left running behind the caller's back.
    await before?.catch(() => undefined);
  }
}

/** `into` writes the file and says how many rows it has. */
async function writeTemporary(
  file: string,
  into: (file: string) => Promise<number>,
  now: LakeParts['now'],
): Promise<number> {
  await makeFolder(join(file, '..'));
  const rowCount = await into(file);
  const at = (await now()) / 1000;
  await utimes(file, at, at);
  await flush(file);
  return rowCount;
}

interface Written {
  readonly folder: string;
  /** The temporary file. */
  readonly written: string;
  readonly partition: Partition;
  readonly rowCount: number;
  readonly inHand: Set<string>;
}

/** From the temporary file to its place, named by its content. */
async function settle({ folder, written, partition, rowCount, inHand }: Written): Promise<StagedFile> {
  const { table, agent, day } = partition;
  const sha256 = await sha256OfFile(written);
  const path = lakePath(partition, sha256);
  inHand.add(path);
  const { size } = await stat(written);
  await moveIntoPlace(written, join(folder, path));
  return { table, agent, day, path, sha256, bytes: size, rowCount };
}
