/**
 * Whether today's size of an audience is unusual against its own last days. A robust rule, because nobody sets one up for
 * each segment: most segments hardly move, some grow steadily, some breathe with the week.
 *
 * Steps are differences of ln(size) between two days that follow each other in the history. Today's step is unusual when it
 * lies further from the median step than `scales` standard deviations, which are estimated as 1.4826 · MAD of the earlier
 * steps (Rousseeuw and Croux, JASA 88 (1993), §1) and never taken for less than `floor`. Today must be as far from the same
 * weekday a week ago too, where that is known: so neither a weekend nor the way back from a bad day is news.
 * Audiences that are (nearly) gone, halved or doubled against the median of the last week are told from the second day on.
 */
import { ln } from '../../math/index.ts';
import type { Day } from '../../terms.ts';
import { addDays } from '../../time.ts';

export interface AudienceSize {
  readonly day: Day;
  /** Customers. */
  readonly size: number;
}

export interface AudienceLimits {
  /** Days before today that count; older ones are forgotten. */
  readonly days: number;
  /** Earlier steps without which a step is not judged. */
  readonly leastSteps: number;
  /** Standard deviations that a step may lie from the median step. */
  readonly scales: number;
  /** Least standard deviation of a step, in ln(size): with 5 scales .03 lets through everything within about ±15 %. */
  readonly floor: number;
  /** Changes of fewer customers are never told, except to (nearly) nobody. */
  readonly leastCustomers: number;
  /** Share of the last week's median up to which an audience counts as gone. */
  readonly goneShare: number;
}

export const AUDIENCE_LIMITS: AudienceLimits = {
  days: 28,
  leastSteps: 7,
  scales: 5,
  floor: 0.03,
  leastCustomers: 20,
  goneShare: 0.05,
};

/** `gone`: (nearly) nobody is left. */
export type AudienceChangeKind = 'gone' | 'fell' | 'rose';

export interface AudienceChange {
  readonly kind: AudienceChangeKind;
  readonly size: number;
  /** What today is compared with: the day before, or the median of the last week. */
  readonly usual: number;
  /** size / usual − 1. */
  readonly change: number;
}

/**
 * Null: nothing unusual, or too little known. `history` in any order; days from `today.day` on do not count, and neither do
 * sizes of 0, which stand for days on which nobody counted.
 */
export function audienceChange(
  today: AudienceSize,
  history: readonly AudienceSize[],
  limits: AudienceLimits = AUDIENCE_LIMITS,
): AudienceChange | null {
  const from = addDays(today.day, -limits.days);
  const before = history
    .filter(({ day, size }) => day >= from && day < today.day && size > 0)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  if (before.length === 0) return null;
  return levelChange(today, before, limits) ?? stepChange(today, before, limits);
}

const WEEK = 7;

/** Against the median of the last week: what needs no knowledge of how an audience usually moves. */
function levelChange(
  { size }: AudienceSize,
  before: readonly AudienceSize[],
  { goneShare, leastCustomers }: AudienceLimits,
): AudienceChange | null {
  const usual = median(before.slice(-WEEK).map((each) => each.size));
  if (size <= usual * goneShare) return changeOf('gone', size, usual);
  if (Math.abs(size - usual) < leastCustomers) return null;
  if (size < usual / 2) return changeOf('fell', size, usual);
  return size > usual * 2 ? changeOf('rose', size, usual) : null;
}

function stepChange(
  { day, size }: AudienceSize,
  before: readonly AudienceSize[],
  { leastSteps, leastCustomers, scales, floor }: AudienceLimits,
): AudienceChange | null {
  const last = before.at(-1)!;
  const steps = before.slice(1).map((each, i) => ln(each.size / before[i]!.size));
  if (steps.length < leastSteps || Math.abs(size - last.size) < leastCustomers) return null;
  const usualStep = median(steps);
  const spread = 1.4826 * median(steps.map((step) => Math.abs(step - usualStep)));
  const farthest = scales * Math.max(spread, floor);
  const step = ln(size / last.size) - usualStep;
  const weekAgo = before.find((each) => each.day === addDays(day, -WEEK));
  const sinceThen = weekAgo === undefined ? step : ln(size / weekAgo.size) - WEEK * usualStep;
  const isFar = Math.abs(step) > farthest && Math.abs(sinceThen) > farthest && step * sinceThen > 0;
  return isFar ? changeOf(step < 0 ? 'fell' : 'rose', size, last.size) : null;
}

const changeOf = (kind: AudienceChangeKind, size: number, usual: number): AudienceChange => ({
  kind,
  size,
  usual,
  change: size / usual - 1,
});

/** Of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
