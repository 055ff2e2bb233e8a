/**
 * Takes in what has arrived since the last time, in slices: each is one commit of rows and of the files that they came
 * from. A process that dies before a commit has done nothing, and the next one reads those files again.
 */
import type { ColumnTypes } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { commitFiles, type FeedFile, feedFiles, lastTake, type Store, saveTake } from '@fitly/store';
import { stopIfAsked } from '../daily-loop/stop.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { watchColumns } from './column-watch.ts';
import { type DeclaredFields, declaredFields } from './declared-fields.ts';
import { hasNewDefinition, saveDefinition } from './feed-definition.ts';
import type { CountedEvents, FeedReader, KnowsAttributes } from './feed-reader.ts';
import { knownIds } from './known-ids.ts';
import { type FoundFile, namesInFolder, newFiles } from './new-files.ts';
import { readerOf } from './reader-of.ts';
import { snapshotRows } from './snapshot-rows.ts';
import { driftOf, type TakeFacts, takesOfFeed } from './take-facts.ts';
import { type FileTaken, takeFile } from './take-file.ts';
import { takeRows } from './take-rows.ts';
import { emptyTally, mergeTallies, type TakeTally } from './take-tally.ts';
import type { WatchedFeed } from './watched-feeds.ts';
import { writeSetAside } from './write-set-aside.ts';

export interface TakeFeeds {
  readonly store: Store;
  readonly feeds: readonly WatchedFeed[];
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
  readonly counted: CountedEvents;
  /** All agents of the workspace: whose attributes snapshots may bring. */
  readonly agents: readonly KnowsAttributes[];
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
  readonly tally: TakeTally;
  /** Files that cannot be read, also those found so earlier and not mended since. */
  readonly unreadable: number;
  /** Feeds whose folder is not there. */
  readonly missing: readonly string[];
  /** How columns differ from those of the take before, in words, with the feed. */
  readonly drift: readonly string[];
  /** What may be wrong all the same, such as a file that looks like another kind of feed: in words, with the feed. */
  readonly doubts: readonly string[];
}

/** One feed at work. */
interface Taking extends TakeFeeds {
  readonly feed: WatchedFeed;
  readonly reader: FeedReader;
  readonly declared: DeclaredFields;
}

/** Rows after which a slice ends, with the file at hand: bounds what is held, whatever has piled up. */
const SLICE_ROWS = 500_000;

/** Throws `feed_not_ready` for a required feed that is missing, still empty, or holds a file that cannot be read. */
export async function takeFeeds(options: TakeFeeds): Promise<TakenIn> {
  const { store, feeds } = options;
  const { db } = store.state;
  const declared = await declaredFields(db, options.counted);
  const missing: string[] = [];
  const [drift, doubts]: [string[], string[]] = [[], []];
  let tally = emptyTally;
  let files = 0;
  for (const feed of feeds) {
    const taking: Taking = { ...options, feed, reader: readerOf(feed), declared };
    const known = await feedFiles(db, feed.name);
    const { endings } = taking.reader;
    const isNew = await hasNewDefinition(db, feed);
    const found = await newFiles(feed, { endings, keys: store.keys, known, retry: isNew });
    if (found === null) missing.push(feed.name);
    refuseUnready(taking, found, known);
    if (isNew && feed.kind === 'events' && mayRepeat(found ?? [], known)) doubts.push(`${feed.name}: ${CHANGED}`);
    for (let done = 0; done < (found?.length ?? 0); ) {
      const slice = await takeSlice(taking, found ?? [], done);
      done += slice.files;
      files += slice.files;
      tally = mergeTallies(tally, slice);
      drift.push(...slice.drift.map((each) => `${feed.name}: ${each}`));
      doubts.push(...slice.doubts.map((each) => `${feed.name}: ${each}`));
    }
  }
  let unreadable = 0;
  for (const feed of feeds) unreadable += await countUnreadable(store, feed);
  return { take: await lastTake(db), files, tally, unreadable, missing, drift, doubts };
}

/** What identifies an event may have become another: its id, or the columns of its content. */
const CHANGED =
  'fitly.yaml says something else of its columns than before; events that come again in new files may count a second time';

const mayRepeat = (found: readonly FoundFile[], known: ReadonlyMap<string, FeedFile>): boolean =>
  found.some(({ shownName }) => known.get(shownName)?.state !== 'unreadable') &&
  known.values().some(({ state }) => state === 'taken');

