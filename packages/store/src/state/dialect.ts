/**
 * Kysely over `node:sqlite`: one connection, one statement cache, transactions that queue.
 *
 * Durability: WAL with `synchronous=FULL`. With NORMAL the last commits may be lost when the power fails, the ledger
 * would forget that a batch left, and the next run would send it again (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { FitlyError } from '@fitly/core/errors';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { asStateError, databaseDamaged } from './errors.ts';
import { FORGET_NAME } from './left-as.ts';
import { Mutex } from './mutex.ts';

const BUSY_TIMEOUT_MS = 5_000;
const MOST_CACHED_STATEMENTS = 200;

/** Set while the body of a transaction runs, so that a query outside its handle is refused instead of waiting forever. */
export const transactionScope = new AsyncLocalStorage<{ open: boolean }>();

/** `onWrite`: called before anything is written. */
export function nodeSqliteDialect(file: string, onWrite: () => void): Dialect {
  return {
    createAdapter: () => new QueueingAdapter(),
    createDriver: () => new NodeSqliteDriver(file, onWrite),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Tells Kysely to leave the queueing to the driver, which alone can see a query that would wait for its own transaction. */
class QueueingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #file: string;
  readonly #onWrite: () => void;
  readonly #mutex = new Mutex();
  #connection: NodeSqliteConnection | undefined;
  #endTurn: (() => void) | undefined;

  constructor(file: string, onWrite: () => void) {
    this.#file = file;
    this.#onWrite = onWrite;
  }

  async init(): Promise<void> {
    this.#connection = new NodeSqliteConnection(this.#file, this.#onWrite);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (transactionScope.getStore()?.open === true) {
      throw new FitlyError('internal', 'A query inside a transaction did not use the handle of that transaction.', {
        next: 'Pass the transaction to every function that is called inside it.',
      });
    }
    this.#endTurn = await this.#mutex.acquire();
    return this.#open();
  }

  async releaseConnection(): Promise<void> {
    const endTurn = this.#endTurn;
    this.#endTurn = undefined;
    endTurn?.();
  }

  /** `immediate`: takes the write lock at once, so that a transaction never fails half-way for want of it. */
  async beginTransaction(): Promise<void> {
    const connection = this.#open();
    connection.run('begin immediate');
    try {
      connection.beforeWrite();
    } catch (error) {
      if (connection.database.isTransaction) connection.run('rollback');
      throw error;
    }
  }

  async commitTransaction(): Promise<void> {
    this.#open().run('commit');
  }

  /** SQLite rolls back by itself when the disk is full; a second rollback would hide that error. */
  async rollbackTransaction(): Promise<void> {
    if (this.#open().database.isTransaction) this.#open().run('rollback');
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #open(): NodeSqliteConnection {
    if (this.#connection === undefined) throw new FitlyError('internal', `The database ${this.#file} is closed.`);
    return this.#connection;
  }
}

const HAS_META = "select 1 from sqlite_master where type = 'table' and name = 'meta'";

/** What is written as text, outside of a transaction, says so with its first word. */
function writes({ query, sql }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode') return false;
  return query.kind !== 'RawNode' || !/^\s*(select|pragma|with|explain)\b/i.test(sql);
}

interface CachedStatement {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly database: DatabaseSync;
  readonly #file: string;
  readonly #onWrite: () => void;
  readonly #statements = new Map<string, CachedStatement>();
  #hasMeta = false;

  constructor(file: string, onWrite: () => void) {
    this.#file = file;
    this.#onWrite = onWrite;
    this.database = this.#worded(() => openDatabase(file));
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = query.parameters as readonly SQLInputValue[];
    return this.#worded(() => {
      if (!this.database.isTransaction && writes(query)) this.beforeWrite();
      const { statement, returnsRows } = this.#prepare(query.sql);
      if (returnsRows) return { rows: statement.all(...parameters) as R[] };
      const { changes } = statement.run(...parameters);
      return { numAffectedRows: BigInt(changes), rows: [] };
    });
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator; no reader of the state needs streaming
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new FitlyError('internal', 'The state database does not stream: its tables are read whole or by key.');
  }

  run(sql: string): void {
    this.#worded(() => this.database.exec(sql));
  }

  /** From now on the file is not as it was left; see `left-as.ts`. */
  beforeWrite(): void {
    this.#onWrite();
    this.#worded(() => {
      this.#hasMeta ||= this.#prepare(HAS_META).statement.get() !== undefined;
      if (this.#hasMeta) this.#prepare(FORGET_NAME).statement.run();
    });
  }

  close(): void {
    this.#statements.clear();
    this.#worded(() => this.database.close());
  }

  #prepare(sql: string): CachedStatement {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.database.prepare(sql);
    const fresh = { statement, returnsRows: statement.columns().length > 0 };
    if (this.#statements.size >= MOST_CACHED_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, fresh);
    return fresh;
  }

  #worded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStateError(this.#file, error);
    }
  }
}

/** Of its own connection: for what is not a table of the state. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    const mode = database.prepare('pragma journal_mode = wal').get();
    if (mode?.['journal_mode'] !== 'wal') throw databaseDamaged(file, 'it cannot be switched to write-ahead logging');
    database.exec('pragma synchronous = full');
    // What is deleted is overwritten: a customer who was erased must not be left in a page that is free.
    database.exec('pragma secure_delete = on');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
