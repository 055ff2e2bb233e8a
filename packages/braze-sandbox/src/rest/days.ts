/** The days of a series: whole UTC days, oldest first, the last one that of `ending_at` (contract §0.4). */
import type { Instant } from '@fitly/core/terms';
import { type Json, own, queryInstant, queryNumber, require400 } from './checks.ts';

export const DAY_MS = 86_400_000;

export interface Days {
  /** Start of the first day. */
  readonly from: Instant;
  /** End of the last one, exclusive. */
  readonly to: Instant;
  /** `YYYY-MM-DD` of each. */
  readonly names: readonly string[];
}

export function readDays(query: Json, now: Instant, longest: number): Days {
  const length = queryNumber(query, 'length', 1, longest);
  const last = dayStart(queryInstant(query, 'ending_at', now));
  return daysFrom(last - (length - 1) * DAY_MS, length);
}

/** With `starting_at` or `length`; one of them is required (contract §4.7). */
export function readDaysFrom(query: Json, now: Instant, longest: number): Days {
  if (own(query, 'starting_at') === undefined) return readDays(query, now, longest);
  const last = dayStart(queryInstant(query, 'ending_at', now));
  const first = dayStart(queryInstant(query, 'starting_at', now));
  const length = (last - first) / DAY_MS + 1;
  require400(length >= 1 && length <= longest, `starting_at must be at most ${longest} days before ending_at`);
  return daysFrom(first, length);
}

const dayStart = (at: Instant): Instant => Math.floor(at / DAY_MS) * DAY_MS;

const daysFrom = (from: Instant, length: number): Days => ({
  from,
  to: from + length * DAY_MS,
  names: Array.from({ length }, (_, i) => new Date(from + i * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)),
});

/** Index of the day of an instant, or -1 outside. */
export const dayIndex = ({ from, to }: Days, at: Instant): number =>
  at < from || at >= to ? -1 : Math.floor((at - from) / DAY_MS);
