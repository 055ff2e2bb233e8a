import { FitlyError } from '@fitly/core/errors';
import { Kysely, sql, type Transaction } from 'kysely';
import { nodeSqliteDialect, transactionScope } from './dialect.ts';
import { databaseDamaged } from './errors.ts';
import { judgeLeftAs, keepLeftAs } from './left-as.ts';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

/** The relational half of a workspace: everything that is decided, claimed or promised. */
export interface State {
  readonly file: string;
  readonly db: Kysely<Schema>;
  /** Every byte is as Fitly left it. False: nothing says how it was left (after a crash, while others write, a first opening). */
  readonly isAsLeft: boolean;
  /**
   * All or nothing: commits when `work` resolves, rolls back when it rejects. Transactions queue behind each other.
   * Every query inside must use the handle it is given; the state's own `db` throws there instead of waiting forever.
   */
  transaction<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** Reads every page and index (seconds per gigabyte) and throws `database_damaged` with what SQLite found. */
  check(): Promise<void>;
  /**
   * Rewrites the database without what was deleted and empties the write-ahead log, so that no byte of it is left in the
   * files. Throws `folder_in_use` while another process reads: it still needs the old pages.
   */
  scrub(): Promise<void>;
  /** Keeps how the file was left, where this handle has written. */
  close(): Promise<void>;
}

/**
 * Opens the database (made if missing) and brings its schema up to date.
 *
 * Errors: `database_damaged` (also where it is not as it was left), `disk_failed`, `workspace_newer`; `folder_in_use` while another process migrates it.
 */
export async function openState(file: string): Promise<State> {
  const isAsLeft = (await judgeLeftAs(file)) === 'as_left';
  let hasWritten = false;
  const onWrite = (): void => {
    hasWritten = true;
  };
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(file, onWrite) });
  try {
    await migrate(db, file);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    file,
    db,
    isAsLeft,
    transaction: (work) => db.transaction().execute((tx) => inScope(() => work(tx))),
    check: () => checkIntegrity(db, file),
    scrub: () => scrub(db, file),
    async close() {
      if (hasWritten) await keepLeftAs(db, file);
      await db.destroy();
    },
  };
}

async function scrub(db: Kysely<Schema>, file: string): Promise<void> {
  await sql`vacuum`.execute(db);
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  if (rows[0]?.busy === 0) return;
  throw new FitlyError(
    'folder_in_use',
    `Another process is reading the database ${file}, so its log cannot be emptied.`,
    {
      next: 'Wait until it has finished, or stop it, then run this again.',
      fields: { file },
    },
  );
}

async function inScope<T>(work: () => Promise<T>): Promise<T> {
  const scope = { open: true };
  try {
    return await transactionScope.run(scope, work);
  } finally {
    scope.open = false;
  }
}

async function checkIntegrity(db: Kysely<Schema>, file: string): Promise<void> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(3)`.execute(db);
  const found = rows.map((row) => row.integrity_check).join('; ');
  if (found !== 'ok') throw databaseDamaged(file, found);
}
