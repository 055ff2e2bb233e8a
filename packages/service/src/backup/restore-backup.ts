/**
 * Puts a backup back. What stood there is set aside, not deleted, and what must not be forgotten stays as it stands: keys, people, the
 * audit log, the kill switch, how far sending has come, events that no run has taken. Customers who were erased since are erased again.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import {
  checkDatabaseFile,
  copyFlushed,
  type FolderLock,
  flush,
  makeFolder,
  moveIntoPlace,
  onDisk,
  openStore,
} from '@fitly/store';
import { workspacePaths } from '../workspace/paths.ts';
import { inScratchFolder } from '../workspace/scratch-folders.ts';
import { lockWorkspace } from '../workspace/workspace.ts';
import { erasedBefore, eraseMarked, markErased } from './erase-again.ts';
import { nameOf } from './finished-backups.ts';
import type { BackedUpFile } from './manifest.ts';
import { verifyBackup } from './verify-backup.ts';

export interface RestoreBackup {
  readonly backup: string;
  readonly folder: string;
  /** Sets aside what stands there. */
  readonly replace: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
}

export interface Restored {
  readonly folder: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly files: number;
  readonly bytes: number;
  /** Names in the folder that stayed as they stood. */
  readonly kept: readonly string[];
  /** Where the former data is now; null: there was none. */
  readonly setAside: string | null;
  /** Customers of the backup who had been erased since it was made. */
  readonly erasedAgain: number;
}

/** It makes a folder a workspace: the first to leave and the last to come. */
const WORKSPACE_FILE = 'fitly.yaml';
/** One belongs to the other: all of them come from the backup. */
const REPLACED = [
  WORKSPACE_FILE,
  ...[
    'state.db',
    'state.db-wal',
    'state.db-shm',
    'state.db.checksum',
    'decisions.db',
    'decisions.db-wal',
    'decisions.db-shm',
  ],
  ...['lake', 'agents', 'quarantine'],
];
/** Only ever added to, or better too new than too old; those of the backup are taken where they are missing or damaged. */
const KEPT_DATABASES = ['journal.db', 'identity.db', 'audit.db'];
const KEPT = ['secrets', 'halt.json', 'high-water.json'];
const LOG_OF_DATABASE = /-(wal|shm)$/;
/** Without them the database of the backup cannot be read. */
const ITS_KEYS = ['secrets/master.key', 'secrets/secrets.key'];

/**
 * Throws, before anything is changed: `backup_invalid`, `workspace_exists` (without `replace`), `folder_in_use`, `key_missing`, `key_wrong`,
 * `workspace_newer`, `disk_failed`. A process that is killed half-way leaves a folder that nothing opens, or a whole one: run it again with `replace`.
 */
