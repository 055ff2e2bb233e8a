/**
 * A copy of a workspace as it stands at one moment, made beside whatever works on it: the databases first, then the lake's files that
 * the copied database counts, which never change. Nothing of it counts before the last file, its manifest, is on the device.
 */
import { existsSync } from 'node:fs';
import { link, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import {
  checkDatabaseFile,
  copyDatabase,
  copyFlushed,
  flush,
  makeFolder,
  onDisk,
  openStore,
  sha256OfFile,
  systemCode,
} from '@fitly/store';
import { workspacePaths } from '../workspace/paths.ts';
import { inScratchFolder } from '../workspace/scratch-folders.ts';
import { requireWorkspace } from '../workspace/workspace.ts';
import { copyTogether, DATABASES } from './copy-together.ts';
import { type FinishedBackup, finishedBackups, nameOf } from './finished-backups.ts';
import { type BackedUpFile, MANIFEST_FILE, manifestText } from './manifest.ts';
import { filesBelow } from './verify-backup.ts';

export interface MakeBackup {
  readonly folder: string;
  /** Where backups stand, each in a folder of its own. */
  readonly place: string;
  /** Older ones of the same workspace go once this one is whole; null: all stay. */
  readonly keep: number | null;
  readonly withSecrets: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  readonly tell: (progress: BackupProgress) => void;
}

export interface BackupProgress {
  readonly files: number;
  readonly of: number;
}

export interface MadeBackup {
  readonly backup: string;
  readonly files: number;
  readonly bytes: number;
  /** Of these the bytes that the backup before has too: they take no room again. */
  readonly sharedBytes: number;
  readonly removed: readonly string[];
}

/** Written by people, or small and of Fitly's own. Recommendations, exports and feeds hold raw ids, and are not Fitly's to keep. */
const PLAIN = ['fitly.yaml', 'halt.json', 'high-water.json'];
const PLAIN_FOLDERS = ['agents', 'quarantine'];
const SECRETS = 'secrets';

/**
 * Throws `workspace_missing`, `backup_refused`, `folder_in_use`, `database_damaged`, `lake_file_damaged` (then the backups before stay as they are),
 * `disk_failed`, and what `openStore` throws.
 */
export async function makeBackup(options: MakeBackup): Promise<MadeBackup> {
  const folder = resolve(options.folder);
  const place = resolve(options.place);
  await requireWorkspace(folder);
  if (`${place}${sep}`.startsWith(`${folder}${sep}`)) {
    throw new FitlyError(
      'backup_refused',
      `${place} lies in the workspace itself: what damages one would damage both.`,
      {
        next: 'Name a folder outside of it, best on another disk.',
      },
    );
  }
  return onDisk(place, async () => {
    await makeFolder(place);
    return inScratchFolder(place, '.part-', (part) => fill({ ...options, folder, place }, part));
  });
}

async function fill(options: MakeBackup, part: string): Promise<MadeBackup> {
  const { folder, place, now, withSecrets } = options;
  const madeAt = now();
  await makeFolder(part);
  await copyTogether(folder, part, copyDatabase);
  for (const name of DATABASES) checkDatabaseFile(join(part, name));
  const { installation, lakeFiles } = await countedBy(options, part);
  const earlier = (await finishedBackups(place)).filter((each) => each.manifest.installation === installation);
  const lake = await copyLake({ ...options, part, files: lakeFiles, before: earlier.at(-1) ?? null });
  const plain = await plainFiles(folder, withSecrets);
  const others: BackedUpFile[] = [];
  for (const path of plain) others.push({ path, ...(await copyFlushed(join(folder, path), join(part, path))) });
  const databases: BackedUpFile[] = [];
  for (const path of await readdir(part)) if (DATABASES.includes(path)) databases.push(await hashed(part, path));
  const files = [...databases, ...others, ...lake.files];
  const manifest = { madeAt: new Date(madeAt).toISOString(), installation, holdsSecrets: withSecrets, files };
  await writeFile(join(part, MANIFEST_FILE), manifestText(manifest), { flag: 'wx', mode: 0o600 });
  await flush(join(part, MANIFEST_FILE));
  await flush(part);
  const backup = join(place, nameOf(madeAt));
  await rename(part, backup);
  await flush(place);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const removed = await removeOldest(earlier, options.keep);
  return { backup, files: files.length, bytes, sharedBytes: lake.sharedBytes, removed };
}

/** What the copied database counts. Opened once and closed, so that it stands alone, without a log beside it. */
async function countedBy({ folder, env, now }: MakeBackup, part: string) {
  const copy = await openStore({ folder: part, keysFile: workspacePaths(folder).masterKey, env, now });
  try {
    return { installation: copy.installation, lakeFiles: await copy.lake.files() };
  } finally {
    await copy.close();
  }
}

interface CopyLake extends Pick<MakeBackup, 'folder' | 'tell'> {
  readonly part: string;
  readonly files: readonly BackedUpFile[];
  readonly before: FinishedBackup | null;
}

async function copyLake({ folder, part, files, before, tell }: CopyLake) {
  const known = new Map((before?.manifest.files ?? []).map((file) => [file.path, file.sha256]));
  let sharedBytes = 0;
  for (const [done, { path, bytes, sha256 }] of files.entries()) {
    tell({ files: done, of: files.length });
    const shared = before !== null && known.get(path) === sha256 ? join(before.folder, path) : null;
    if (shared !== null && (await secondName(shared, join(part, path), sha256))) sharedBytes += bytes;
    else await copyCounted(join(folder, path), join(part, path), { path, bytes, sha256 });
  }
  return { files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })), sharedBytes };
}

/** A file that both backups have, where the disk can do that and the older one is still what it was. */
async function secondName(from: string, to: string, sha256: string): Promise<boolean> {
  try {
    if ((await sha256OfFile(from)) !== sha256) return false;
    await makeFolder(dirname(to));
    await link(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}

async function copyCounted(from: string, to: string, { path, sha256 }: BackedUpFile): Promise<void> {
  const copied = existsSync(from) ? await copyFlushed(from, to) : null;
  if (copied?.sha256 === sha256) return;
  const what = copied === null ? 'it is not there (any more)' : 'its content does not match its checksum';
  throw new FitlyError('lake_file_damaged', `The lake file ${path} cannot be backed up: ${what}.`, {
    next: 'Make the backup again: a run may have replaced the file meanwhile. If it says the same, ask fitly doctor; earlier backups are as they were.',
    fields: { path },
  });
}

async function plainFiles(folder: string, withSecrets: boolean): Promise<string[]> {
  const found = PLAIN.filter((name) => existsSync(join(folder, name)));
  for (const name of withSecrets ? [...PLAIN_FOLDERS, SECRETS] : PLAIN_FOLDERS) {
    if (!existsSync(join(folder, name))) continue;
    found.push(...(await filesBelow(join(folder, name))).map((path) => `${name}/${path}`));
  }
  return found;
}

async function hashed(folder: string, path: string): Promise<BackedUpFile> {
  await flush(join(folder, path));
  const { size: bytes } = await stat(join(folder, path));
  return { path, bytes, sha256: await sha256OfFile(join(folder, path)) };
}

async function removeOldest(earlier: readonly FinishedBackup[], keep: number | null): Promise<string[]> {
  if (keep === null) return [];
  const tooMany = earlier.slice(0, Math.max(0, earlier.length + 1 - keep));
  for (const { folder } of tooMany) {
    // Without its manifest it is no backup any more, however far the rest gets.
    await rm(join(folder, MANIFEST_FILE), { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  return tooMany.map(({ folder }) => folder);
}
