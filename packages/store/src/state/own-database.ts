/** A database file of its own beside the state, for what may wait for no run: opened, and given its tables, on its first use. */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from './dialect.ts';

export interface OwnDatabase {
  use<T>(work: (db: DatabaseSync) => T): T;
  /** As `use`; `otherwise` where there is no file, which is not made then. */
  ifThere<T>(otherwise: T, work: (db: DatabaseSync) => T): T;
  /** Opens again on its next use. */
  close(): void;
}

/** `schema`: makes what is missing. `inWords`: what is thrown in the place of an error. */
export function ownDatabase(file: string, schema: string, inWords: (error: unknown) => unknown): OwnDatabase {
  let database: DatabaseSync | null = null;
  function opened(): DatabaseSync {
    if (database !== null) return database;
    const fresh = openDatabase(file);
    fresh.exec(schema);
    database = fresh;
    return fresh;
  }
  const use: OwnDatabase['use'] = (work) => {
    try {
      return work(opened());
    } catch (error) {
      throw inWords(error);
    }
  };
  return {
    use,
    ifThere: (otherwise, work) => (database === null && !existsSync(file) ? otherwise : use(work)),
    close() {
      database?.close();
      database = null;
    },
  };
}

/** One transaction that begins with the right to write, so that no two processes go on from the same state. */
export function atOnce<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate');
  try {
    const done = work();
    db.exec('commit');
    return done;
  } catch (error) {
    // SQLite rolls back by itself when the disk is full; a second rollback would hide that error.
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}