export async function restoreBackup(options: RestoreBackup): Promise<Restored> {
  const folder = resolve(options.folder);
  const { files, madeAt } = await verifyBackup(options.backup);
  const standing = REPLACED.filter((name) => existsSync(join(folder, name)));
  if (standing.length > 0 && !options.replace) {
    throw new FitlyError('workspace_exists', `There is a workspace in ${folder}.`, {
      next: 'Restore into another folder, or say --replace: what stands there is set aside, not deleted.',
      fields: { folder },
    });
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return onDisk(folder, async () => {
    await makeFolder(folder);
    const locks = lockAll(folder, options.now());
    try {
      const placed = await place({ ...options, folder }, files, standing);
      return { folder, madeAt, files: files.length, bytes, ...placed };
    } finally {
      for (const lock of locks.reverse()) lock.release();
    }
  });
}

/** Also `fitly serve`, which holds the folder itself only while it runs an agent. */
function lockAll(folder: string, at: Instant): FolderLock[] {
  const { serving } = workspacePaths(folder);
  const server = existsSync(serving) ? [lockWorkspace(serving, 'fitly restore', at)] : [];
  try {
    return [...server, lockWorkspace(folder, 'fitly restore', at)];
  } catch (error) {
    for (const lock of server) lock.release();
    throw error;
  }
}

async function place(options: RestoreBackup, files: readonly BackedUpFile[], standing: readonly string[]) {
  const { backup, folder } = options;
  return inScratchFolder(folder, '.restore-', async (staged) => {
    const kept = [...KEPT, ...KEPT_DATABASES].filter((name) => isSound(folder, name));
    for (const file of files) await stage(backup, staged, file);
    const erasedAgain = await prepareStaged(options, staged, await erasedBefore(options, staged));
    const damaged = KEPT_DATABASES.filter((name) => existsSync(join(folder, name)) && !kept.includes(name));
    const away = [...standing, ...damaged.flatMap((name) => [name, `${name}-wal`, `${name}-shm`])];
    const setAside = await setAsideAll(folder, away, options.now());
    if (kept.includes('secrets'))
      for (const name of ITS_KEYS) await moveMissing(join(staged, name), join(folder, name));
    for (const name of lastTheWorkspaceFile(await readdir(staged)))
      if (!kept.includes(name.replace(LOG_OF_DATABASE, ''))) await rename(join(staged, name), join(folder, name));
    await flush(folder);
    await eraseMarked(options);
    return { kept, setAside, erasedAgain };
  });
}

const lastTheWorkspaceFile = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => Number(a === WORKSPACE_FILE) - Number(b === WORKSPACE_FILE));

async function moveMissing(from: string, to: string): Promise<void> {
  if (existsSync(from) && !existsSync(to)) await moveIntoPlace(from, to);
}

/** Not there counts as not sound; so does a database that is damaged. */
function isSound(folder: string, name: string): boolean {
  if (!existsSync(join(folder, name))) return false;
  if (!KEPT_DATABASES.includes(name)) return true;
  try {
    checkDatabaseFile(join(folder, name));
    return true;
  } catch (error) {
    if (error instanceof FitlyError && error.code === 'database_damaged') return false;
    throw error;
  }
}

async function stage(backup: string, staged: string, { path, sha256 }: BackedUpFile): Promise<void> {
  const copied = await copyFlushed(join(backup, path), join(staged, path));
  if (copied.sha256 === sha256) return;
  throw new FitlyError('backup_invalid', `${join(backup, path)} changed while it was read.`, {
    next: 'Nothing was changed. Restore again, or take another backup.',
  });
}

/** The key that is there must be the backup's: with another one every customer would be a stranger. Returns how many are erased again. */
async function prepareStaged(
  { folder, env, now }: RestoreBackup,
  staged: string,
  erased: ReadonlySet<string>,
): Promise<number> {
  const own = workspacePaths(folder).masterKey;
  const keysFile = existsSync(own) ? own : workspacePaths(staged).masterKey;
  const store = await openStore({ folder: staged, keysFile, env, now }).catch((error: unknown) => {
    if (!(error instanceof FitlyError) || error.code !== 'key_missing') throw error;
    throw new FitlyError('key_missing', `The backup holds no keys, and there is none at ${own}.`, {
      next: `Put the workspace's key there (or set FITLY_MASTER_KEY), with the other files of secrets/, and restore again.`,
      cause: error,
    });
  });
  try {
    return await markErased(store, erased, now());
  } finally {
    await store.close();
  }
}

async function setAsideAll(folder: string, names: readonly string[], at: Instant): Promise<string | null> {
  const there = names.filter((name) => existsSync(join(folder, name)));
  if (there.length === 0) return null;
  // Beside the workspace, where an erase would not look, and said so: what it holds is the person's to delete.
  const aside = `${folder}.before-restore-${nameOf(at)}`;
  await mkdir(aside, { mode: 0o700 });
  for (const name of there) await rename(join(folder, name), join(aside, name));
  await flush(aside);
  return aside;
}
