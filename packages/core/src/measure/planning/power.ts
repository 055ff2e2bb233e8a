/**
 * What can be found with how many customers: sample size, power and minimum detectable effect of a difference of means,
 * for one look at a fixed end and for the confidence sequence. Normal theory; effects in units of the metric.
 */
import { type SequencePlan, sequenceMultiplier } from '../sequence/asymptotic.ts';
import { normalCdf, normalQuantile } from '../special/normal.ts';
import { bisect } from '../special/solve.ts';

/** Two groups as they are expected to be. Variances per customer, ≥ 0. */
export interface PlannedGroups {
  readonly treated: { readonly n: number; readonly variance: number };
  readonly control: { readonly n: number; readonly variance: number };
}

export interface PlannedTest {
  /** .05 when left out; two-sided. */
  readonly alpha?: number;
  /** Probability of finding the effect, .8 when left out. */
  readonly power?: number;
  /** N* of the sequence that is read daily; null or left out: one look at a fixed end. */
  readonly plannedSize?: number | null;
  /** Share of variance that the covariate explains (ρ²), in [0, 1); 0 when left out. */
  readonly explained?: number;
}

/** Variance per customer of a rate: p (1 − p). */
export const rateVariance = (rate: number): number => rate * (1 - rate);

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Standard errors from the estimate to its bound, at n customers of both groups. Null when the test is not usable. */
export function criticalMultiplier({ alpha = 0.05, plannedSize = null }: PlannedTest, n: number): number | null {
  if (!(alpha > 0 && alpha < 1)) return null;
  if (plannedSize === null) return finite(-normalQuantile(alpha / 2));
  const plan: SequencePlan = { alpha, plannedSize };
  return sequenceMultiplier(plan, n);
}

function plannedError({ treated, control }: PlannedGroups, { explained = 0 }: PlannedTest): number | null {
  const variance = (treated.variance / treated.n + control.variance / control.n) * (1 - explained);
  return variance > 0 && Number.isFinite(variance) && explained >= 0 ? Math.sqrt(variance) : null;
}

/** Probability that the look at the end excludes 0, on either side, when the true difference is `effect`. */
export function powerOf(effect: number, groups: PlannedGroups, test: PlannedTest = {}): number | null {
  const error = plannedError(groups, test);
  const multiplier = criticalMultiplier(test, groups.treated.n + groups.control.n);
  if (error === null || multiplier === null || !Number.isFinite(effect)) return null;
  return finite(normalCdf(Math.abs(effect) / error - multiplier) + normalCdf(-Math.abs(effect) / error - multiplier));
}

/**
 * The smallest difference found with the asked power: (critical multiplier + z_power) · SE, where for one look the
 * multiplier is z_{1−α/2}. Divide by the mean of control for a relative one. Null when the groups are not usable.
 */
export function minimumDetectableEffect(groups: PlannedGroups, test: PlannedTest = {}): number | null {
  const error = plannedError(groups, test);
  const multiplier = criticalMultiplier(test, groups.treated.n + groups.control.n);
  const zPower = normalQuantile(test.power ?? 0.8);
  if (error === null || multiplier === null || Number.isNaN(zPower)) return null;
  return finite((multiplier + zPower) * error);
}

export interface SampleSizeInput {
  /** Difference to be found, in units of the metric; not 0. */
  readonly effect: number;
  /** Variances per customer. */
  readonly treatedVariance: number;
  readonly controlVariance: number;
  /** Customers in treated for each one in control (k), 1 when left out. */
  readonly ratio?: number;
}

export interface SampleSizeTest extends PlannedTest {
  /** Whether it is read daily; true when left out and `plannedSize` is given. */
  readonly isSequential?: boolean;
}

/**
 * Customers needed in control (not rounded): (z_{1−α/2} + z_power)² (v₀ + v₁/k) / d² for one look. With a sequence the
 * multiplier depends on the size itself and is solved for; its N* is the total reached unless the test states one.
 */
export function sampleSize(input: SampleSizeInput, test: SampleSizeTest = {}): number | null {
  const { effect, treatedVariance, controlVariance, ratio = 1 } = input;
  const { explained = 0, power = 0.8, alpha = 0.05, plannedSize = null, isSequential = plannedSize !== null } = test;
  const perCustomer = (controlVariance + treatedVariance / ratio) * (1 - explained);
  const zPower = normalQuantile(power);
  const fixed = criticalMultiplier({ alpha }, 1);
  if (fixed === null || !(perCustomer > 0 && ratio > 0) || !(Math.abs(effect) > 0) || Number.isNaN(zPower)) return null;
  const size = (multiplier: number): number => (multiplier + zPower) ** 2 * (perCustomer / effect ** 2);
  if (!isSequential) return finite(size(fixed));
  const missing = (n: number): number => {
    const total = n * (1 + ratio);
    const multiplier = criticalMultiplier({ alpha, plannedSize: plannedSize ?? total }, total);
    return multiplier === null ? 1 : size(multiplier) - n;
  };
  let most = size(fixed) * 4;
  while (missing(most) > 0 && most < 1e300) most *= 2;
  return most < 1e300 ? finite(bisect(missing, 0, most)) : null;
}

/**
 * How many times the customers of now are needed in all to find `effect` with the asked power, everything else as it is;
 * 1: already there. Null when 2²⁷ times would not do or the groups are not usable.
 */
export function scaleNeeded(
  effect: number,
  { standardError, n }: { readonly standardError: number; readonly n: number },
  { alpha = 0.05, power = 0.8, plannedSize = null }: Omit<PlannedTest, 'explained'> = {},
): number | null {
  if (!(standardError > 0) || !(n > 0) || !(Math.abs(effect) > 0) || !(power > 0 && power < 1)) return null;
  const missing = (scale: number): number => {
    const multiplier = criticalMultiplier({ alpha, plannedSize }, n * scale);
    if (multiplier === null) return 1;
    const z = (Math.abs(effect) / standardError) * Math.sqrt(scale);
    return power - normalCdf(z - multiplier) - normalCdf(-z - multiplier);
  };
  if (missing(1) <= 0) return 1;
  const most = 2 ** 27;
  return missing(most) > 0 ? null : finite(bisect(missing, 1, most));
}

/** Customers of both groups at which the interval is ± `halfWidth`, from the standard error at n customers. */
export function customersForHalfWidth(
  halfWidth: number,
  { standardError, n }: { readonly standardError: number; readonly n: number },
  { alpha = 0.05, plannedSize = null }: Pick<PlannedTest, 'alpha' | 'plannedSize'> = {},
): number | null {
  if (!(halfWidth > 0) || !(standardError > 0) || !(n > 0)) return null;
  const excess = (customers: number): number => {
    const multiplier = criticalMultiplier({ alpha, plannedSize }, customers);
    return multiplier === null ? 1 : multiplier * standardError * Math.sqrt(n / customers) - halfWidth;
  };
  const most = n * 2 ** 40;
  return excess(most) > 0 ? null : finite(bisect(excess, 0, most));
}
