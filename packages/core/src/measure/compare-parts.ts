/**
 * One look at two groups that are compared in parts, with less noise by what customers did before: epochs with different
 * shares are each compared within themselves and weighted by all their customers (Miratrix, Sekhon & Yu 2013), and θ times
 * the covariate is taken off (CUPED, Deng and others 2013). One part without a covariate is what `compareGroups` gives.
 *
 * Variable 0 of the moments is the outcome, the others are covariates from before enrolment.
 */
import { type Interval, MIN_CONVERTERS, MIN_CUSTOMERS, type Reading } from './compare.ts';
import { cupedTheta, linearVariance } from './estimate/cuped.ts';
import { type JointMoments, mergeJointMoments } from './moments/joint-moments.ts';
import { alwaysValidP, type SequencePlan, sequenceMultiplier } from './sequence/asymptotic.ts';

export interface ComparedPart {
  readonly treated: JointMoments;
  readonly control: JointMoments;
}

/** A relative lift needs a baseline this many standard errors away from 0. */
const BASELINE_STANDARD_ERRORS = 3;

/** Parts with fewer than two customers in a group are left out: there is nobody to compare them with. */
export function compareParts(parts: readonly ComparedPart[], plan: SequencePlan): Reading {
  const isCompared = ({ treated, control }: ComparedPart): boolean => treated.n >= 2 && control.n >= 2;
  const compared = parts.filter(isCompared);
  const [treated, control] = (['treated', 'control'] as const).map((side) =>
    totals(compared.map((part) => part[side])),
  );
  if ([treated, control].some((side) => side!.customers < MIN_CUSTOMERS || side!.converters < MIN_CONVERTERS))
    return { kind: 'too_early' };
  const n = treated!.customers + control!.customers;
  const sizeOf = (part: ComparedPart): number => part.treated.n + part.control.n;
  const weighted = compared.map((part) => ({ ...part, weight: sizeOf(part) / n }));
  const theta = cupedTheta(compared.map((part) => mergeJointMoments(part.treated, part.control)));
  const multiplier = sequenceMultiplier(plan, n);
  const difference = differenceOf(weighted, theta);
  if (multiplier === null || !(difference.variance >= 0) || !Number.isFinite(difference.estimate))
    return { kind: 'refused', reason: 'unusable_input' };
  if (difference.variance === 0) return { kind: 'refused', reason: 'no_variation' };
  const lift = liftOf(weighted, theta, difference.estimate);
  const absolute = intervalOf(difference, multiplier);
  const relative = lift === null ? null : intervalOf(lift, multiplier);
  const raw = differenceOf(
    weighted,
    theta.map(() => 0),
  );
  const p = Math.max(...[absolute, relative].map((shown) => (shown === null ? 0 : pOf(shown, plan, n))));
  return {
    kind: 'reading',
    absolute,
    relative,
    multiplier,
    p,
    adjustment: {
      theta,
      varianceReduction: theta.some((value) => value !== 0) ? 1 - difference.variance / raw.variance : 0,
      weights: parts.map((part) => (isCompared(part) ? sizeOf(part) / n : 0)),
      treated: treated!.customers,
      control: control!.customers,
    },
  };
}

interface Weighted extends ComparedPart {
  readonly weight: number;
}

interface Estimated {
  readonly estimate: number;
  readonly variance: number;
}

const totals = (moments: readonly JointMoments[]) => ({
  customers: sum(moments, ({ n }) => n),
  converters: sum(moments, ({ nonZero }) => nonZero[0]!),
});

/** Σ w (adjusted mean of treated − adjusted mean of control), with Var = Σ w² (v₁/n₁ + v₀/n₀). */
function differenceOf(parts: readonly Weighted[], theta: readonly number[]): Estimated {
  const factors = [1, ...theta.map((value) => -value)];
  return {
    estimate: sum(
      parts,
      ({ treated, control, weight }) => weight * (meanOf(treated, factors) - meanOf(control, factors)),
    ),
    variance: sum(
      parts,
      ({ treated, control, weight }) => weight ** 2 * (errorOf(treated, factors) + errorOf(control, factors)),
    ),
  };
}

/**
 * The adjusted difference over the *unadjusted* mean of control, M₀ = Σ w m₀, by the delta method; null near a baseline of 0.
 * Control enters with (M₁/M₀) Y − θX, where M₁ = Σ w m₁.
 */
function liftOf(parts: readonly Weighted[], theta: readonly number[], difference: number): Estimated | null {
  const raw = [1, ...theta.map(() => 0)];
  const meanIn = (side: 'treated' | 'control'): number => sum(parts, (part) => part.weight * part[side].means[0]!);
  const [one, two] = [meanIn('treated'), meanIn('control')];
  const baselineError = Math.sqrt(sum(parts, ({ control, weight }) => weight ** 2 * errorOf(control, raw)));
  if (two === 0 || Math.abs(two) < BASELINE_STANDARD_ERRORS * baselineError) return null;
  const taken = theta.map((value) => -value);
  const variance = sum(
    parts,
    ({ treated, control, weight }) =>
      weight ** 2 * (errorOf(treated, [1, ...taken]) + errorOf(control, [one / two, ...taken])),
  );
  const estimate = difference / Math.abs(two);
  return Number.isFinite(estimate) && variance > 0 ? { estimate, variance: variance / two ** 2 } : null;
}

/** The rounding error of each mean counts too. */
const meanOf = ({ means, meanTails }: JointMoments, factors: readonly number[]): number =>
  factors.reduce((total, factor, i) => total + factor * (means[i]! + meanTails[i]!), 0);

const errorOf = (moments: JointMoments, factors: readonly number[]): number =>
  linearVariance(moments, factors) / moments.n;

function intervalOf({ estimate, variance }: Estimated, multiplier: number): Interval {
  const standardError = Math.sqrt(variance);
  const half = multiplier * standardError;
  return { estimate, low: estimate - half, high: estimate + half, standardError };
}

const pOf = ({ estimate, standardError }: Interval, plan: SequencePlan, n: number): number =>
  alwaysValidP(plan, n, estimate / standardError) ?? 1;

const sum = <T>(list: readonly T[], value: (each: T) => number): number =>
  list.reduce((total, each) => total + value(each), 0);
