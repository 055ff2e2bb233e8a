/**
 * One writing process per folder. The lock is an exclusive SQLite transaction on `lock.db`, which the operating system
 * ends with the process, also after kill -9; a lock made of a file's existence would stay behind.
 *
 * POSIX drops a process's file locks when that process closes *any* handle on the file: nothing else in this process may
 * open `lock.db` while the lock is held (copying a workspace skips it).
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { asStateError, isBusy } from './state/errors.ts';

export interface FolderLock {
  readonly folder: string;
  /** Gives the folder free. A second call does nothing. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly purpose: string;
  /** ISO 8601; absent in files of earlier versions. */
  readonly since?: string;
}

/** Locks of this process, so that one whose caller dropped it is not ended by the garbage collector. */
const held = new Set<DatabaseSync>();

/** Takes the folder (made if missing) or throws `folder_in_use` with who holds it since when. Never waits. `at`: now, in real time. */
export function lockFolder(folder: string, purpose: string, at: Instant): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = takeDatabase(folder);
  const holderFile = join(folder, 'lock.json');
  const holder: Holder = { pid: process.pid, purpose, since: new Date(at).toISOString() };
  try {
    writeFileSync(holderFile, `${JSON.stringify(holder)}\n`);
  } catch (error) {
    database.close();
    throw error;
  }
  held.add(database);
  return {
    folder,
    release() {
      if (!held.delete(database)) return;
      rmSync(holderFile, { force: true });
      database.close();
    },
  };
}

function takeDatabase(folder: string): DatabaseSync {
  const file = join(folder, 'lock.db');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database?.close();
    throw isBusy(error) ? inUse(folder, error) : asStateError(file, error);
  }
}

function inUse(folder: string, cause: unknown): FitlyError {
  const holder = readHolder(folder);
  const since = holder?.since === undefined ? '' : `, since ${holder.since}`;
  const who = holder === null ? 'another process' : `process ${holder.pid} (${holder.purpose})${since}`;
  const stop =
    holder === null ? 'Wait until it has finished' : `Wait until it has finished, or stop process ${holder.pid}`;
  return new FitlyError('folder_in_use', `The folder ${folder} is in use by ${who}.`, {
    next: `${stop}, then run this again.`,
    fields: {
      folder,
      pid: holder?.pid ?? null,
      purpose: holder?.purpose ?? null,
      since: holder?.since ?? null,
    },
    cause,
  });
}

/** Who holds the lock, for the message only: null while the holder has not written it yet. */
function readHolder(folder: string): Holder | null {
  try {
    const holder: Partial<Holder> = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'));
    if (typeof holder.pid !== 'number' || typeof holder.purpose !== 'string') return null;
    const { pid, purpose, since } = holder;
    return typeof since === 'string' ? { pid, purpose, since } : { pid, purpose };
  } catch {
    return null;
  }
}
