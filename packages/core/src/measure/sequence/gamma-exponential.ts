/**
 * The off-policy confidence sequence: bounds on what a candidate policy earns per decision that hold on every day and for
 * weights without a limit (Karampatziakis, Mineiro & Ramdas 2021, "Off-policy confidence sequences"), by the
 * gamma-exponential mixture (Howard, Ramdas, McAuliffe & Sekhon 2021, proposition 9).
 */
import { type Refused, refuse } from '../inference.ts';
import { logLowerGamma } from '../special/gamma.ts';
import { solve } from '../special/solve.ts';

export interface OffPolicySequenceOptions {
  /** Probability that any of all intervals misses, in (0, 1); .05 when left out. */
  readonly alpha?: number;
  /** Smallest and largest reward possible, not merely seen; 0 and 1 when left out. */
  readonly low?: number;
  readonly high?: number;
}

export interface OffPolicySequence {
  readonly kind: 'sequence';
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** What one side remembers; merges only in the order of time, as each guess uses what came before. */
interface Side {
  sum: number;
  /** Σ (x − guess)². */
  variance: number;
}

/** Shape of the mixture. */
const RHO = 1;

/**
 * Interval after all rows, which are given in the order in which they came: one row per customer (or per decision where
 * decisions do not depend on each other). Weights ≥ 0 with mean 1; rewards within the bounds.
 */
export function offPolicySequence(
  weights: ArrayLike<number>,
  rewards: ArrayLike<number>,
  { alpha = 0.05, low = 0, high = 1 }: OffPolicySequenceOptions = {},
): OffPolicySequence | Refused {
  if (!(alpha > 0 && alpha < 1) || !(high > low) || !Number.isFinite(high - low)) return refuse('unusable_options');
  if (weights.length === 0) return refuse('no_customers');
  const below: Side = { sum: 0, variance: 0 };
  const above: Side = { sum: 0, variance: 0 };
  for (let t = 0; t < weights.length; t += 1) {
    const share = (rewards[t]! - low) / (high - low);
    const weight = weights[t]!;
    if (!(weight >= 0) || !Number.isFinite(weight) || !(share >= 0 && share <= 1)) return refuse('unusable_input');
    observe(below, weight * share, t);
    observe(above, weight * (1 - share), t);
  }
  const from = lowerBound(below, weights.length, alpha / 2);
  const to = 1 - lowerBound(above, weights.length, alpha / 2);
  return { kind: 'sequence', n: weights.length, low: low + from * (high - low), high: low + to * (high - low) };
}

/** `before` rows came earlier; the guess is their mean, shrunk towards ½ by one row. */
function observe(side: Side, x: number, before: number): void {
  side.variance += (x - (side.sum + 0.5) / (before + 1)) ** 2;
  side.sum += x;
}

/** The smallest mean in [0, 1] that is not refuted at level `tail`. */
function lowerBound({ sum, variance }: Side, n: number, tail: number): number {
  const excess = (mean: number): number => logWealth(sum - n * mean, variance) + Math.log(tail);
  const most = Math.min(1, sum / n);
  if (excess(0) <= 0) return 0;
  return excess(most) >= 0 ? most : solve(excess, 0, most);
}

/** ln of the mixture's wealth at surplus s and variance v. */
const logWealth = (s: number, v: number): number =>
  s +
  v +
  RHO * Math.log(RHO) -
  (v + RHO) * Math.log(s + v + RHO) +
  logLowerGamma(v + RHO, s + v + RHO) -
  logLowerGamma(RHO, RHO);
