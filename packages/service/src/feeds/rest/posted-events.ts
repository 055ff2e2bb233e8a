/** What was posted of a feed → what its journal keeps of each event, and why the others are left out. Ids are hashed here. */
import { createHash } from 'node:crypto';
import { keyedHex, sipKey, subKey } from '@fitly/core/math';
import { asCustomerKey } from '@fitly/core/terms';
import type { JournalCall, JournalEvent, Keys } from '@fitly/store';
import { brokenCell } from '../../importing/json-rows.ts';
import type { Cells, Unusable } from '../../importing/parse-event.ts';
import { shapeOf } from '../../importing/quarantine.ts';
import type { ErasedCheck } from '../../privacy/erased-check.ts';
import { watchColumns } from '../column-watch.ts';
import type { CountedEvents, FeedRow } from '../feed-reader.ts';
import { eventRows } from '../read-event-file.ts';
import type { WatchedRest } from '../watched-feeds.ts';

export interface ReadPosted {
  readonly keys: Keys;
  readonly counted: CountedEvents;
  readonly isErased: ErasedCheck;
  /** Whether an event is in the lake already. */
  readonly isKnown: (eventId: string) => boolean;
}

/** What became of one event, in the order of the call. */
export type PostedResult =
  | { readonly result: 'accepted' | 'repeated' | 'not_counted' }
  | ({ readonly result: 'set_aside' } & Unusable);

export interface PostedEvents {
  readonly call: JournalCall;
  /** `isNew`: of the call's events, as the journal has kept them. */
  results(isNew: readonly boolean[]): readonly PostedResult[];
}

/** The clock of the run decides what waits, so here nothing does; and what has no creation time gets that run's. */
const NO_CLOCK = { now: Number.POSITIVE_INFINITY, arrivedAt: Number.NaN };

export function readPosted(feed: WatchedRest, events: readonly unknown[], using: ReadPosted): PostedEvents {
  const { keys, counted, isErased, isKnown } = using;
  const reading = { keys, counted, isErased, agents: [], declaredBefore: new Map(), columns: watchColumns() };
  const { rowOf } = eventRows(feed, { ...reading, ...NO_CLOCK });
  const kept: JournalEvent[] = [];
  const refused: { line: number; reason: string; shape: string | null }[] = [];
  const seen = events.map((event, index): PostedResult | { readonly kept: number } => {
    const read = readOne(feed, event, (cells) => rowOf(cells, index + 1));
    if ('reason' in read) {
      refused.push({ line: index + 1, reason: read.reason, shape: read.shape ?? null });
      return { result: 'set_aside', ...read };
    }
    if (read.kind !== 'behaviour') return { result: 'not_counted' };
    if (isKnown(read.row.id)) return { result: 'repeated' };
    kept.push(eventOf(read));
    return { kept: kept.length - 1 };
  });
  const countOf = (wanted: PostedResult['result']): number =>
    seen.filter((each) => 'result' in each && each.result === wanted).length;
  const notCounted = countOf('not_counted');
  const contentKey = refused.length + notCounted === 0 ? null : contentKeyOf(keys, feed, events);
  return {
    call: { feed: feed.name, events: kept, refused, repeated: countOf('repeated'), notCounted, contentKey },
    results: (isNew) =>
      seen.map((each) => ('result' in each ? each : { result: isNew[each.kept] === true ? 'accepted' : 'repeated' })),
  };
}

function contentKeyOf(keys: Keys, feed: WatchedRest, events: readonly unknown[]): string {
  const sha256 = createHash('sha256').update(JSON.stringify(events)).digest('hex');
  return keyedHex(subKey(sipKey(keys.decisionId), 'posted call'), feed.name, sha256);
}

type Behaviour = Extract<FeedRow, { readonly kind: 'behaviour' }>;

function readOne(
  { columns }: WatchedRest,
  event: unknown,
  rowOf: (cells: Cells) => FeedRow,
): Exclude<FeedRow, { readonly kind: 'unusable' }> | Unusable {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { reason: 'not a JSON object', shape: shapeOf(event) };
  const cells = event as Cells;
  if (brokenCell(cells)) return { reason: 'broken text' };
  const row = rowOf(cells);
  if (row.kind === 'unusable') return { reason: row.reason, ...(row.shape === undefined ? {} : { shape: row.shape }) };
  // Without an id of its own an event would be known by its place in its call.
  if (row.kind === 'behaviour' && !row.anyDay)
    return { reason: `no id in "${columns.id}"`, shape: shapeOf(cells[columns.id]) };
  return row;
}

function eventOf({ row, suspected }: Behaviour): JournalEvent {
  const { id: eventId, name, customerKey, at, amount, currency, fields, createdAt } = row;
  return {
    ...{ eventId, customerKey: asCustomerKey(customerKey), name, at, amount, currency, fields },
    ...{ createdAt: Number.isNaN(createdAt) ? null : createdAt, suspected },
  };
}
