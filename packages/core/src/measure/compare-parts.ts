/**
 * One look at two groups that are compared in parts, with less noise by what customers did before: epochs with different
 * shares are each compared within themselves and weighted by all their customers (Miratrix, Sekhon & Yu 2013), and θ times
 * the covariate is taken off (CUPED, Deng and others 2013). One part without a covariate is what `compareGroups` gives.
 *
 * Variable 0 of the moments is the outcome, the others are covariates from before enrolment.
 */
import { type Interval, MIN_CONVERTERS, MIN_CUSTOMERS, type Reading } from './compare.ts';
import { adjustedGap, cupedTheta, linearVariance } from './estimate/cuped.ts';
import type { JointMoments } from './moments/joint-moments.ts';
import { alwaysValidP, type SequencePlan, sequenceMultiplier } from './sequence/asymptotic.ts';

export interface ComparedPart {
  readonly treated: JointMoments;
  readonly control: JointMoments;
}

/** A relative lift needs a baseline this many standard errors away from 0. */
const BASELINE_STANDARD_ERRORS = 3;

/** More than this share of customers in parts that are too thin: the others would speak for too few. */
const MOST_THIN = 0.5;

/**
 * Parts with fewer than 100 customers or 10 converters in a group are left out: a variance from so few is often far too
 * small, and would get the weight of the whole part. It is too early while these hold more than half of the customers;
 * parts in which a group has nobody at all do not count there, as they can never be compared.
 */
export function compareParts(parts: readonly ComparedPart[], plan: SequencePlan): Reading {
  const compared = parts.filter(isCompared);
  const n = sum(compared, sizeOf);
  const thin = sum(
    parts.filter((part) => !isCompared(part) && part.treated.n > 0 && part.control.n > 0),
    sizeOf,
  );
  if (n === 0 || thin > MOST_THIN * (n + thin)) return { kind: 'too_early' };
  const weighted = compared.map((part) => ({ ...part, weight: sizeOf(part) / n }));
  const theta = cupedTheta([within(compared.flatMap(({ treated, control }) => [treated, control]))]);
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
      treated: sum(compared, ({ treated }) => treated.n),
      control: sum(compared, ({ control }) => control.n),
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

/**
 * Distances within each group of each part, added up: parts that differ in how long their customers were there would
 * otherwise tell of time, not of customers, and θ could make intervals wider.
 */
function within(groups: readonly JointMoments[]): JointMoments {
  const [first] = groups;
  const comoments = first!.comoments.map((_, at) => sum(groups, (each) => each.comoments[at]!));
  return { ...first!, n: sum(groups, ({ n }) => n), comoments };
}

const isCompared = ({ treated, control }: ComparedPart): boolean =>
  [treated, control].every(({ n, nonZero }) => n >= MIN_CUSTOMERS && nonZero[0]! >= MIN_CONVERTERS);

const sizeOf = ({ treated, control }: ComparedPart): number => treated.n + control.n;

/** Σ w (adjusted mean of treated − adjusted mean of control), with Var = Σ w² (v₁/n₁ + v₀/n₀). */
function differenceOf(parts: readonly Weighted[], theta: readonly number[]): Estimated {
  const factors = [1, ...theta.map((value) => -value)];
  return {
    estimate: sum(parts, ({ treated, control, weight }) => weight * adjustedGap(treated, control, theta)),
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
