/** Hillstrom's customers, answering sends with real outcomes. */
import { type SipKey, sipHash128 } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import { createDonors } from './donors.ts';
import { History, type HistoryEvent, type Totals } from './history.ts';
import type { Send, World } from './outcome.ts';
import { DAY_MS, plantedFactor } from './planted.ts';
import { indexOf, TIME_ZONE } from './profile.ts';
import type { Customer, Row } from './rows.ts';

export interface HillstromOptions {
  /** All rows lend outcomes; the first `customers` of them are customers. */
  readonly rows: readonly Row[];
  readonly customers: number;
  readonly seed: string;
  /** Whether subject line and hour have their planted effects. */
  readonly planted: boolean;
  /** Nothing happens before. */
  readonly startAt: Instant;
}

export interface Hillstrom {
  readonly size: number;
  readonly key: SipKey;
  customer(index: number): Customer;
  /** The customer's number, or -1. */
  find(externalId: string): number;
  /** A message reaches the customer. Calls come in order of time. */
  receive(index: number, at: Instant, arm: Send['arm'], subjectLine: unknown): void;
  totals(index: number, now: Instant): Totals;
  /** Visits (cents null) and purchases in (from, to], oldest first. */
  activity(index: number, from: Instant, to: Instant): readonly HistoryEvent[];
  /** A second custom event, for readers to leave alone: regular, once in one to seven days, since before the start. */
  appOpens(
    index: number,
    now: Instant,
  ): { readonly count: number; readonly firstAt: Instant; readonly lastAt: Instant };
}

/** Everything drawn in a sandbox hangs on this. */
export const keyOf = (seed: string): SipKey =>
  sipHash128([0, 0, 0, 0], new TextEncoder().encode(`sandbox audience ${seed}`));

export function createHillstrom({ rows, customers, seed, planted, startAt }: HillstromOptions): Hillstrom {
  const size = Math.min(customers, rows.length);
  const key = keyOf(seed);
  const world: World = { key, donors: createDonors(rows) };
  const traits = Array.from({ length: size }, (_, index) => traitsOf(key, index, startAt));
  const histories = traits.map(({ phase }, index) => new History(world, index, rows[index]!, startAt, phase));
  const localHour = hourOf();
  return {
    size,
    key,
    customer: (index) => rows[index]!,
    find: (externalId) => {
      const index = indexOf(externalId);
      return index < size ? index : -1;
    },
    receive(index, at, arm, subjectLine) {
      const factor = planted ? plantedFactor(rows[index]!, subjectLine, localHour(at)) : 1;
      histories[index]!.add({ at, arm, factor });
    },
    totals: (index, now) => histories[index]!.totalsAt(now),
    activity: (index, from, to) => histories[index]!.eventsIn(from, to),
    appOpens(index, now) {
      const { everyMs, firstAt } = traits[index]!;
      const count = Math.floor((now - firstAt) / everyMs) + 1;
      return { count, firstAt, lastAt: firstAt + (count - 1) * everyMs };
    },
  };
}

interface Traits {
  /** In [0, 1): where the customer's windows without a send begin. */
  readonly phase: number;
  /** App opens: every so often, since then. */
  readonly everyMs: number;
  readonly firstAt: Instant;
}

/** What differs between customers besides their rows: invented, from one keyed hash of the customer's number. */
function traitsOf(key: SipKey, index: number, startAt: Instant): Traits {
  const [phase, every, first] = sipHash128(key, Uint8Array.of(index & 0xff, (index >>> 8) & 0xff, index >>> 16));
  const fraction = (word: number): number => word / 2 ** 32;
  return {
    phase: fraction(phase),
    everyMs: (1 + Math.floor(fraction(every) * 7)) * DAY_MS,
    firstAt: startAt - Math.floor(fraction(first) * 30 * DAY_MS),
  };
}

/** Local hour of an instant; the recipients of a request share theirs, so the last one is remembered. */
function hourOf(): (at: Instant) => number {
  let lastAt = Number.NaN;
  let hour = 0;
  return (at) => {
    if (at !== lastAt) hour = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(TIME_ZONE).hour;
    lastAt = at;
    return hour;
  };
}
