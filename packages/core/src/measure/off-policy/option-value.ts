/**
 * What choosing an option was worth, against choosing otherwise where it could have been chosen: the difference of two weighted
 * means over the same decisions (Hájek 1971). Each decision was drawn on its own with a known probability, so its draw
 * is what the error comes from; the figure is about these decisions, and says nothing of others.
 */
import type { Interval } from '../compare.ts';
import { alwaysValidP, sequenceMultiplier } from '../sequence/asymptotic.ts';

/** Σ 1, w, wr, w², w²r, w²r² over decisions. */
export interface WeightedRewards {
  readonly n: number;
  readonly w: number;
  readonly wr: number;
  readonly w2: number;
  readonly w2r: number;
  readonly w2r2: number;
}

export type OptionValue =
  | { readonly kind: 'value'; readonly difference: Interval; readonly p: number; readonly effective: number }
  | {
      readonly kind: 'refused';
      readonly reason: 'never_a_choice' | 'too_few' | 'too_uneven' | 'no_variation' | 'unusable_input';
    };

/** Decisions on each side, by what their weights are worth. */
const LEAST_EFFECTIVE = 100;
/** Weights that make of a hundred decisions fewer than this say nothing of most of them. */
const LEAST_SHARE = 0.01;
/** Decisions at which the sequence is narrowest: fixed here, so that nobody chooses it after a look. */
const PLANNED_DECISIONS = 10_000;

/** `taken`: where the option was chosen; `left`: where another one was. The interval may be read on any day. */
export function optionValue(taken: WeightedRewards, left: WeightedRewards, alpha: number): OptionValue {
  if (taken.n + left.n === 0) return { kind: 'refused', reason: 'never_a_choice' };
  const effective = Math.min(...[taken, left].map(({ w, w2 }) => (w2 > 0 ? (w * w) / w2 : 0)));
  if (Math.min(taken.n, left.n) < LEAST_EFFECTIVE) return { kind: 'refused', reason: 'too_few' };
  if (effective < LEAST_EFFECTIVE || effective < LEAST_SHARE * Math.min(taken.n, left.n))
    return { kind: 'refused', reason: 'too_uneven' };
  const [one, other] = [taken, left].map(meanOf) as [Mean, Mean];
  const estimate = one.mean - other.mean;
  const standardError = Math.sqrt(one.variance + other.variance);
  const plan = { alpha, plannedSize: PLANNED_DECISIONS };
  const n = taken.n + left.n;
  const multiplier = sequenceMultiplier(plan, n);
  if (multiplier === null || !Number.isFinite(estimate) || !Number.isFinite(standardError))
    return { kind: 'refused', reason: 'unusable_input' };
  if (standardError === 0) return { kind: 'refused', reason: 'no_variation' };
  const half = multiplier * standardError;
  return {
    kind: 'value',
    difference: { estimate, low: estimate - half, high: estimate + half, standardError },
    p: alwaysValidP(plan, n, estimate / standardError) ?? 1,
    effective,
  };
}

interface Mean {
  readonly mean: number;
  readonly variance: number;
}

/** Σ w² (r − m)² / (Σ w)². */
function meanOf({ w, wr, w2, w2r, w2r2 }: WeightedRewards): Mean {
  const mean = wr / w;
  return { mean, variance: Math.max(0, w2r2 - 2 * mean * w2r + mean * mean * w2) / (w * w) };
}
