/** Whether a backup still is what was written. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FitlyError, type Issue } from '@fitly/core/errors';
import { sha256OfFile } from '@fitly/store';
import { type BackedUpFile, type BackupManifest, MANIFEST_FILE, readManifest } from './manifest.ts';

/** Reads every byte. Throws `backup_invalid` with every file that is missing, changed or too many. */
export async function verifyBackup(backup: string): Promise<BackupManifest> {
  const manifest = await readManifest(backup);
  const issues: Issue[] = [];
  for (const file of manifest.files) {
    const message = await damageOf(backup, file);
    if (message !== null) issues.push({ path: file.path, message });
  }
  const known = new Set([MANIFEST_FILE, ...manifest.files.map(({ path }) => path)]);
  for (const path of await filesBelow(backup))
    if (!known.has(path)) issues.push({ path, message: 'is no part of the backup' });
  if (issues.length === 0) return manifest;
  throw new FitlyError('backup_invalid', `${backup} is damaged: ${issues.length} file(s) are not what was backed up.`, {
    issues,
    next: 'Take another backup: nothing is restored from a damaged one.',
  });
}

async function damageOf(backup: string, { path, bytes, sha256 }: BackedUpFile): Promise<string | null> {
  const found = await stat(join(backup, path)).catch(() => null);
  if (found === null) return 'is missing';
  if (found.size !== bytes) return `has ${found.size} bytes instead of ${bytes}`;
  return (await sha256OfFile(join(backup, path))) === sha256 ? null : 'has another content than was backed up';
}

/** Paths with `/`, relative to the folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
