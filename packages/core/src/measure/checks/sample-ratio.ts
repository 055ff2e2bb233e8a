/**
 * Are the groups as large as planned? When they are not, customers were lost or gained by group, and no comparison means
 * what it says. Both checks count enrolled customers, whatever was sent to them.
 */
import { chiSquareSurvival } from '../special/chi-square.ts';
import { stirlingError } from '../special/log-gamma.ts';
import { deviance } from '../special/saddle-point.ts';

export type SampleRatio =
  | {
      readonly kind: 'checked';
      /** In (0, 1]. */
      readonly p: number;
      readonly alarm: boolean;
      /** Sum of (observed − expected)² / expected; null for the sequential check. */
      readonly statistic: number | null;
      /** Groups with a planned share above 0, minus one. */
      readonly degrees: number;
    }
  | { readonly kind: 'refused'; readonly reason: 'fewer_than_two_groups' | 'no_customers' | 'unusable_input' };

/** A single look alarms below this (Fabijan et al. 2019). */
const FIXED_ALARM = 0.001;
/** Daily looks together alarm below this. */
const SEQUENTIAL_ALARM = 0.01;
/** Strength of the prior around the planned shares (Lindon & Malek 2020), in customers. */
const CONCENTRATION = 10_000;

/**
 * Pearson's chi-square of `observed` customers against the planned `shares` (any positive scale), group by group in the
 * same order. Groups with share 0 are dropped and do not count as a degree of freedom.
 */
export function sampleRatio(observed: readonly number[], shares: readonly number[]): SampleRatio {
  const kept = keep([observed], shares);
  if ('kind' in kept) return kept;
  const counts = kept.looks[0]!;
  const total = sum(counts);
  if (total === 0) return { kind: 'refused', reason: 'no_customers' };
  let statistic = 0;
  kept.shares.forEach((share, i) => {
    const expected = share * total;
    statistic += (counts[i]! - expected) ** 2 / expected;
  });
  const degrees = counts.length - 1;
  const p = Math.max(Number.MIN_VALUE, chiSquareSurvival(statistic, degrees));
  if (!Number.isFinite(statistic) || !Number.isFinite(p)) return { kind: 'refused', reason: 'unusable_input' };
  return { kind: 'checked', p, alarm: p < FIXED_ALARM, statistic, degrees };
}

/**
 * The check that may be read every day: the Bayes factor of "any shares near the plan" against "exactly the planned
 * shares", a Dirichlet-multinomial against a multinomial; p is the smallest 1 / factor so far (Lindon & Malek 2020).
 * `looks`: cumulative customers by group, one row per reading, oldest first.
 */
export function sequentialSampleRatio(looks: readonly (readonly number[])[], shares: readonly number[]): SampleRatio {
  const kept = keep(looks, shares);
  if ('kind' in kept) return kept;
  if (sum(kept.looks.at(-1) ?? []) === 0) return { kind: 'refused', reason: 'no_customers' };
  let smallest = 0;
  for (const counts of kept.looks) smallest = Math.min(smallest, -logBayesFactor(counts, kept.shares, CONCENTRATION));
  if (!Number.isFinite(smallest)) return { kind: 'refused', reason: 'unusable_input' };
  const p = Math.max(Number.MIN_VALUE, Math.exp(smallest));
  return { kind: 'checked', p, alarm: p < SEQUENTIAL_ALARM, statistic: null, degrees: kept.shares.length - 1 };
}

/** Of one day: a prior as strong as for the whole programme would hide what one day of it does. */
const DAY_CONCENTRATION = 100;

/**
 * Every day's new customers against the shares of that day, so that a loss on Monday and a gain on Tuesday do not cancel.
 * Σ w_k BF_k with w_k = 6 / (π² k²) is a martingale when all days are as planned, so the smallest 1 / sum so far holds on every
 * day, however many there are and however few customers one has. `days`: oldest first. `worst`: the day that says most.
 */
export function sampleRatioByDay(
  days: readonly { readonly name: string; readonly observed: readonly number[]; readonly shares: readonly number[] }[],
): { readonly check: SampleRatio; readonly worst: string | null } {
  let [evidence, left, smallest, largest, degrees, at] = [0, 1, 1, 1, 0, 0];
  let worst: string | null = null;
  for (const { name, observed, shares } of days) {
    const kept = keep([observed], shares);
    if ('kind' in kept || sum(kept.looks[0]!) === 0) continue;
    at += 1;
    const weight = 6 / (Math.PI * Math.PI * at * at);
    const factor = Math.exp(Math.min(LARGEST_LOG, logBayesFactor(kept.looks[0]!, kept.shares, DAY_CONCENTRATION)));
    left -= weight;
    evidence += weight * factor;
    smallest = Math.min(smallest, 1 / (evidence + Math.max(0, left)));
    degrees = Math.max(degrees, kept.shares.length - 1);
    if (factor > largest) [largest, worst] = [factor, name];
  }
  if (at === 0) return { check: { kind: 'refused', reason: 'no_customers' }, worst };
  const check = { kind: 'checked', p: smallest, alarm: smallest < SEQUENTIAL_ALARM, statistic: null, degrees } as const;
  return { check, worst };
}

/** A factor beyond it says no more, and a sum of two must not overflow. */
const LARGEST_LOG = 600;

/**
 * ln of a Dirichlet-multinomial over a multinomial. Sums of ln Γ would cancel for millions of customers, so what Stirling's formula
 * gives is put together beforehand: distances of counts from the plan, which are small where they should be.
 */
function logBayesFactor(counts: readonly number[], shares: readonly number[], concentration: number): number {
  const total = concentration + sum(counts);
  let log = stirlingError(concentration) - stirlingError(total) + Math.log(total / concentration) / 2;
  counts.forEach((count, i) => {
    const prior = concentration * shares[i]!;
    const belief = prior + count;
    log += deviance(belief, total * shares[i]!) + stirlingError(belief) - stirlingError(prior);
    log -= Math.log(belief / prior) / 2;
  });
  return log;
}

interface Kept {
  readonly looks: readonly (readonly number[])[];
  /** Scaled to sum to 1, all above 0. */
  readonly shares: readonly number[];
}

function keep(looks: readonly (readonly number[])[], shares: readonly number[]): Kept | SampleRatio {
  const isCount = (value: number) => Number.isFinite(value) && value >= 0;
  const sameLength = looks.every((counts) => counts.length === shares.length);
  if (!sameLength || !shares.every(isCount) || !looks.every((counts) => counts.every(isCount)))
    return { kind: 'refused', reason: 'unusable_input' };
  const used = shares.flatMap((share, i) => (share > 0 ? [i] : []));
  if (used.length < 2) return { kind: 'refused', reason: 'fewer_than_two_groups' };
  const total = sum(used.map((i) => shares[i]!));
  return {
    looks: looks.map((counts) => used.map((i) => counts[i]!)),
    shares: used.map((i) => shares[i]! / total),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
