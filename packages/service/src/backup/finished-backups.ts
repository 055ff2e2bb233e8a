/** The backups that stand at a place. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type BackupManifest, readManifest } from './manifest.ts';

export interface FinishedBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

const NAME = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/;

/** `2026-01-31T04-30-00-000Z`: in the order of time, and valid on every disk. */
export const nameOf = (madeAt: Instant): string => new Date(madeAt).toISOString().replace(/[:.]/g, '-');

/** Oldest first; whatever else stands there is passed over. */
export async function finishedBackups(place: string): Promise<FinishedBackup[]> {
  const names = (await readdir(place).catch(() => [])).filter((name) => NAME.test(name)).sort();
  const found: FinishedBackup[] = [];
  for (const name of names) {
    const folder = join(place, name);
    const manifest = await readManifest(folder).catch(() => null);
    if (manifest !== null) found.push({ folder, manifest });
  }
  return found;
}

/** `given` itself, where it is one, else the newest of the place. Throws `backup_invalid` where neither is, and where several workspaces are. */
export async function newestBackup(given: string): Promise<string> {
  const found = await finishedBackups(given);
  const newest = found.at(-1);
  const workspaces = new Set(found.map(({ manifest }) => manifest.installation));
  if (workspaces.size > 1) {
    throw new FitlyError('backup_invalid', `In ${given} stand backups of ${workspaces.size} workspaces.`, {
      next: `Name one of them: fitly backup list ${given}`,
    });
  }
  if (newest !== undefined) return newest.folder;
  await readManifest(given);
  return given;
}
