/** What was set aside and waits for a repair: an entry for each import with bad rows, kept and removed with the import itself. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Day, Instant } from '@fitly/core/terms';
import { type Db, deleteMeta, metaWithPrefix, setMeta } from '@fitly/store';
import { filesInFolder } from '../feeds/new-files.ts';
import { readerOf } from '../feeds/reader-of.ts';
import { watchedFeeds } from '../feeds/watched-feeds.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Quarantine, shownFile } from './quarantine.ts';

/** How the file was imported, so that it can be imported in the same way again. */
export type ImportedAs =
  | { readonly kind: 'attributes'; readonly agent: string; readonly day: Day; readonly idColumn: string }
  | { readonly kind: 'events'; readonly agent: string | null; readonly idColumn: string }
  | { readonly kind: 'activations' };

export interface QuarantineEntry {
  /** Of the file in `quarantine/`, without its ending. */
  readonly name: string;
  /** Name of the file that was imported. */
  readonly file: string;
  /** Where it was; null when its name looks personal. */
  readonly path: string | null;
  readonly at: Instant;
  /** Rows that were set aside. */
  readonly setAside: number;
  /** Those of them that are named by their line in `quarantine/`; the others are counted by reason. */
  readonly named: number;
  /** reason → rows. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Null: not by `fitly import`. */
  readonly importedAs: ImportedAs | null;
  /** Of a file that a feed could not read: why; null: rows were set aside. */
  readonly unreadable: string | null;
}

/** Entries of before rows were counted have no `named`: every row is. */
type Kept = Omit<QuarantineEntry, 'unreadable' | 'named'> & { readonly named?: number };

const PREFIX = 'quarantine:';

export const entryName = (importedAs: ImportedAs, sha256: string): string =>
  createHash('sha256')
    .update(JSON.stringify([importedAs, sha256]))
    .digest('hex')
    .slice(0, 16);

const setAsideIn = (reasons: Readonly<Record<string, number>>): number =>
  Object.values(reasons).reduce((sum, count) => sum + count, 0);

interface NewEntry {
  readonly name: string;
  readonly path: string;
  readonly at: Instant;
  readonly quarantine: Pick<Quarantine, 'counts' | 'named'>;
  readonly importedAs: ImportedAs;
}

/** In the transaction of the import: the entry as it is now, none without bad rows. */
export async function saveEntry(tx: Db, { name, path, at, quarantine, importedAs }: NewEntry): Promise<void> {
  const reasons = quarantine.counts();
  const setAside = setAsideIn(reasons);
  if (setAside === 0) return deleteMeta(tx, PREFIX + name);
  const file = shownFile(path);
  const shownPath = path.endsWith(file) ? resolve(path) : null;
  const entry: Kept = {
    ...{ name, file, path: shownPath, at },
    ...{ setAside, named: quarantine.named(), reasons, importedAs },
  };
  await setMeta(tx, PREFIX + name, JSON.stringify(entry));
}

export const deleteEntry = (tx: Db, name: string): Promise<void> => deleteMeta(tx, PREFIX + name);

export const removeQuarantineFile = ({ paths }: Workspace, name: string): Promise<void> =>
  rm(join(paths.quarantine, `${name}.jsonl`), { force: true });

/**
 * Oldest first. What feeds have set aside, and imports of earlier versions, has no way back in by itself; a file that a feed
 * could not read, and that is gone, is nobody's trouble any more.
 */
export async function quarantineEntries(workspace: Workspace): Promise<QuarantineEntry[]> {
  const kept = await metaWithPrefix(workspace.store.state.db, PREFIX);
  const entries = kept.map(({ value }) => entryOf(JSON.parse(value) as Kept));
  const known = new Set(entries.map(({ name }) => name));
  for (const file of await readdir(workspace.paths.quarantine).catch(() => [])) {
    const name = file.replace(/\.jsonl$/, '');
    if (name === file || known.has(name)) continue;
    const { feed, ...entry } = await readEntry(workspace.paths.quarantine, name);
    if (entry.setAside > 0 || feed === null || (await isThere(workspace, feed, entry.file))) entries.push(entry);
  }
  return entries.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
}

const entryOf = (kept: Kept): QuarantineEntry => ({ ...kept, named: kept.named ?? kept.setAside, unreadable: null });

async function isThere(workspace: Workspace, feed: string, file: string): Promise<boolean> {
  const watched = watchedFeeds(workspace).watched.find(({ name }) => name === feed);
  if (watched === undefined || watched.format === 'postgres' || watched.format === 'rest') return false;
  const files = await filesInFolder(watched, { endings: readerOf(watched).endings, keys: workspace.store.keys });
  return files?.some(({ shownName }) => shownName === file) ?? false;
}

/** Of a row, of so many rows that have no line of their own, or, without either, of the file as a whole. */
interface SetAsideLine {
  readonly feed?: string;
  readonly file: string;
  readonly reason: string;
  readonly line?: number;
  readonly rows?: number;
}

/** From the file alone. */
async function readEntry(folder: string, name: string): Promise<QuarantineEntry & { readonly feed: string | null }> {
  const path = join(folder, `${name}.jsonl`);
  const reasons = new Map<string, number>();
  let [file, feed, unreadable]: [string, string | null, string | null] = ['', null, null];
  let named = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const row = JSON.parse(line) as SetAsideLine;
    file = row.file;
    feed = row.feed ?? null;
    const rows = row.rows ?? (row.line === undefined ? 0 : 1);
    if (row.line !== undefined) named += 1;
    if (rows === 0) unreadable = row.reason;
    if (rows > 0) reasons.set(row.reason, (reasons.get(row.reason) ?? 0) + rows);
  }
  const counts = Object.fromEntries(reasons);
  const at = (await stat(path)).mtimeMs;
  return {
    name,
    file,
    path: null,
    at,
    setAside: setAsideIn(counts),
    named,
    reasons: counts,
    importedAs: null,
    unreadable,
    feed,
  };
}
