/** Which files of a feed's folder have not been taken yet. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type FeedFile, type Keys, pseudonymOf } from '@fitly/store';
import { suspectIn } from '../privacy/value-guard.ts';
import type { WatchedFolder } from './watched-feeds.ts';

export interface FoundFile {
  /** Relative to the folder of the feed, with `/` on every system. */
  readonly name: string;
  /** The same as it may be kept and shown: a file or folder may be called after a customer, and then has a pseudonym. */
  readonly shownName: string;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: Instant;
}

interface LookFor {
  /** How the names of the feed's files end. */
  readonly endings: readonly string[];
  /** Of pseudonyms. */
  readonly keys: Keys;
  /** What was looked at before, by shown name. */
  readonly known: ReadonlyMap<string, FeedFile>;
  /** Whether a file that could not be read is tried again as it is. */
  readonly retry: boolean;
}

/**
 * Files that are new or not what they were, in the order in which Braze queued their events, so that days come one after
 * the other; null when there is no folder. Names that begin with a dot are of files on their way. Files that cannot be
 * told of any more have just been moved: they are left out.
 */
export async function newFiles(
  { folder }: Pick<WatchedFolder, 'folder'>,
  { endings, keys, known, retry }: LookFor,
): Promise<readonly FoundFile[] | null> {
  const files = await filesInFolder({ folder }, { endings, keys });
  return (
    files?.filter((file) => {
      const before = known.get(file.shownName);
      return (retry && before?.state === 'unreadable') || !isKnown(file, before);
    }) ?? null
  );
}

/** All files of the feed that are there now, in the same order; null when there is no folder. */
export async function filesInFolder(
  { folder }: Pick<WatchedFolder, 'folder'>,
  { endings, keys }: Pick<LookFor, 'endings' | 'keys'>,
): Promise<readonly FoundFile[] | null> {
  const paths = await pathsIn(folder, endings);
  if (paths === null) return null;
  const found: FoundFile[] = [];
  for (const path of paths) {
    const status = await stat(path).catch(() => null);
    if (status === null) continue;
    const names = namesOf(folder, path, keys);
    found.push({ ...names, path, bytes: status.size, modifiedAt: Math.floor(status.mtimeMs) });
  }
  return found.sort((a, b) => (orderOf(a.name) < orderOf(b.name) ? -1 : 1));
}

function namesOf(folder: string, path: string, keys: Keys): Pick<FoundFile, 'name' | 'shownName'> {
  const parts = relative(folder, path).split(sep);
  const shown = parts.map((part) => (suspectIn(part) === null ? part : pseudonymOf(keys, part)));
  return { name: parts.join('/'), shownName: shown.join('/') };
}

/** The time of change stands for the content, which need not be read again; a touched file is. */
export const isKnown = ({ bytes, modifiedAt }: FoundFile, known: FeedFile | undefined): boolean =>
  known !== undefined && known.bytes === bytes && known.modifiedAt === modifiedAt;

const orderOf = (name: string): string => `${/\bdate=([\d-]+)/.exec(name)?.[1] ?? ''} ${name}`;

async function pathsIn(folder: string, endings: readonly string[]): Promise<string[] | null> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.') && endings.some((ending) => name.endsWith(ending)))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new FitlyError('feed_not_ready', `the folder ${folder} cannot be listed: ${code ?? 'unknown error'}`, {
      next: 'let the account that runs Fitly read the folder and all below it, then run again',
      cause: error,
    });
  }
}
