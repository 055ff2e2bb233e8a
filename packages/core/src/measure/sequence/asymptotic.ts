/**
 * The asymptotic confidence sequence: intervals that may be read on every day, because together they hold with
 * probability 1 − alpha. Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit theory and asymptotic
 * confidence sequences" (arXiv 2103.06476), eq. 9, with the tuning of their appendix for one planned size.
 */
export interface SequencePlan {
  /** Probability that any of all intervals misses, in (0, 1). */
  readonly alpha: number;
  /** N*: customers of both groups at which the sequence is narrowest. Fixed before the first reading, then kept. */
  readonly plannedSize: number;
}

/** The smallest p ever returned: a p of 0 would claim certainty. */
const SMALLEST_P = Number.MIN_VALUE;

/** rho² of the mixture: (−2 ln alpha + ln(−2 ln alpha + 1)) / N*. */
function mixtureVariance({ alpha, plannedSize }: SequencePlan): number {
  const q = -2 * Math.log(alpha);
  return (q + Math.log(q + 1)) / plannedSize;
}

/**
 * Half-width of the interval in standard errors, for `n` customers of both groups:
 * sqrt( 2 (n rho² + 1) / (n rho²) · ln( sqrt(n rho² + 1) / alpha ) ).
 * Null when the plan or n is not usable. At n = N* and alpha = .05 it is 3.04, against 1.96 for a single look.
 */
export function sequenceMultiplier(plan: SequencePlan, n: number): number | null {
  if (!isUsable(plan, n)) return null;
  const scaled = n * mixtureVariance(plan);
  const multiplier = Math.sqrt(2 * (1 + 1 / scaled) * (Math.log1p(scaled) / 2 - Math.log(plan.alpha)));
  return Number.isFinite(multiplier) ? multiplier : null;
}

/**
 * Always-valid p of `z` = estimate / standard error: min(1, 1/e), e = exp( rho² n z² / (2 (n rho² + 1)) ) / sqrt(n rho² + 1).
 * In (0, 1], and below alpha exactly when the interval excludes 0. Null when the plan, n or z is not usable.
 */
export function alwaysValidP(plan: SequencePlan, n: number, z: number): number | null {
  if (!isUsable(plan, n) || Number.isNaN(z)) return null;
  const scaled = n * mixtureVariance(plan);
  if (!Number.isFinite(scaled) || scaled === 0) return null;
  const exponent = Math.log1p(scaled) / 2 - (z * z) / (2 * (1 + 1 / scaled));
  return Number.isNaN(exponent) ? null : Math.min(1, Math.max(SMALLEST_P, Math.exp(exponent)));
}

const isUsable = ({ alpha, plannedSize }: SequencePlan, n: number): boolean =>
  alpha > 0 && alpha < 1 && plannedSize > 0 && Number.isFinite(plannedSize) && n > 0 && Number.isFinite(n);
