/** Rows of a feed into those of a take: each event once, and a note of every row that cannot be used. */
import { ageOf, type EventAge, emptyAges } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import type { BadRow } from '../importing/quarantine.ts';
import type { FeedRow, ReadWith } from './feed-reader.ts';
import { type Arrival, utcDayOf } from './feed-tables.ts';
import { fileEvidence } from './file-evidence.ts';
import type { IdSet } from './id-set.ts';
import type { KnownIds } from './known-ids.ts';
import type { AttributesRow, SnapshotRows } from './snapshot-rows.ts';
import type { TakeRows } from './take-rows.ts';
import type { TakeTally } from './take-tally.ts';

export interface TakeInto extends Omit<ReadWith, 'arrivedAt'> {
  readonly arrival: Arrival;
  readonly ids: KnownIds;
  readonly rows: TakeRows;
  readonly snapshots: SnapshotRows;
}

type Unusable = Extract<FeedRow, { readonly kind: 'unusable' }>;

export interface RowsTaken {
  readonly tally: TakeTally;
  /** The first rows that were set aside and have a line, at most `NOTED_ROWS`. */
  readonly setAside: readonly BadRow[];
  /** Why it looks like another kind of feed; null: it does not. */
  readonly doubt: string | null;
  /**
   * Why it could not be read to its end, where what came before the damage is kept; or why no row of it can be used. Null:
   * neither.
   */
  readonly unreadable: string | null;
}

/** Millions of bad rows would fill the memory, and nobody reads them all. */
const NOTED_ROWS = 100_000;

/** Of one file, or one reading of a query. Throws what is no fault of the rows: what cannot be read is a result. */
export async function takePortions(portions: AsyncIterable<readonly FeedRow[]>, into: TakeInto): Promise<RowsTaken> {
  const counts = counter();
  const evidence = fileEvidence();
  into.columns.nextFile();
  let unreadable: string | null = null;
  try {
    for await (const rows of portions) {
      for (const row of rows) {
        evidence.see(row);
        // Awaiting what is done already would cost more than all else here.
        const taking = take(into, row, counts);
        if (taking !== undefined) await taking;
      }
      await into.rows.relieve();
    }
  } catch (error) {
    unreadable = reasonOf(error);
  }
  const tally = counts.tally();
  unreadable ??= uselessness(tally);
  return { tally, setAside: counts.setAside, doubt: evidence.doubt(), unreadable };
}

function reasonOf(error: unknown): string {
  const isOfRows = error instanceof FitlyError && (error.code === 'file_unreadable' || error.code === 'query_failed');
  if (isOfRows) return error.message;
  throw error;
}

/** A file of which every row is set aside was not taken: what fitly.yaml says of it is wrong more often than all its rows. */
function uselessness({ events, described, duplicates, notCounted, waiting, reasons }: TakeTally): string | null {
  if (events + described + duplicates + notCounted + waiting > 0) return null;
  const [most] = Object.entries(reasons).sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1));
  return most === undefined ? null : `no row of it can be used: ${most[0]}`;
}

type EventRow = Extract<FeedRow, { readonly kind: 'message' | 'behaviour' }>;

/** Undefined: it is done. */
function take(into: TakeInto, row: FeedRow, counts: Counter): Promise<void> | undefined {
  switch (row.kind) {
    case 'not_counted':
      counts.skip();
      return undefined;
    case 'waits':
      counts.wait(row.createdAt);
      return undefined;
    case 'unusable':
      counts.refuse(row);
      return undefined;
    case 'attributes':
      takeAttributes(into, row, counts);
      return undefined;
    case 'message':
    case 'behaviour': {
      const known = row.kind === 'behaviour' && row.anyDay ? into.ids.ofAnyDay() : into.ids.of(utcDayOf(row.row.at));
      if (known instanceof Promise) return known.then((set) => takeEvent(into, row, set, counts));
      takeEvent(into, row, known, counts);
      return undefined;
    }
  }
}

function takeEvent(into: TakeInto, row: EventRow, set: IdSet, counts: Counter): void {
  const { id, at } = row.row;
  const day = utcDayOf(at);
  const arrival = arrivalOf(into, row);
  if ((row.kind === 'behaviour' && row.earlierIds.some((each) => set.has(each))) || !set.add(id)) {
    counts.repeat();
    return;
  }
  if (row.kind === 'message') into.rows.addMessage(day, row.row, arrival);
  else into.rows.addBehaviour(day, row.row, arrival);
  counts.keep({
    ...(row.kind === 'message'
      ? { name: row.row.kind, suspected: 0 }
      : { name: row.row.name, suspected: row.suspected }),
    ...{ at, arrivedAt: arrival.arrivedAt },
  });
}

/** A row that was made after its file came could be known of from then on, and not before. */
function arrivalOf({ arrival, now }: TakeInto, { kind, row }: EventRow): Arrival {
  if (kind === 'message' || row.createdAt <= arrival.arrivedAt || arrival.arrivedAt >= now) return arrival;
  return { ...arrival, arrivedAt: Math.min(row.createdAt, now) };
}

function takeAttributes({ snapshots, arrival }: TakeInto, row: AttributesRow, counts: Counter): void {
  const unusable = snapshots.add(row, arrival.arrivedAt);
  if (unusable === null) counts.keepAttributes();
  else counts.refuse({ kind: 'unusable', line: row.line, ...unusable });
}

interface KeptEvent {
  readonly name: string;
  readonly at: Instant;
  readonly arrivedAt: Instant;
  readonly suspected: number;
}

interface Counter {
  readonly setAside: readonly BadRow[];
  keep(event: KeptEvent): void;
  keepAttributes(): void;
  repeat(): void;
  skip(): void;
  wait(createdAt: Instant): void;
  refuse(row: Unusable): void;
  tally(): TakeTally;
}

function counter(): Counter {
  const ages: Record<EventAge, number> = { ...emptyAges };
  const reasons: Record<string, number> = {};
  const names: Record<string, number> = {};
  const setAside: BadRow[] = [];
  const counts = { events: 0, described: 0, duplicates: 0, notCounted: 0, waiting: 0, unusable: 0, suspected: 0 };
  let waitingFrom = Number.POSITIVE_INFINITY;
  let newestAt = Number.NEGATIVE_INFINITY;
  return {
    setAside,
    keep({ name, at, arrivedAt, suspected }) {
      names[name] = (names[name] ?? 0) + 1;
      counts.events += 1;
      counts.suspected += suspected;
      ages[ageOf(arrivedAt - at)] += 1;
      if (at <= arrivedAt) newestAt = Math.max(newestAt, at);
    },
    keepAttributes() {
      counts.described += 1;
    },
    repeat() {
      counts.duplicates += 1;
    },
    wait(createdAt) {
      counts.waiting += 1;
      waitingFrom = Math.min(waitingFrom, createdAt);
    },
    skip() {
      counts.notCounted += 1;
    },
    refuse({ line, reason, shape }) {
      counts.unusable += 1;
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      if (line === null || setAside.length === NOTED_ROWS) return;
      setAside.push({ line, reason, ...(shape === undefined ? {} : { shape }) });
    },
    tally: () => ({
      ...counts,
      names,
      reasons,
      ages,
      newestAt: Number.isFinite(newestAt) ? newestAt : null,
      newestDay: null,
      waitingFrom: Number.isFinite(waitingFrom) ? waitingFrom : null,
    }),
  };
}
