/**
 * Takes in what has arrived since the last time, in slices: each is one commit of rows and of the files that they came
 * from. A process that dies before a commit has done nothing, and the next one reads those files again.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { commitFiles, type FeedFile, feedFiles, lastTake, type Store, saveTake } from '@fitly/store';
import { stopIfAsked } from '../daily-loop/stop.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { knownIds } from './known-ids.ts';
import { type FoundFile, newFiles } from './new-files.ts';
import { emptyCounts, type FileCounts, type FileTaken, takeFile } from './take-file.ts';
import { takeRows } from './take-rows.ts';
import type { WatchedFeed } from './watched-feeds.ts';

export interface TakeFeeds {
  readonly store: Store;
  readonly feeds: readonly WatchedFeed[];
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
  /** Names of the behaviour that some agent counts. */
  readonly counted: ReadonlySet<string>;
  /** The clock of the run: what happened later waits. */
  readonly now: Instant;
  readonly lakeNow: () => Instant;
  readonly signal: AbortSignal;
  readonly tell: (files: number, of: number) => void;
}

export interface TakenIn {
  /** Number of the newest take: what is known now. */
  readonly take: number;
  readonly files: number;
  readonly counts: FileCounts;
  /** Files that cannot be read, also those found so earlier and not mended since. */
  readonly unreadable: number;
  /** Feeds whose folder is not there. */
  readonly missing: readonly string[];
}

/** Events after which a slice ends, with the file at hand: bounds the ids that are held, whatever has piled up. */
const SLICE_EVENTS = 500_000;

/** Throws `feed_not_ready` for a required feed that is missing, still empty, or holds a file that cannot be read. */
export async function takeFeeds(options: TakeFeeds): Promise<TakenIn> {
  const { store, feeds } = options;
  const counts = emptyCounts();
  const missing: string[] = [];
  let files = 0;
  for (const feed of feeds) {
    const known = await feedFiles(store.state.db, feed.name);
    const found = await newFiles(feed, known);
    if (found === null) missing.push(feed.name);
    refuseUnready(feed, found, known);
    files += await takeAll(options, feed, found ?? [], counts);
  }
  let unreadable = 0;
  for (const feed of feeds) unreadable += await countUnreadable(store, feed);
  return { take: await lastTake(store.state.db), files, counts, unreadable, missing };
}

/** A file that somebody has taken away is nobody's trouble any more. */
async function countUnreadable({ state: { db } }: Store, { name, folder }: WatchedFeed): Promise<number> {
  const files = [...(await feedFiles(db, name)).values()];
  return files.filter(({ state, path }) => state === 'unreadable' && existsSync(join(folder, path))).length;
}

function refuseUnready(
  { name, folder, required }: WatchedFeed,
  found: readonly FoundFile[] | null,
  known: ReadonlyMap<string, FeedFile>,
): void {
  if (!required) return;
  if (found !== null && found.length + known.size > 0) return;
  const what = found === null ? `there is no folder ${folder}` : `there is no .avro file in ${folder}`;
  throw new FitlyError('feed_not_ready', `the feed ${name} is required, and ${what}`, {
    next: 'bring the files, or set required: false for this feed in fitly.yaml, then run again',
  });
}

async function takeAll(
  options: TakeFeeds,
  feed: WatchedFeed,
  found: readonly FoundFile[],
  total: FileCounts,
): Promise<number> {
  let done = 0;
  while (done < found.length) {
    const slice = await takeSlice(options, feed, found, done);
    done += slice.files;
    for (const name of Object.keys(total) as (keyof FileCounts)[]) total[name] += slice.counts[name];
  }
  return done;
}

/** Files from `start` on, as many as make a slice. */
async function takeSlice(
  options: TakeFeeds,
  feed: WatchedFeed,
  found: readonly FoundFile[],
  start: number,
): Promise<{ readonly files: number; readonly counts: FileCounts }> {
  const { store, now, counted, lakeNow } = options;
  const take = (await lastTake(store.state.db)) + 1;
  const counts = emptyCounts();
  const looked: FeedFile[] = [];
  const rows = takeRows(store.lake);
  const ids = knownIds(store.lake);
  const isErased = await erasedCheck(store);
  const arrival = { feed: feed.name, take, arrivedAt: now };
  let next = start;
  for (; next < found.length && rows.rowCount < SLICE_EVENTS; next++) {
    stopIfAsked(options.signal);
    options.tell(next, found.length);
    const file = found[next]!;
    const taken = await takeFile({ ...file, arrival, keys: store.keys, isErased, counted, ids, rows });
    for (const name of Object.keys(counts) as (keyof FileCounts)[]) counts[name] += taken.counts[name];
    looked.push(await lookedAt(options, feed, file, taken));
  }
  const staged = await rows.finish();
  const days = staged.map(({ day }) => day).sort();
  const [from, to] = [days[0], days.at(-1)];
  await store.state.transaction(async (tx) => {
    await commitFiles(tx, staged, { append: true }, lakeNow());
    await saveTake(
      tx,
      {
        take,
        takenAt: now,
        days: from === undefined || to === undefined ? null : { from, to },
        counts: { files: looked.length, ...counts },
      },
      looked,
    );
  });
  return { files: next - start, counts };
}

async function lookedAt(
  { quarantine }: TakeFeeds,
  { name: feed, required }: WatchedFeed,
  { name: path, bytes, modifiedAt }: FoundFile,
  { sha256, counts, unreadable }: FileTaken,
): Promise<FeedFile> {
  const lines = [
    ...(unreadable === null ? [] : [{ feed, file: path, reason: unreadable }]),
    ...(counts.unusable === 0
      ? []
      : [{ feed, file: path, reason: 'events without an id or a time', events: counts.unusable }]),
  ];
  if (lines.length > 0) {
    await mkdir(quarantine, { recursive: true, mode: 0o700 });
    await writeFile(
      join(quarantine, `${sha256.slice(0, 16)}.jsonl`),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  }
  if (unreadable !== null && required) {
    throw new FitlyError('feed_not_ready', `the feed ${feed} is required, and ${path} cannot be read: ${unreadable}`, {
      next: 'fetch the file again, or set required: false for this feed in fitly.yaml, then run again',
    });
  }
  return {
    feed,
    path,
    bytes,
    modifiedAt,
    sha256,
    state: unreadable === null ? 'taken' : 'unreadable',
    reason: unreadable,
  };
}
