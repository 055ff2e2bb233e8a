/** What a query gives since the last time, as one take: events by their creation time, a snapshot as a whole. */
import { createHash } from 'node:crypto';
import { emptyAges } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type FeedFile, feedFiles } from '@fitly/store';
import { stopIfAsked } from '../../daily-loop/stop.ts';
import type { FeedRow } from '../feed-reader.ts';
import type { FeedTaken, ReadFeed, Since } from '../feed-taken.ts';
import { beginTake } from '../one-take.ts';
import { type KeptTake, takesOfFeed } from '../take-facts.ts';
import { type RowsTaken, takePortions } from '../take-portions.ts';
import type { WatchedQuery } from '../watched-feeds.ts';
import { writeSetAside } from '../write-set-aside.ts';
import { readingOf } from './query-rows.ts';

type TakeQuery = ReadFeed<WatchedQuery>;

/** Stands where other feeds have the name of a file. */
const QUERY = 'query';

/** Several agents run in a day: a snapshot that is so new is not read again for each. */
const SNAPSHOT_STANDS_MS = 20 * 3_600_000;

export async function takeQuery(options: TakeQuery, { isNew, needsMore }: Since): Promise<FeedTaken> {
  const { store, feed, now } = options;
  const takes = await takesOfFeed(store.state.db, feed.name);
  const before = (await feedFiles(store.state.db, feed.name)).get(QUERY) ?? null;
  const stands = !isNew && !needsMore && before?.state === 'taken' && isRecent(feed, takes, now);
  if (stands) return { takes: [], isMissing: false, doubts: [], unreadable: 0, needsMet: true };
  const again = needsMore && !isNew && before !== null ? 'needs' : null;
  const take = await beginTake({ ...options, again });
  // Of a query that has become another nothing has been read.
  const earlier = isNew ? null : (takes.at(-1)?.readUpTo ?? null);
  const after = needsMore ? null : earlier;
  const reading = readingOf(feed, take.into, after);
  options.tell(0, 1);
  const taken = await takePortions(stoppable(reading.rows(), options.signal), take.into);
  refuseFailed(feed, taken);
  if (again === null)
    await writeSetAside(options.quarantine, { feed: feed.name, file: QUERY }, asFile(take.into.arrival, taken));
  const facts = await take.commit({
    looked: [lookedAt(feed, taken, now)],
    // How late they came is not known any more.
    tally: again === null ? taken.tally : { ...taken.tally, ages: emptyAges },
    doubts: taken.doubt === null ? [] : [`the query ${taken.doubt}`],
    readUpTo: later(reading.readUpTo(), earlier),
  });
  const failed = taken.unreadable === null ? [] : [`cannot be read: ${taken.unreadable}`];
  const needsMet = !needsMore || failed.length === 0;
  return { takes: [facts], isMissing: false, doubts: failed, unreadable: failed.length, needsMet };
}

const later = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

const isRecent = (feed: WatchedQuery, takes: readonly KeptTake[], now: Instant): boolean => {
  const newest = takes.at(-1);
  return feed.kind === 'snapshot' && newest !== undefined && now - newest.takenAt < SNAPSHOT_STANDS_MS;
};

async function* stoppable(
  portions: AsyncIterable<readonly FeedRow[]>,
  signal: AbortSignal,
): AsyncGenerator<readonly FeedRow[]> {
  for await (const portion of portions) {
    stopIfAsked(signal);
    yield portion;
  }
}

function refuseFailed({ name, required }: WatchedQuery, { unreadable }: RowsTaken): void {
  if (unreadable === null || !required) return;
  throw new FitlyError('feed_not_ready', `the feed ${name} is required, and it cannot be read: ${unreadable}`, {
    next: 'mend the database or what fitly.yaml says of it, or set required: false for this feed, then run again',
  });
}

/** Its rows that were set aside; a query that fails is told by the run and by `fitly feeds`. */
function asFile({ feed, take }: { readonly feed: string; readonly take: number }, { tally, setAside }: RowsTaken) {
  const sha256 = createHash('sha256').update(`${feed} ${take}`).digest('hex');
  return { sha256, tally, setAside, unreadable: null };
}

function lookedAt({ name: feed }: WatchedQuery, { unreadable: reason }: RowsTaken, now: Instant): FeedFile {
  const state = reason === null ? 'taken' : 'unreadable';
  return { feed, path: QUERY, bytes: 0, modifiedAt: now, sha256: '', state, reason };
}
