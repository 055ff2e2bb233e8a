import { type Moments, sampleVariance } from '../moments/moments.ts';

/** Why there is no number. */
export type Refusal =
  /** A group has no customers. */
  | 'no_customers'
  /** A group has one customer: no variance. */
  | 'one_customer'
  /** Every customer of both groups has the same value: an interval of width zero would be a lie. */
  | 'no_variation'
  /** The baseline is 0 or within three standard errors of 0: a relative lift would have no usable interval. */
  | 'baseline_near_zero'
  /** Not finite, negative counts or a variance below 0; or a result too large for a number. */
  | 'unusable_input';

/** A difference with the standard error of its estimate (> 0), or the reason why there is none. Always finite. */
export type Estimate =
  | { readonly kind: 'estimate'; readonly value: number; readonly standardError: number }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** A relative lift needs a baseline this many standard errors away from 0. */
const BASELINE_STANDARD_ERRORS = 3;

const refused = (reason: Refusal): Estimate => ({ kind: 'refused', reason });

/** Mean of `treated` minus mean of `control` per customer, with the Welch standard error sqrt(v1/n1 + v0/n0). */
export function absoluteDifference(treated: Moments, control: Moments): Estimate {
  const reason = unusable(treated) ?? unusable(control);
  if (reason !== null) return refused(reason);
  return checked(meanGap(treated, control), Math.hypot(meanError(treated), meanError(control)));
}

/**
 * (m1 − m0) / |m0| by the delta method: Var = v1 / (n1 m0²) + v0 m1² / (n0 m0⁴). The absolute value keeps the direction
 * for negative baselines (refunds, margins). Refused when m0 = 0 or |m0| < 3 SE(m0).
 */
export function relativeLift(treated: Moments, control: Moments): Estimate {
  const reason = unusable(treated) ?? unusable(control);
  if (reason !== null) return refused(reason);
  const baseline = Math.abs(control.mean);
  const controlError = meanError(control);
  if (baseline === 0 || baseline < BASELINE_STANDARD_ERRORS * controlError) return refused('baseline_near_zero');
  const ratio = treated.mean / baseline;
  const standardError = Math.hypot(meanError(treated) / baseline, (controlError / baseline) * ratio);
  return checked(meanGap(treated, control) / baseline, standardError);
}

function unusable({ n, mean, m2 }: Moments): Refusal | null {
  if (!Number.isFinite(n) || !Number.isFinite(mean) || !Number.isFinite(m2) || n < 0 || m2 < 0) return 'unusable_input';
  if (n === 0) return 'no_customers';
  return n < 2 ? 'one_customer' : null;
}

/** Mean of treated less that of control, with what rounding took from each. */
export const meanGap = (treated: Moments, control: Moments): number =>
  treated.mean - control.mean + ((treated.meanTail ?? 0) - (control.meanTail ?? 0));

const meanError = (moments: Moments): number => Math.sqrt(sampleVariance(moments)! / moments.n);

function checked(value: number, standardError: number): Estimate {
  if (!Number.isFinite(value) || !Number.isFinite(standardError)) return refused('unusable_input');
  return standardError === 0 ? refused('no_variation') : { kind: 'estimate', value, standardError };
}
