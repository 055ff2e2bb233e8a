/**
 * What was posted since the last time, from the journal into the lake, by the same rules as rows of files. The place up to
 * where it was taken is committed with the rows: a process that dies before it removes them from the journal has lost
 * nothing, and the next one takes none of them again.
 */
import { createHash } from 'node:crypto';
import { MS_PER_DAY } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { JournalEntry, JournalEvent, JournalPlace } from '@fitly/store';
import { stopIfAsked } from '../../daily-loop/stop.ts';
import { type FeedRow, NOT_COUNTED } from '../feed-reader.ts';
import type { FeedTaken, ReadFeed } from '../feed-taken.ts';
import { type Again, beginTake } from '../one-take.ts';
import { CLOCKS_DIFFER_MS } from '../read-event-file.ts';
import { type TakeFacts, takesOfFeed } from '../take-facts.ts';
import { type RowsTaken, type TakeInto, takePortions } from '../take-portions.ts';
import { emptyTally, mergeTallies, type TakeTally } from '../take-tally.ts';
import type { WatchedRest } from '../watched-feeds.ts';
import { writeSetAside } from '../write-set-aside.ts';
import { journalPlace, saveJournalPlace } from './journal-place.ts';

type TakeJournal = ReadFeed<WatchedRest>;

/** Rows after which a slice ends: bounds what is held, whatever has piled up. */
const SLICE_ENTRIES = 100_000;
const PORTION = 2_000;
/** For how long what was taken stays at hand: whoever puts a younger backup back loses none of it. */
const KEPT_DAYS = 7;

/** Stands where other feeds have the name of a file. */
const CALLS = 'POST /api/v1/events';

/** Throws `feed_not_ready` for a required feed to which nothing was ever posted. */
export async function takeJournal(options: TakeJournal): Promise<FeedTaken> {
  const { store, feed, now } = options;
  const before = await journalPlace(store.state.db, feed.name);
  store.journal.recall(feed.name, before);
  settle(options, before);
  const newest = store.journal.newest(feed.name);
  await refuseUnready(options, newest);
  const clock = now + CLOCKS_DIFFER_MS;
  const takes: TakeFacts[] = [];
  // What was left before comes first: a place can only say of all that lies before it that it was looked at by one clock.
  const left = leftUntil(options, before, clock);
  if (left.length > 0) takes.push(await takeSlice(options, [left], { upTo: before.upTo, clock }, 'clock'));
  for (let upTo = before.upTo; upTo < newest; ) {
    stopIfAsked(options.signal);
    const slice = portionsOf(options, { after: upTo, upTo: newest });
    upTo = slice.at(-1)?.at(-1)?.sequence ?? newest;
    if (slice.length > 0) takes.push(await takeSlice(options, slice, { upTo, clock }, null));
  }
  return { takes, isMissing: false, doubts: [], unreadable: 0, needsMet: true };
}

const settle = ({ store, feed, lakeNow }: TakeJournal, place: JournalPlace): void =>
  store.journal.settle(feed.name, place, lakeNow() - KEPT_DAYS * MS_PER_DAY);

async function refuseUnready({ store, feed: { name, required } }: TakeJournal, newest: number): Promise<void> {
  if (!required || newest > 0 || (await takesOfFeed(store.state.db, name)).length > 0) return;
  throw new FitlyError('feed_not_ready', `the feed ${name} is required, and nothing was ever posted to it`, {
    next: 'post its events to /api/v1/events, or set required: false for this feed in fitly.yaml, then run again',
  });
}

/** Events that were made after an earlier clock, and not after this one. */
function leftUntil({ store, feed }: TakeJournal, { upTo }: JournalPlace, clock: number): readonly JournalEntry[] {
  const left = store.journal.read(feed.name, { after: 0, upTo }, Number.MAX_SAFE_INTEGER);
  return left.filter((entry) => entry.kind === 'event' && (entry.createdAt ?? 0) <= clock);
}

