/** Any estimate with a standard error, read on any day: the asymptotic confidence sequence around it. */
import { type Alternative, clampP, type Inference, type Refused, refuse } from '../inference.ts';
import { alwaysValidP, type SequencePlan, sequenceMultiplier } from './asymptotic.ts';

/** A one-sided plan; alpha below ½. */
export interface OneSidedPlan extends SequencePlan {
  /** The two-sided alpha for which ρ is tuned: 2α when left out, near the optimum (arXiv 2103.06476, appendix B.2). */
  readonly tunedFor?: number;
}

/** n ρ² of the one-sided sequence; null for a plan or n that is not usable. */
function scaledSize({ alpha, plannedSize, tunedFor = 2 * alpha }: OneSidedPlan, n: number): number | null {
  if (!(alpha > 0 && alpha < 0.5) || !(tunedFor > 0 && tunedFor < 1) || !(plannedSize > 0)) return null;
  const q = -2 * Math.log(tunedFor);
  const scaled = n * ((q + Math.log1p(q)) / plannedSize);
  return Number.isFinite(scaled) && scaled > 0 ? scaled : null;
}

/**
 * Half-width of the one-sided sequence in standard errors, arXiv 2103.06476 eq. 134:
 * sqrt( 2 (n ρ² + 1) / (n ρ²) · ln(1 + sqrt(n ρ² + 1) / 2α) ). Null when the plan or n is not usable.
 */
export function oneSidedMultiplier(plan: OneSidedPlan, n: number): number | null {
  const scaled = scaledSize(plan, n);
  if (scaled === null) return null;
  const multiplier = Math.sqrt(2 * (1 + 1 / scaled) * Math.log1p(Math.sqrt(scaled + 1) / (2 * plan.alpha)));
  return Number.isFinite(multiplier) ? multiplier : null;
}

/**
 * Always-valid p of z = estimate / standard error against "not above 0", with the ρ of the plan: the alpha at which the
 * one-sided sequence would just exclude 0, sqrt(n ρ² + 1) / (2 (exp(z² n ρ² / (2 (n ρ² + 1))) − 1)). In (0, 1].
 */
export function oneSidedAlwaysValidP(plan: OneSidedPlan, n: number, z: number): number | null {
  const scaled = scaledSize(plan, n);
  if (scaled === null || Number.isNaN(z)) return null;
  if (z <= 0) return 1;
  const exponent = (z * z) / (2 * (1 + 1 / scaled));
  const front = Math.sqrt(scaled + 1) / 2;
  return clampP(exponent > 700 ? Math.exp(Math.log(front) - exponent) : front / Math.expm1(exponent));
}

/**
 * The interval around an estimate at `n` customers of both groups that may be read on every day, with its always-valid p.
 * `greater` and `less` give the one-sided sequence (guardrails). Unlike a single look it needs no fixed end.
 */
export function alwaysValidInference(
  estimate: { readonly estimate: number; readonly standardError: number },
  n: number,
  plan: OneSidedPlan,
  alternative: Alternative = 'two_sided',
): Inference | Refused {
  const { estimate: value, standardError } = estimate;
  if (!Number.isFinite(value) || !Number.isFinite(standardError) || standardError < 0) return refuse('unusable_input');
  if (standardError === 0) return refuse('no_variation');
  const z = value / standardError;
  const isTwoSided = alternative === 'two_sided';
  const multiplier = isTwoSided ? sequenceMultiplier(plan, n) : oneSidedMultiplier(plan, n);
  const p = isTwoSided ? alwaysValidP(plan, n, z) : oneSidedAlwaysValidP(plan, n, alternative === 'less' ? -z : z);
  if (multiplier === null || p === null) return refuse('unusable_options');
  const half = multiplier * standardError;
  const low = alternative === 'less' ? null : value - half;
  const high = alternative === 'greater' ? null : value + half;
  if ([low, high].some((bound) => bound !== null && !Number.isFinite(bound))) return refuse('unusable_input');
  return {
    kind: 'inference',
    method: 'confidence_sequence',
    estimate: value,
    standardError,
    low,
    high,
    p,
    degrees: null,
  };
}

/**
 * The smallest p of all looks so far, and the intersection of their intervals. The intersection is for a fixed estimand
 * only: not when windows or metric definitions change. Null bounds: none of the looks had one; `isEmpty`: the looks
 * contradict each other, so the estimand moved.
 */
export function runningInference(looks: readonly Inference[]): {
  readonly p: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isEmpty: boolean;
} {
  const least = (values: readonly (number | null)[]): number | null =>
    values.reduce<number | null>((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
  const most = (values: readonly (number | null)[]): number | null =>
    values.reduce<number | null>((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null);
  const low = most(looks.map((look) => look.low));
  const high = least(looks.map((look) => look.high));
  return { p: least(looks.map((look) => look.p)), low, high, isEmpty: low !== null && high !== null && low > high };
}
