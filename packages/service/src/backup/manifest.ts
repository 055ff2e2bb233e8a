/** What a backup says of itself: which files it is made of. It is written last, so a folder without one is no backup. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { CopiedFile } from '@fitly/store';

export const MANIFEST_FILE = 'backup.json';
const FORMAT_VERSION = 1;

export interface BackedUpFile extends CopiedFile {
  /** Relative to the workspace and to the backup alike, with `/`. */
  readonly path: string;
}

export interface BackupManifest {
  readonly formatVersion: typeof FORMAT_VERSION;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Of the workspace: backups of others are not counted as earlier ones. */
  readonly installation: string;
  /** Whether the folder `secrets/` is in it. */
  readonly holdsSecrets: boolean;
  readonly files: readonly BackedUpFile[];
}

export const manifestText = (manifest: Omit<BackupManifest, 'formatVersion'>): string =>
  `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...manifest }, null, 1)}\n`;

/** Throws `backup_invalid`. */
export async function readManifest(backup: string): Promise<BackupManifest> {
  const file = join(backup, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    throw new FitlyError('backup_invalid', `${backup} is not a backup: it has no ${MANIFEST_FILE}.`, {
      next: 'Name one of the folders that `fitly backup` made; one that was cut short begins with .part- and counts for nothing.',
    });
  }
  const found = parsed(text);
  if (found !== null) return found;
  throw new FitlyError('backup_invalid', `${file} cannot be read: it is damaged, or made by a newer Fitly.`, {
    next: 'Take another backup, or the version of Fitly that made this one.',
  });
}

function parsed(text: string): BackupManifest | null {
  try {
    const found: Partial<BackupManifest> | null = JSON.parse(text);
    const isOne =
      found?.formatVersion === FORMAT_VERSION &&
      typeof found.madeAt === 'string' &&
      typeof found.installation === 'string' &&
      typeof found.holdsSecrets === 'boolean' &&
      Array.isArray(found.files) &&
      found.files.every(isFile);
    return isOne ? (found as BackupManifest) : null;
  } catch {
    return null;
  }
}

/** Nothing that a manifest names lies outside of its folder. */
function isFile(value: unknown): value is BackedUpFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, bytes, sha256 } = value as Partial<BackedUpFile>;
  return (
    typeof path === 'string' &&
    typeof bytes === 'number' &&
    typeof sha256 === 'string' &&
    !isAbsolute(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