/** A file that somebody has taken away is nobody's trouble any more. */
async function countUnreadable({ state: { db }, keys }: Store, feed: WatchedFeed): Promise<number> {
  const unreadable = [...(await feedFiles(db, feed.name)).values()].filter(({ state }) => state === 'unreadable');
  if (unreadable.length === 0) return 0;
  const present = await namesInFolder(feed, { endings: readerOf(feed).endings, keys });
  return unreadable.filter(({ path }) => present.has(path)).length;
}

function refuseUnready(
  { feed: { name, folder, required }, reader }: Taking,
  found: readonly FoundFile[] | null,
  known: ReadonlyMap<string, FeedFile>,
): void {
  if (!required) return;
  if (found !== null && found.length + known.size > 0) return;
  const noFile = `there is no ${reader.endings.join(' or ')} file in ${folder}`;
  const what = found === null ? `there is no folder ${folder}` : noFile;
  throw new FitlyError('feed_not_ready', `the feed ${name} is required, and ${what}`, {
    next: 'bring the files, or set required: false for this feed in fitly.yaml, then run again',
  });
}

/** Files from `start` on, as many as make a slice. */
async function takeSlice(taking: Taking, found: readonly FoundFile[], start: number): Promise<TakeFacts> {
  const { store, now, counted, agents, lakeNow, feed, reader, declared } = taking;
  const take = (await lastTake(store.state.db)) + 1;
  const looked: FeedFile[] = [];
  const rows = takeRows(store.lake);
  const snapshots = snapshotRows(store, agents, now);
  const columns = watchColumns();
  const doubts: string[] = [];
  const using = {
    ...{ reader, rows, snapshots, columns, counted, agents, declaredBefore: declared.before },
    ...{ keys: store.keys, ids: knownIds(store.lake), isErased: await erasedCheck(store) },
    arrival: { feed: feed.name, take, arrivedAt: now },
  };
  let tally = emptyTally;
  let next = start;
  for (; next < found.length && rows.rowCount + snapshots.rowCount < SLICE_ROWS; next++) {
    stopIfAsked(taking.signal);
    taking.tell(next, found.length);
    const file = found[next]!;
    const taken = await takeFile({ ...using, path: file.path, name: file.name });
    tally = mergeTallies(tally, taken.tally);
    if (taken.doubt !== null) doubts.push(`${file.shownName} ${taken.doubt}`);
    looked.push(await lookedAt(taking, file, taken));
  }
  const staged = await rows.finish();
  const described = await snapshots.finish();
  tally = mergeTallies(tally, { ...emptyTally, suspected: snapshots.suspected(), newestDay: snapshots.newestDay() });
  const days = staged.map(({ day }) => day).sort();
  const [from, to] = [days[0], days.at(-1)];
  const types = columns.types();
  const drift = driftOf(await columnsBefore(store, feed), types);
  const facts: TakeFacts = { feed: feed.name, files: looked.length, ...tally, columns: types, drift, doubts };
  await store.state.transaction(async (tx) => {
    await commitFiles(tx, staged, { append: true }, lakeNow());
    for (const files of described) await commitFiles(tx, files, { replace: files[0]! }, lakeNow());
    const span = from === undefined || to === undefined ? null : { from, to };
    await saveTake(tx, { take, takenAt: now, days: span, facts: { ...facts } }, looked);
    await declared.save(tx);
    await saveDefinition(tx, feed);
  });
  return facts;
}

/** Of the newest take of the feed that brought some. */
async function columnsBefore({ state }: Store, { name }: WatchedFeed): Promise<ColumnTypes> {
  const takes = await takesOfFeed(state.db, name);
  return takes.findLast(({ columns }) => Object.keys(columns).length > 0)?.columns ?? {};
}

async function lookedAt(
  { quarantine, feed: { name: feed, required } }: Taking,
  { shownName: path, bytes, modifiedAt }: FoundFile,
  taken: FileTaken,
): Promise<FeedFile> {
  const { sha256, unreadable: reason } = taken;
  await writeSetAside(quarantine, { feed, file: path }, taken);
  if (reason !== null && required) {
    throw new FitlyError('feed_not_ready', `the feed ${feed} is required, and ${path} cannot be read: ${reason}`, {
      next: 'mend the file or what fitly.yaml says of it, or set required: false for this feed, then run again',
    });
  }
  return { feed, path, bytes, modifiedAt, sha256, state: reason === null ? 'taken' : 'unreadable', reason };
}
