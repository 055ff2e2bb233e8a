/** The files of a feed's folder that have not been taken yet, and those to be read again. */
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type FeedFile, feedFiles, type Store } from '@fitly/store';
import { stopIfAsked } from '../daily-loop/stop.ts';
import type { FeedReader } from './feed-reader.ts';
import type { FeedTaken, ReadFeed, Since } from './feed-taken.ts';
import { type FoundFile, filesInFolder, isKnown, newFiles } from './new-files.ts';
import { type Again, beginTake } from './one-take.ts';
import { readerOf } from './reader-of.ts';
import { type KeptTake, type TakeFacts, takesOfFeed } from './take-facts.ts';
import { type FileTaken, takeFile } from './take-file.ts';
import { emptyTally, mergeTallies } from './take-tally.ts';
import type { WatchedFolder } from './watched-feeds.ts';
import { writeSetAside } from './write-set-aside.ts';

type TakeFolder = ReadFeed<WatchedFolder>;

interface Taking extends TakeFolder {
  readonly reader: FeedReader;
  readonly again: Again | null;
}

/** A file with the clock of the run that it came to. */
type ArrivedFile = FoundFile & { readonly arrivedAt: Instant };

/** Rows after which a slice ends, with the file at hand: bounds what is held, whatever has piled up. */
const SLICE_ROWS = 500_000;

export async function takeFolder(options: TakeFolder, { isNew, needsMore }: Since): Promise<FeedTaken> {
  const { store, feed, now } = options;
  const taking = { ...options, reader: readerOf(feed) };
  const { endings } = taking.reader;
  const known = await feedFiles(store.state.db, feed.name);
  const found = await newFiles(feed, { endings, keys: store.keys, known, retry: isNew });
  refuseUnready(taking, found, known);
  const mayCountTwice = isNew && feed.kind === 'events' && mayRepeat(found ?? [], known);
  const came = await takeAll({ ...taking, again: null }, (found ?? []).map(arrivedAt(now)));
  const isDue = ({ waitingFrom }: Pick<KeptTake, 'waitingFrom'>) => waitingFrom !== null && waitingFrom <= now;
  // Most feeds never wait: then the folder is not looked through again.
  const mayWait = (await takesOfFeed(store.state.db, feed.name)).some(isDue);
  const waited = mayWait ? (await takenBefore(taking)).filter(isDue) : [];
  const followed = await takeAll({ ...taking, again: 'clock' }, waited.map(arrivedAt(now)));
  const needed = needsMore ? await takeAll({ ...taking, again: 'needs' }, await takenBefore(taking)) : [];
  return {
    takes: [...came, ...followed, ...needed],
    isMissing: found === null,
    doubts: mayCountTwice ? [CHANGED] : [],
    unreadable: await countUnreadable(taking),
    // A file that cannot be read is read for all agents once it is mended.
    needsMet: true,
  };
}

const arrivedAt =
  (now: Instant) =>
  (file: FoundFile): ArrivedFile => ({ ...file, arrivedAt: now });

async function takeAll(taking: Taking, files: readonly ArrivedFile[]): Promise<TakeFacts[]> {
  const takes: TakeFacts[] = [];
  for (let done = 0; done < files.length; ) {
    const slice = await takeSlice(taking, files, done);
    done = slice.next;
    takes.push(slice.facts);
  }
  return takes;
}

/** Files that lie there as they were taken, in the order in which they came. */
async function takenBefore({
  store,
  feed,
  reader: { endings },
}: TakeFolder & Pick<Taking, 'reader'>): Promise<readonly (ArrivedFile & Pick<KeptTake, 'waitingFrom'>)[]> {
  const known = await feedFiles(store.state.db, feed.name);
  const takes = new Map((await takesOfFeed(store.state.db, feed.name)).map((take) => [take.take, take]));
  const files = (await filesInFolder(feed, { endings, keys: store.keys })) ?? [];
  return files
    .flatMap((file) => {
      const before = known.get(file.shownName);
      const take = before === undefined ? undefined : takes.get(before.take);
      if (take === undefined || before?.state !== 'taken' || !isKnown(file, before)) return [];
      return [{ ...file, arrivedAt: take.takenAt, waitingFrom: take.waitingFrom }];
    })
    .sort((a, b) => a.arrivedAt - b.arrivedAt);
}

/** What identifies an event may have become another: its id, or the columns of its content. */
const CHANGED =
  'fitly.yaml says something else of its columns than before; events that come again in new files may count a second time';

const mayRepeat = (found: readonly FoundFile[], known: ReadonlyMap<string, FeedFile>): boolean =>
  found.some(({ shownName }) => known.get(shownName)?.state !== 'unreadable') &&
  known.values().some(({ state }) => state === 'taken');

async function countUnreadable({ store, feed }: TakeFolder): Promise<number> {
  return (await unreadableFiles(store, feed)).length;
}

/** Of the feed; a file that somebody has taken away is nobody's trouble any more. */
export async function unreadableFiles(
  { state: { db }, keys }: Pick<Store, 'state' | 'keys'>,
  feed: WatchedFolder,
): Promise<readonly FeedFile[]> {
  const unreadable = [...(await feedFiles(db, feed.name)).values()].filter(({ state }) => state === 'unreadable');
  if (unreadable.length === 0) return [];
  const files = (await filesInFolder(feed, { endings: readerOf(feed).endings, keys })) ?? [];
  const present = new Set(files.map(({ shownName }) => shownName));
  return unreadable.filter(({ path }) => present.has(path));
}

function refuseUnready(
  { feed: { name, folder, required }, reader }: Pick<Taking, 'feed' | 'reader'>,
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
async function takeSlice(
  taking: Taking,
  files: readonly ArrivedFile[],
  start: number,
): Promise<{ readonly facts: TakeFacts; readonly next: number }> {
  const { reader, again } = taking;
  const take = await beginTake(taking);
  const looked: FeedFile[] = [];
  const doubts: string[] = [];
  let tally = emptyTally;
  let next = start;
  for (; next < files.length && take.rowCount() < SLICE_ROWS; next++) {
    stopIfAsked(taking.signal);
    taking.tell(next, files.length);
    const { arrivedAt: cameAt, ...file } = files[next]!;
    const { path, name, shownName } = file;
    const arrival = { ...take.into.arrival, arrivedAt: cameAt };
    const taken = await takeFile({ ...take.into, reader, path, name, arrival });
    tally = mergeTallies(tally, taken.tally);
    if (taken.doubt !== null) doubts.push(`${shownName} ${taken.doubt}`);
    if (again !== 'needs' || isLeft(taken)) looked.push(await lookedAt(taking, file, taken));
  }
  return { facts: await take.commit({ looked, tally, doubts, readUpTo: null }), next };
}

/** Rows that wait are found by the take that their file belongs to, and a file that cannot be read any more is told. */
const isLeft = ({ tally, unreadable }: FileTaken): boolean => tally.waiting > 0 || unreadable !== null;

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
