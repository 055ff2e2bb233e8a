/** Did the groups behave alike before they were enrolled? An A/A test on the covariate, good for reading it daily. */
import { MIN_CONVERTERS, MIN_CUSTOMERS } from '../compare.ts';
import { meanGap } from '../estimate/two-sample.ts';
import { type Refused, refuse } from '../inference.ts';
import { type Moments, mergeMoments, sampleVariance } from '../moments/moments.ts';
import { alwaysValidP } from '../sequence/asymptotic.ts';
import type { StratumMoments } from '../strata/post-stratification.ts';

/** On any of all days. The size is where the sequence is narrowest. */
const PLAN = { alpha: 0.001, plannedSize: 10_000 };

export interface Balance {
  readonly kind: 'balance';
  /** Treated less control per customer, strata weighted by all their customers; in units of the metric. */
  readonly difference: number;
  readonly standardError: number;
  /** Always-valid, in (0, 1]. */
  readonly p: number;
  /** p < .001. */
  readonly alarm: boolean;
}

/**
 * What customers did before, treated against control within each stratum (epoch). The variance is that of both groups together,
 * as it is where they are alike: a small group in which nobody did anything would have none of its own. Strata without enough
 * customers are left out (`isEnough`); refused with `too_few_values` when none is left.
 */
export function prePeriodBalance(strata: readonly StratumMoments[]): Balance | Refused {
  const parts = strata
    .map(({ treated, control }) => ({ treated, control, both: mergeMoments(treated, control) }))
    .filter(({ treated, control, both }) => isEnough(treated, both) && isEnough(control, both));
  const customers = parts.reduce((sum, { both }) => sum + both.n, 0);
  if (customers === 0) return refuse('too_few_values');
  let [difference, variance] = [0, 0];
  for (const { treated, control, both } of parts) {
    const weight = both.n / customers;
    difference += weight * meanGap(treated, control);
    variance += weight ** 2 * sampleVariance(both)! * (1 / treated.n + 1 / control.n);
  }
  const standardError = Math.sqrt(variance);
  if (standardError === 0) return refuse('no_variation');
  const p = alwaysValidP(PLAN, customers, difference / standardError);
  if (p === null || !Number.isFinite(difference) || !Number.isFinite(standardError)) return refuse('unusable_input');
  return { kind: 'balance', difference, standardError, p, alarm: p < PLAN.alpha };
}

/**
 * Converters that a group would have if groups were alike, not those that it has: a group that lost all of them is to be found.
 * Where all did equally much they are as many as (Σx)² / Σx² (Kish). Where a few spend most of the money that is less, and as it
 * then takes more of them before chance is normal, it is counted by its square over the converters: money of σ = 1.5 (log-normal)
 * takes some 900.
 */
function isEnough({ n }: Moments, both: Moments): boolean {
  const total = both.n * both.mean;
  const alike = total ** 2 / (both.m2 + total * both.mean);
  return n >= MIN_CUSTOMERS && (n / both.n) * (alike ** 2 / both.nonZero) >= MIN_CONVERTERS;
}
