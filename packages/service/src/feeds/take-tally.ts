/** What became of the rows of a file, a take or a feed: counts that add up. */
import { type AgeCounts, emptyAges, mergeAges } from '@fitly/core/data';
import type { Day, Instant } from '@fitly/core/terms';

export interface TakeTally {
  /** Events that were kept. */
  readonly events: number;
  /** Rows of snapshots that were kept. */
  readonly described: number;
  /** Name of an event → how many of them. */
  readonly names: Readonly<Record<string, number>>;
  /** Known already. */
  readonly duplicates: number;
  /** Of behaviour that no agent counts, of nobody, or of somebody who was erased: not kept. */
  readonly notCounted: number;
  /** Events that were made after the clock of the run: their files are read again when it gets there. */
  readonly waiting: number;
  /** When the first of them was made; null: there is none. */
  readonly waitingFrom: Instant | null;
  /** Rows set aside. */
  readonly unusable: number;
  /** Reason → rows set aside for it. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Values that look personal: set aside, and missing in the rows that are kept. */
  readonly suspected: number;
  /** The kept events by their age at arrival; of the future ones: they wait until the clock gets there. */
  readonly ages: AgeCounts;
  /** The newest kept event that is not ahead of the clock; null: none was kept. */
  readonly newestAt: Instant | null;
  /** The newest day that a kept snapshot describes; null: none was kept. */
  readonly newestDay: Day | null;
}

export const emptyTally: TakeTally = {
  ...{ events: 0, described: 0, names: {}, duplicates: 0, notCounted: 0, unusable: 0, reasons: {}, suspected: 0 },
  ...{ waiting: 0, waitingFrom: null },
  ...{ ages: emptyAges, newestAt: null, newestDay: null },
};

export function mergeTallies(a: TakeTally, b: TakeTally): TakeTally {
  return {
    events: a.events + b.events,
    described: a.described + b.described,
    names: addCounts(a.names, b.names),
    duplicates: a.duplicates + b.duplicates,
    notCounted: a.notCounted + b.notCounted,
    waiting: a.waiting + b.waiting,
    waitingFrom: earlier(a.waitingFrom, b.waitingFrom),
    unusable: a.unusable + b.unusable,
    reasons: addCounts(a.reasons, b.reasons),
    suspected: a.suspected + b.suspected,
    ages: mergeAges(a.ages, b.ages),
    newestAt: newer(a.newestAt, b.newestAt),
    newestDay: newer(a.newestDay, b.newestDay),
  };
}

type Counts = Readonly<Record<string, number>>;

function addCounts(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);

const newer = <T extends Instant | Day>(a: T | null, b: T | null): T | null =>
  a === null || (b !== null && b > a) ? b : a;
