/**
 * CUPED for ratio metrics: the ratio after enrolment minus θ times the same ratio before it (Deng et al. 2013, appendix B).
 * Variables of the moments: numerator and denominator after enrolment, numerator and denominator before.
 */
import { type Refused, refuse } from '../inference.ts';
import type { JointMoments } from '../moments/joint-moments.ts';
import { type Adjusted, linearVariance } from './cuped.ts';
import { DENOMINATOR_STANDARD_ERRORS } from './ratio-metric.ts';
import { waldInference } from './wald.ts';
import type { WelchOptions } from './welch.ts';

export interface CupedRatioOptions extends Omit<WelchOptions, 'distribution'> {
  /** Pooled over both groups when left out. */
  readonly theta?: number;
}

/** Customer-level parts of both ratios: post = (M − R·D)/D̄, pre likewise; as factors of the four variables. */
interface Linearised {
  readonly n: number;
  readonly post: number;
  readonly pre: number;
  /** Sample variance of a · post part + b · pre part. */
  readonly variance: (a: number, b: number) => number;
}

/** Difference of adjusted ratios. Without a usable ratio before enrolment θ is 0 and the raw ratios are compared. */
export function cupedRatioDifference(
  treated: JointMoments,
  control: JointMoments,
  options: CupedRatioOptions = {},
): Adjusted | Refused {
  const groups = linearise(treated, control);
  if ('kind' in groups) return groups;
  const [one, two] = groups;
  const theta = options.theta ?? thetaOf(one, two);
  const variance = one.variance(1, -theta) / one.n + two.variance(1, -theta) / two.n;
  const raw = one.variance(1, 0) / one.n + two.variance(1, 0) / two.n;
  return infer(one.post - two.post - theta * (one.pre - two.pre), variance, raw, theta, options);
}

/** Relative lift of adjusted ratios, over the unadjusted ratio of control and with its covariance. */
export function cupedRatioLift(
  treated: JointMoments,
  control: JointMoments,
  options: CupedRatioOptions = {},
): Adjusted | Refused {
  const groups = linearise(treated, control);
  if ('kind' in groups) return groups;
  const [one, two] = groups;
  const baseline = Math.abs(two.post);
  if (baseline === 0 || baseline < DENOMINATOR_STANDARD_ERRORS * Math.sqrt(two.variance(1, 0) / two.n))
    return refuse('baseline_near_zero');
  const theta = options.theta ?? thetaOf(one, two);
  const difference = one.post - two.post - theta * (one.pre - two.pre);
  const lift = difference / baseline;
  // ∂ lift / ∂ post₀ = −(1 + sign · lift) / |post₀|.
  const factor = 1 + Math.sign(two.post) * lift;
  const variance = (one.variance(1, -theta) / one.n + two.variance(factor, -theta) / two.n) / baseline ** 2;
  const rawFactor = 1 + (Math.sign(two.post) * (one.post - two.post)) / baseline;
  const raw = (one.variance(1, 0) / one.n + two.variance(rawFactor, 0) / two.n) / baseline ** 2;
  return infer(lift, variance, raw, theta, options);
}

function linearise(treated: JointMoments, control: JointMoments): readonly [Linearised, Linearised] | Refused {
  const refusal = unusable(treated) ?? unusable(control);
  if (refusal !== null) return refusal;
  const hasBefore = isAwayFromZero(treated, 3) && isAwayFromZero(control, 3);
  return [linearised(treated, hasBefore), linearised(control, hasBefore)];
}

function unusable(moments: JointMoments): Refused | null {
  const { n, means, comoments } = moments;
  if (![n, ...means, ...comoments].every(Number.isFinite) || means.length !== 4) return refuse('unusable_input');
  if (n < 2) return refuse(n <= 0 ? 'no_customers' : 'one_customer');
  return isAwayFromZero(moments, 1) ? null : refuse('denominator_near_zero');
}

function isAwayFromZero(moments: JointMoments, variable: number): boolean {
  const alone = moments.means.map((_, i) => (i === variable ? 1 : 0));
  const error = Math.sqrt(linearVariance(moments, alone) / moments.n);
  return Math.abs(moments.means[variable]!) > DENOMINATOR_STANDARD_ERRORS * error;
}

function linearised(moments: JointMoments, hasBefore: boolean): Linearised {
  const [m, d, mPre, dPre] = moments.means as [number, number, number, number];
  const post = m / d;
  const pre = hasBefore ? mPre / dPre : 0;
  const variance = (a: number, b: number): number =>
    linearVariance(moments, [a / d, (-a * post) / d, ...(hasBefore ? [b / dPre, (-b * pre) / dPre] : [0, 0])]);
  return { n: moments.n, post, pre, variance };
}

/** Σ Cov(post, pre) / Σ Var(pre) over both groups; 0 when nothing varied before. */
function thetaOf(one: Linearised, two: Linearised): number {
  const before = one.variance(0, 1) + two.variance(0, 1);
  const covariance = ({ variance }: Linearised): number => (variance(1, 1) - variance(1, 0) - variance(0, 1)) / 2;
  const theta = (covariance(one) + covariance(two)) / before;
  return Number.isFinite(theta) ? theta : 0;
}

function infer(
  estimate: number,
  variance: number,
  rawVariance: number,
  theta: number,
  { nullValue = 0, theta: _, ...options }: CupedRatioOptions,
): Adjusted | Refused {
  if (!Number.isFinite(theta)) return refuse('unusable_options');
  const standardError = Math.sqrt(variance);
  const inference = waldInference(
    { method: 'cuped_ratio', estimate, standardError, degrees: null, nullValue },
    options,
  );
  if (inference.kind === 'refused') return inference;
  return { ...inference, theta: [theta], varianceReduction: 1 - variance / rawVariance };
}
