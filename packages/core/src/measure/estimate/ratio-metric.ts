/**
 * Ratios of two sums per group (clicks / sends, revenue / orders), by the delta method over customers: sends of one
 * customer are not independent, customers are (Deng, Knoblich & Lu 2018, eq. 6).
 */
import type { Inference, Refused } from '../inference.ts';
import { refuse } from '../inference.ts';
import { type JointMoments, sampleCovariance } from '../moments/joint-moments.ts';
import { gapOf, linearVariance } from './cuped.ts';
import { waldInference } from './wald.ts';
import { type WelchOptions, welchDegrees } from './welch.ts';

/** A ratio needs a denominator this many standard errors away from 0. */
export const DENOMINATOR_STANDARD_ERRORS = 3;

export interface GroupRatio {
  readonly kind: 'ratio';
  /** ΣM / ΣD. */
  readonly value: number;
  /** Variance of one customer's part: [v_M/D² + v_D M²/D⁴ − 2 c_MD M/D³], with means M and D; SE² = variance / n. */
  readonly variance: number;
  readonly n: number;
}

/** Ratio of variable 0 (numerator) to variable 1 (denominator), with its variance over customers. */
export function groupRatio(moments: JointMoments): GroupRatio | Refused {
  const { n, means } = moments;
  if (![n, ...means, ...moments.comoments].every(Number.isFinite) || n < 0) return refuse('unusable_input');
  if (n === 0) return refuse('no_customers');
  if (n < 2) return refuse('one_customer');
  const [numerator, denominator] = means as [number, number];
  if (Math.abs(denominator) <= DENOMINATOR_STANDARD_ERRORS * Math.sqrt(sampleCovariance(moments, 1, 1)! / n))
    return refuse('denominator_near_zero');
  const value = numerator / denominator;
  // The ratio of every customer alike: rounding is no variance.
  const variance = linearVariance(moments, [1, -value]) / denominator ** 2;
  if (!Number.isFinite(value) || !Number.isFinite(variance)) return refuse('unusable_input');
  return { kind: 'ratio', value, variance, n };
}

/** Ratio of treated minus ratio of control. */
export function ratioDifference(
  treated: JointMoments,
  control: JointMoments,
  options: WelchOptions = {},
): Inference | Refused {
  const [one, two] = [groupRatio(treated), groupRatio(control)];
  if (one.kind === 'refused') return one;
  if (two.kind === 'refused') return two;
  const standardError = Math.sqrt(one.variance / one.n + two.variance / two.n);
  return infer('ratio_delta', ratioGap(treated, control, two.value), standardError, one, two, options);
}

/** Relative lift of a ratio: (R1 − R0) / |R0|, its variance as that of `relativeLift` with the ratios' own variances. */
export function ratioLift(
  treated: JointMoments,
  control: JointMoments,
  options: WelchOptions = {},
): Inference | Refused {
  const [one, two] = [groupRatio(treated), groupRatio(control)];
  if (one.kind === 'refused') return one;
  if (two.kind === 'refused') return two;
  const baseline = Math.abs(two.value);
  const baselineError = Math.sqrt(two.variance / two.n);
  if (baseline === 0 || baseline < DENOMINATOR_STANDARD_ERRORS * baselineError) return refuse('baseline_near_zero');
  const standardError = Math.hypot(Math.sqrt(one.variance / one.n), baselineError * (one.value / baseline)) / baseline;
  return infer('ratio_delta', ratioGap(treated, control, two.value) / baseline, standardError, one, two, options);
}

/** M₁/D₁ − R₀ as [(M₁ − M₀) − R₀ (D₁ − D₀)] / D₁: large ratios keep what they differ by. */
const ratioGap = (treated: JointMoments, control: JointMoments, baseline: number): number =>
  (gapOf(treated, control, 0) - baseline * gapOf(treated, control, 1)) / treated.means[1]!;

function infer(
  method: string,
  estimate: number,
  standardError: number,
  treated: GroupRatio,
  control: GroupRatio,
  { distribution = 'student', nullValue = 0, ...options }: WelchOptions,
): Inference | Refused {
  const asMoments = ({ n, value, variance }: GroupRatio) => ({ n, mean: value, m2: variance * (n - 1), nonZero: n });
  const degrees = distribution === 'normal' ? null : welchDegrees(asMoments(treated), asMoments(control));
  return waldInference({ method, estimate, standardError, degrees, nullValue }, options);
}
