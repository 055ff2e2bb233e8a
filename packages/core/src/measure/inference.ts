/** What every estimator hands back: an estimate with its interval, or the reason why there is none. */
import type { Refusal } from './estimate/two-sample.ts';

/** Which way an effect would have to go to be found: `greater` looks for treated above control. */
export type Alternative = 'two_sided' | 'greater' | 'less';

export interface InferenceOptions {
  /** Probability that the interval misses, in (0, 1); .05 when left out. */
  readonly alpha?: number;
  /** `two_sided` when left out. One-sided intervals have no bound on the other side. */
  readonly alternative?: Alternative;
}

/** All numbers are finite; low ≤ estimate ≤ high. */
export interface Inference {
  readonly kind: 'inference';
  /** By which rule, as written in docs/concepts/statistics.md. */
  readonly method: string;
  readonly estimate: number;
  /** Standard error of the estimate, > 0; null where the method has none (score and exact intervals). */
  readonly standardError: number | null;
  /** Null: no bound on this side. */
  readonly low: number | null;
  readonly high: number | null;
  /** In (0, 1], of the hypothesis of no effect, by the method of the interval; null where there is no such hypothesis. */
  readonly p: number | null;
  /** Degrees of freedom of Student's t; null: the normal distribution, or none. */
  readonly degrees: number | null;
}

export type InferenceRefusal =
  | Refusal
  /** Alpha, a confidence or a probability is not inside (0, 1), or a plan is not usable. */
  | 'unusable_options'
  /** The denominator of a ratio is 0, or within three standard errors of 0. */
  | 'denominator_near_zero'
  /** Too few values: on one side of a quantile to bound it, or in a group to compare it. */
  | 'too_few_values';

export interface Refused {
  readonly kind: 'refused';
  readonly reason: InferenceRefusal;
}

export const refuse = (reason: InferenceRefusal): Refused => ({ kind: 'refused', reason });

/** The smallest p ever returned: a p of 0 would claim certainty. */
const SMALLEST_P = Number.MIN_VALUE;

/** Inside (0, 1), and so that half of it is still a number above 0. */
export const isAlpha = (alpha: number): boolean => alpha / 2 > 0 && alpha < 1;

/** A p inside (0, 1]. */
export const clampP = (p: number): number => Math.min(1, Math.max(SMALLEST_P, p));
