/** Files that must outlive a power cut: written, flushed, moved into place, and the folder's entry flushed too. */
import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FitlyError } from '@fitly/core/errors';

/** Flushes what was written to a file, or to the entries of a folder, to the device. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder with all its parents and flushes every entry that is new. */
export async function makeFolder(path: string): Promise<void> {
  const firstNew = await mkdir(path, { recursive: true, mode: 0o700 });
  if (firstNew === undefined) return;
  const newFolders: string[] = [];
  for (let folder = path; folder.length >= firstNew.length; folder = dirname(folder)) newFolders.push(folder);
  for (const folder of newFolders) await flush(dirname(folder));
}

/** Moves a flushed file to its final name; afterwards either the old or the new state survives, never a part. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to));
  await rename(from, to);
  await flush(dirname(to));
}

const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG', 'EMFILE', 'ENFILE', 'EACCES', 'EPERM']);

export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** The text of a file; null: it is not there. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Runs file work and turns a full, broken or read-only disk into `disk_failed`; other errors pass unchanged. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asDiskError(path, error) ?? error;
  }
}

/** `disk_failed` when the error says that the device refused, else null. DuckDB reports the device only in words. */
export function asDiskError(path: string, error: unknown): FitlyError | null {
  if (!(error instanceof Error) || error instanceof FitlyError) return null;
  const code = systemCode(error);
  const refused =
    code !== undefined ? DISK_CODES.has(code) : /No space left|Input\/output error|Read-only/.test(error.message);
  if (!refused) return null;
  return new FitlyError(
    'disk_failed',
    `The disk refused to work on ${path} (${code ?? error.message.slice(0, 200)}).`,
    {
      next: 'Make room on the disk or mend it, then run the same command again: nothing half-written counts.',
      fields: { path },
      cause: error,
    },
  );
}
