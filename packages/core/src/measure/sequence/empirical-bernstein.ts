/**
 * The empirical-Bernstein confidence sequence for means of bounded values, exact at every size (Waudby-Smith & Ramdas
 * 2024, "Estimating means of bounded random variables by betting", theorem 2: predictable plug-in). Values may depend on
 * the past as long as their mean given the past is the same.
 */
import { type Refused, refuse } from '../inference.ts';

export interface BoundedSequence {
  /** Values so far. */
  readonly n: number;
  /** The weighted mean in the middle of the interval. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface BoundedSequenceOptions {
  /** Probability that any of all intervals misses, in (0, 1); .05 when left out. */
  readonly alpha?: number;
  /** Smallest and largest value possible, not merely seen; 0 and 1 when left out. */
  readonly low?: number;
  readonly high?: number;
  /** Whether each interval is cut by those before it (true when left out); only for an estimand that stands still. */
  readonly isRunning?: boolean;
}

/** No bet exceeds this (the paper's c). */
const LARGEST_BET = 0.5;

/** The interval after each value, in the order in which the values came. Values outside the bounds are refused. */
export function empiricalBernsteinSequence(
  values: ArrayLike<number>,
  { alpha = 0.05, low = 0, high = 1, isRunning = true }: BoundedSequenceOptions = {},
): { readonly kind: 'sequence'; readonly looks: readonly BoundedSequence[] } | Refused {
  if (!(alpha > 0 && alpha < 1) || !(high > low) || !Number.isFinite(high - low)) return refuse('unusable_options');
  const looks: BoundedSequence[] = [];
  const evidence = Math.log(2 / alpha);
  let [bets, weighted, spent] = [0, 0, 0];
  let [sum, squares] = [0, 0];
  let [lowest, highest] = [0, 1];
  for (let t = 1; t <= values.length; t += 1) {
    const x = (values[t - 1]! - low) / (high - low);
    if (!(x >= 0 && x <= 1)) return refuse('unusable_input');
    // Mean and variance as believed before x, from a prior of one value ½ ± ½.
    const meanBefore = (0.5 + sum) / t;
    const varianceBefore = (0.25 + squares) / t;
    const bet = Math.min(LARGEST_BET, Math.sqrt((2 * evidence) / (varianceBefore * t * Math.log1p(t))));
    bets += bet;
    weighted += bet * x;
    spent += (x - meanBefore) ** 2 * (-Math.log1p(-bet) - bet);
    sum += x;
    squares += (x - (0.5 + sum) / (t + 1)) ** 2;
    const middle = weighted / bets;
    const half = (evidence + spent) / bets;
    const [from, to] = [Math.max(0, middle - half), Math.min(1, middle + half)];
    [lowest, highest] = isRunning ? [Math.max(lowest, from), Math.min(highest, to)] : [from, to];
    const scaled = (share: number): number => low + share * (high - low);
    looks.push({ n: t, estimate: scaled(middle), low: scaled(lowest), high: scaled(highest) });
  }
  return { kind: 'sequence', looks };
}
