/**
 * CUPED: less variance by what customers did before they were enrolled (Deng, Xu, Kohavi & Walker 2013). Variable 0 of
 * the moments is the outcome, the others are covariates from before enrolment only: the same metric (0 for customers
 * without history), and where there are such customers a second one, 1 for "has history".
 */
import { type Inference, type Refused, refuse } from '../inference.ts';
import { type JointMoments, mergeJointMoments, momentsOf, sampleCovariance } from '../moments/joint-moments.ts';
import { absoluteDifference, relativeLift } from './two-sample.ts';
import { waldInference } from './wald.ts';
import { type WelchOptions, welchDegrees } from './welch.ts';

export interface CupedOptions extends WelchOptions {
  /** One per covariate; pooled over both groups when left out. Give the same to several contrasts to keep means alike. */
  readonly theta?: readonly number[];
}

export interface Adjusted extends Inference {
  /** What was subtracted per unit of each covariate; 0 for a covariate that does not vary. */
  readonly theta: readonly number[];
  /** 1 − (adjusted variance / raw variance) of the estimate: .43 is "variance reduced by 43 %". May be below 0. */
  readonly varianceReduction: number;
}

/** A covariate of which others explain all but this share brings nothing of its own. */
const NOTHING_OF_ITS_OWN = 1e-10;

/**
 * Coefficients of the outcome on the covariates, all groups taken together (θ = Cov(Y, X) / Var(X) for one covariate).
 * Covariates that do not vary, or that follow from those before them, get 0.
 */
export function cupedTheta(groups: readonly JointMoments[]): number[] {
  const [first, ...rest] = groups;
  if (first === undefined) return [];
  const all = rest.reduce(mergeJointMoments, first);
  const count = all.means.length - 1;
  const rows = Array.from({ length: count }, (_, i) => [
    ...Array.from({ length: count }, (_, j) => covariance(all, i + 1, j + 1)),
    covariance(all, i + 1, 0),
  ]);
  return solveOrDrop(rows);
}

const covariance = (moments: JointMoments, i: number, j: number): number => sampleCovariance(moments, i, j) ?? 0;

/** Gauss–Jordan on [matrix | right side] of a covariance matrix. */
function solveOrDrop(rows: number[][]): number[] {
  const scale = rows.map((row, i) => row[i]!);
  const kept = rows.map((row, i) => {
    const pivot = row[i]!;
    if (!(pivot > NOTHING_OF_ITS_OWN * scale[i]!)) return false;
    rows.forEach((other, k) => {
      if (k === i) return;
      const factor = other[i]! / pivot;
      row.forEach((value, j) => {
        other[j] = other[j]! - factor * value;
      });
    });
    return true;
  });
  return rows.map((row, i) => {
    const value = kept[i] ? row.at(-1)! / row[i]! : 0;
    return Number.isFinite(value) ? value : 0;
  });
}

/** Difference of the adjusted means: mean of Y − Σ θX in treated minus that in control. */
export function cupedDifference(
  treated: JointMoments,
  control: JointMoments,
  options: CupedOptions = {},
): Adjusted | Refused {
  const raw = absoluteDifference(momentsOf(treated, 0), momentsOf(control, 0));
  if (raw.kind === 'refused') return raw;
  const theta = options.theta ?? cupedTheta([treated, control]);
  const [one, two] = [adjusted(treated, theta), adjusted(control, theta)];
  const variance = one.variance / treated.n + two.variance / control.n;
  return infer(
    'cuped',
    adjustedGap(treated, control, theta),
    variance,
    raw.standardError ** 2,
    { treated, control, theta },
    options,
  );
}

/**
 * Relative lift after adjustment: the adjusted difference over the *unadjusted* mean of control, with the covariance of
 * both: Var = [v₁ + θ²vX₁ − 2θc₁] / (n₁ m₀²) + [v₀ m₁²/m₀² − 2θ c₀ m₁/m₀ + θ²vX₀] / (n₀ m₀²).
 */
export function cupedLift(
  treated: JointMoments,
  control: JointMoments,
  options: CupedOptions = {},
): Adjusted | Refused {
  const raw = relativeLift(momentsOf(treated, 0), momentsOf(control, 0));
  if (raw.kind === 'refused') return raw;
  const theta = options.theta ?? cupedTheta([treated, control]);
  const one = adjusted(treated, theta);
  const baseline = Math.abs(control.means[0]!);
  const factor = treated.means[0]! / control.means[0]!;
  const variance =
    one.variance / treated.n + linearVariance(control, [factor, ...theta.map((value) => -value)]) / control.n;
  const estimate = adjustedGap(treated, control, theta) / baseline;
  return infer(
    'cuped',
    estimate,
    variance / baseline ** 2,
    raw.standardError ** 2,
    { treated, control, theta },
    options,
  );
}

function adjusted(group: JointMoments, theta: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = theta.reduce((sum, value, i) => sum - value * group.means[i + 1]!, group.means[0]!);
  return { mean, variance: linearVariance(group, [1, ...theta.map((value) => -value)]) };
}

/** Variable by variable: means around 1e9 keep what they differ by. */
export const adjustedGap = (treated: JointMoments, control: JointMoments, theta: readonly number[]): number =>
  theta.reduce((sum, value, i) => sum - value * gapOf(treated, control, i + 1), gapOf(treated, control, 0));

/** Of the means of one variable, with what their rounding left out. */
export const gapOf = (treated: JointMoments, control: JointMoments, i: number): number =>
  treated.means[i]! - control.means[i]! + (treated.meanTails[i]! - control.meanTails[i]!);

/** Of terms that cancel, what is smaller than this share of them is rounding, not variance. */
const ROUNDING = 2 ** -48;

/** Sample variance of a sum of the variables with the given factors: ≥ 0, 0 where rounding is all that is left of it, or NaN. */
export function linearVariance(moments: JointMoments, factors: readonly number[]): number {
  let [variance, size] = [0, 0];
  factors.forEach((a, i) => {
    for (const [j, b] of factors.entries()) {
      const term = a * b * covariance(moments, i, j);
      variance += term;
      size += Math.abs(term);
    }
  });
  if (!Number.isFinite(size)) return Number.NaN;
  return variance > ROUNDING * size ? variance : 0;
}

interface Compared {
  readonly treated: JointMoments;
  readonly control: JointMoments;
  readonly theta: readonly number[];
}

function infer(
  method: string,
  estimate: number,
  variance: number,
  rawVariance: number,
  { treated, control, theta }: Compared,
  { distribution = 'student', nullValue = 0, alpha, alternative }: CupedOptions,
): Adjusted | Refused {
  if (!theta.every(Number.isFinite) || theta.length !== treated.means.length - 1) return refuse('unusable_options');
  const asMoments = (group: JointMoments) => {
    const { mean, variance: v } = adjusted(group, theta);
    return { n: group.n, mean, m2: v * (group.n - 1), nonZero: group.n };
  };
  const degrees = distribution === 'normal' ? null : welchDegrees(asMoments(treated), asMoments(control));
  const standardError = Math.sqrt(variance);
  const options = { ...(alpha !== undefined && { alpha }), ...(alternative !== undefined && { alternative }) };
  const inference = waldInference({ method, estimate, standardError, degrees, nullValue }, options);
  if (inference.kind === 'refused') return inference;
  const isAdjusted = theta.some((value) => value !== 0);
  return { ...inference, theta, varianceReduction: isAdjusted ? 1 - variance / rawVariance : 0 };
}