function portionsOf({ store, feed }: TakeJournal, span: { readonly after: number; readonly upTo: number }) {
  const portions: (readonly JournalEntry[])[] = [];
  let { after } = span;
  for (let entries = 0; entries < SLICE_ENTRIES; ) {
    const portion = store.journal.read(feed.name, { after, upTo: span.upTo }, PORTION);
    if (portion.length === 0) break;
    portions.push(portion);
    entries += portion.length;
    after = portion.at(-1)!.sequence;
  }
  return portions;
}

async function takeSlice(
  options: TakeJournal,
  slice: readonly (readonly JournalEntry[])[],
  place: JournalPlace,
  again: Again | null,
): Promise<TakeFacts> {
  const { store, feed, quarantine } = options;
  options.tell(0, 1);
  const take = await beginTake({ ...options, again });
  const unwanted = slice.flat().filter((entry) => entry.kind === 'event' && !isWanted(entry, take.into));
  const taken = await takePortions(rowsOf(slice, take.into), take.into);
  await writeSetAside(quarantine, { feed: feed.name, file: CALLS }, asFile(take.into.arrival, taken));
  const counts = countsOf(slice);
  // Of these nothing may stay, not even for a backup.
  store.journal.drop(unwanted.map(({ sequence }) => sequence));
  const facts = await take.commit({
    ...{ looked: [], readUpTo: null },
    tally: mergeTallies(taken.tally, counts),
    doubts: doubtsOf(taken, counts),
    also: (tx) => saveJournalPlace(tx, feed.name, place),
  });
  settle(options, place);
  return facts;
}

function doubtsOf({ doubt, unreadable }: RowsTaken, { duplicates, notCounted }: TakeTally): string[] {
  const isUseless = unreadable !== null && duplicates + notCounted === 0;
  return [
    ...(doubt === null ? [] : [`what was posted ${doubt}`]),
    ...(isUseless ? [unreadable.replace('no row of it', 'nothing that was posted')] : []),
  ];
}

function asFile({ feed, take }: { readonly feed: string; readonly take: number }, { tally, setAside }: RowsTaken) {
  const sha256 = createHash('sha256').update(`${feed} ${take}`).digest('hex');
  return { sha256, tally, setAside, unreadable: null };
}

/** Repeats and rows that nobody counts were left out when they came. */
function countsOf(slice: readonly (readonly JournalEntry[])[]): TakeTally {
  let [duplicates, notCounted] = [0, 0];
  for (const entry of slice.flat()) {
    if (entry.kind !== 'counts') continue;
    duplicates += entry.repeated;
    notCounted += entry.notCounted;
  }
  return { ...emptyTally, duplicates, notCounted };
}

async function* rowsOf(
  slice: readonly (readonly JournalEntry[])[],
  into: TakeInto & { readonly arrivedAt: number },
): AsyncGenerator<readonly FeedRow[]> {
  for (const portion of slice) yield portion.flatMap((entry) => rowOf(entry, into) ?? []);
}

const isWanted = ({ name, customerKey }: JournalEvent, { counted, isErased }: TakeInto): boolean =>
  counted.has(name) && !isErased(customerKey);

function rowOf(entry: JournalEntry, into: TakeInto & { readonly arrivedAt: number }): FeedRow | null {
  const { now, arrivedAt } = into;
  if (entry.kind === 'counts') return null;
  if (entry.kind === 'refused') {
    const { line, reason, shape } = entry;
    return { kind: 'unusable', line, reason, ...(shape === null ? {} : { shape }) };
  }
  const { eventId: id, name, customerKey, at, amount, currency, fields, createdAt, suspected } = entry;
  if (!isWanted(entry, into)) return NOT_COUNTED;
  if (createdAt !== null && createdAt > now + CLOCKS_DIFFER_MS) return { kind: 'waits', createdAt };
  return {
    kind: 'behaviour',
    row: {
      ...{ id, name, customerKey, at, amount, currency, fields, origin: 'files' },
      createdAt: createdAt ?? arrivedAt,
    },
    ...{ earlierIds: [], anyDay: true, suspected },
  };
}
