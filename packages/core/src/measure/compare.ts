import { absoluteDifference, type Estimate, type Refusal, relativeLift } from './estimate/two-sample.ts';
import type { Moments } from './moments/moments.ts';
import { alwaysValidP, type SequencePlan, sequenceMultiplier } from './sequence/asymptotic.ts';

/** An estimate that is never shown without its bounds; low ≤ estimate ≤ high, all finite. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** How a reading was adjusted; spelled out so that it can be computed again. */
export interface Adjustment {
  /** Per covariate, from distances within each group of all parts that are compared. */
  readonly theta: readonly number[];
  /** 1 − variance / variance without the covariate, of the difference; 0 without a covariate. */
  readonly varianceReduction: number;
  /** Share of all compared customers, by part; 0 for a part with fewer than 100 customers or 10 converters in a group. */
  readonly weights: readonly number[];
  readonly treated: number;
  readonly control: number;
}

/** One look at two groups on one day. */
export type Reading =
  | {
      readonly kind: 'reading';
      /** Difference of the means per customer, in units of the metric. */
      readonly absolute: Interval;
      /** Difference as a share of the control's mean (0.041 = +4.1 %); null when the baseline is too near to 0. */
      readonly relative: Interval | null;
      /** Standard errors on either side of an estimate. */
      readonly multiplier: number;
      /** Always-valid p, in (0, 1]: the larger of the p of both intervals, as the finding needs both off zero. */
      readonly p: number;
      /** Present where groups were compared in parts (`compareParts`). */
      readonly adjustment?: Adjustment;
    }
  | { readonly kind: 'too_early' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** The sequence is asymptotic: below these sizes its promise is not kept, so nothing is shown. */
export const MIN_CUSTOMERS = 100;
export const MIN_CONVERTERS = 10;

/** Compares two disjoint groups of customers; the plan is that of this comparison. Never NaN or infinite. */
export function compareGroups(treated: Moments, control: Moments, plan: SequencePlan): Reading {
  if (isTooSmall(treated) || isTooSmall(control)) return { kind: 'too_early' };
  const difference = absoluteDifference(treated, control);
  if (difference.kind === 'refused') return difference;
  const n = treated.n + control.n;
  const multiplier = sequenceMultiplier(plan, n);
  const absolute = multiplier === null ? null : interval(difference, multiplier);
  if (multiplier === null || absolute === null) return { kind: 'refused', reason: 'unusable_input' };
  const relative = interval(relativeLift(treated, control), multiplier);
  const p = Math.max(...[absolute, relative].map((shown) => (shown === null ? 0 : (pOf(shown, plan, n) ?? 1))));
  return { kind: 'reading', absolute, relative, multiplier, p };
}

/** +1 when every interval of the reading lies above 0, −1 when below, 0 when a 0 is inside one (or there is none). */
export function sideOfZero(reading: Reading): -1 | 0 | 1 {
  if (reading.kind !== 'reading') return 0;
  const shown = reading.relative === null ? [reading.absolute] : [reading.absolute, reading.relative];
  if (shown.every((interval) => interval.low > 0)) return 1;
  return shown.every((interval) => interval.high < 0) ? -1 : 0;
}

const isTooSmall = (group: Moments): boolean => group.n < MIN_CUSTOMERS || group.nonZero < MIN_CONVERTERS;

function interval(estimate: Estimate, multiplier: number): Interval | null {
  if (estimate.kind === 'refused') return null;
  const half = multiplier * estimate.standardError;
  const low = estimate.value - half;
  const high = estimate.value + half;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  return { estimate: estimate.value, low, high, standardError: estimate.standardError };
}

const pOf = (shown: Interval, plan: SequencePlan, n: number): number | null =>
  alwaysValidP(plan, n, shown.estimate / shown.standardError);
