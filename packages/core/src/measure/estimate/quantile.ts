/** Quantiles (median basket, 90th percentile): with exact bounds for one group, and compared between two. */
import { type Inference, type InferenceOptions, isAlpha, type Refused, refuse } from '../inference.ts';
import type { JointMoments } from '../moments/joint-moments.ts';
import { betaTails } from '../special/beta.ts';
import { normalQuantile } from '../special/normal.ts';
import { tailOf } from './proportion.ts';
import { groupRatio } from './ratio-metric.ts';
import { waldInference } from './wald.ts';

/** What is kept of one group's values for one quantile. */
export interface QuantileSummary {
  /** Values (events, or customers). */
  readonly n: number;
  /** Which quantile, in (0, 1). */
  readonly level: number;
  readonly value: number;
  /** Quantiles at level ± 1.96 · sqrt(level (1 − level) / n). */
  readonly lower: number;
  readonly upper: number;
  /** Values behind lower and upper where fewer were used than n; n when left out. */
  readonly boundsFrom?: number;
  /**
   * Events at or below the quantile, and events, per customer, where values are events: they widen the interval as
   * events of one customer hang together.
   */
  readonly byCustomer?: JointMoments;
}

const Z = -normalQuantile(0.025);

/** The ⌈level · n⌉-th smallest of values sorted upwards, the rank kept within 1 … n. */
export const quantileOf = (sorted: ArrayLike<number>, level: number): number =>
  sorted[Math.min(sorted.length, Math.max(1, Math.ceil(level * sorted.length))) - 1]!;

/** Null for no values. `values` in any order. */
export function summariseQuantile(values: ArrayLike<number>, level: number): QuantileSummary | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const half = Z * Math.sqrt((level * (1 - level)) / sorted.length);
  const [value, lower, upper] = [level, level - half, level + half].map((at) => quantileOf(sorted, at)) as [
    number,
    number,
    number,
  ];
  return { n: sorted.length, level, value, lower, upper };
}

/**
 * Exact bounds of one group's quantile from its order statistics, whatever the distribution (Conover 1999, §3.2): the
 * share of intervals that miss is at most alpha. Refused when there are too few values for a bound.
 */
export function quantileInterval(
  values: ArrayLike<number>,
  level: number,
  { alpha = 0.05, alternative = 'two_sided' }: InferenceOptions = {},
): Inference | Refused {
  if (!isAlpha(alpha) || !(level > 0 && level < 1)) return refuse('unusable_options');
  if (values.length === 0) return refuse('no_customers');
  const sorted = Float64Array.from(values).sort();
  if (!Number.isFinite(sorted[0]) || !Number.isFinite(sorted.at(-1))) return refuse('unusable_input');
  const tail = tailOf(alpha, alternative);
  const below = alternative === 'less' ? null : rankBelow(sorted.length, level, tail);
  const above = alternative === 'greater' ? null : sorted.length + 1 - rankBelow(sorted.length, 1 - level, tail);
  if (below === 0 || above === sorted.length + 1) return refuse('too_few_values');
  return {
    kind: 'inference',
    method: 'order_statistics',
    estimate: quantileOf(sorted, level),
    standardError: null,
    low: below === null ? null : sorted[below - 1]!,
    high: above === null ? null : sorted[above - 1]!,
    p: null,
    degrees: null,
  };
}

/** The largest rank k with P(Binomial(n, level) < k) ≤ tail; 0 when there is none. */
function rankBelow(n: number, level: number, tail: number): number {
  let [low, high] = [0, n + 1];
  while (high - low > 1) {
    const k = Math.floor((low + high) / 2);
    // P(Binomial(n, level) ≤ k − 1) = P(Beta(k, n − k + 1) ≥ level).
    if (betaTails(level, 1 - level, k, n - k + 1).upper <= tail) low = k;
    else high = k;
  }
  return low;
}

/**
 * Variance of one value's part, SE² = variance / n, from the outer interval (Deng, Knoblich & Lu 2018, §4.3):
 * ((upper − lower) / 2z)² (n − 1), times how much more the share below the quantile varies by customer than by event.
 */
export function quantileVariance(summary: QuantileSummary): number | Refused {
  const { n, level, value, lower, upper, boundsFrom = n } = summary;
  if (![n, level, value, lower, upper, boundsFrom].every(Number.isFinite)) return refuse('unusable_input');
  if (!(level > 0 && level < 1)) return refuse('unusable_options');
  if (n < 2) return refuse(n < 1 ? 'no_customers' : 'one_customer');
  const odds = level / (1 - level);
  if (n <= Z * Z * Math.max(odds, 1 / odds)) return refuse('too_few_values');
  if (!(upper > lower)) return refuse('no_variation');
  const alike = (boundsFrom / n) * (n - 1) * ((upper - lower) / (2 * Z)) ** 2;
  if (summary.byCustomer === undefined) return alike;
  const share = groupRatio(summary.byCustomer);
  if (share.kind === 'refused') return share;
  return (alike * share.variance * n) / (share.n * level * (1 - level));
}

/** Quantile of treated minus quantile of control. Collapsed bounds (many equal values) are refused. */
export function quantileDifference(
  treated: QuantileSummary,
  control: QuantileSummary,
  options: InferenceOptions = {},
): Inference | Refused {
  const [one, two] = [quantileVariance(treated), quantileVariance(control)];
  if (typeof one !== 'number') return one;
  if (typeof two !== 'number') return two;
  const estimate = treated.value - control.value;
  const standardError = Math.sqrt(one / treated.n + two / control.n);
  return waldInference({ method: 'quantile_outer', estimate, standardError, degrees: null }, options);
}
