/**
 * What is kept of a group of customers: enough for means, variances and their differences, and small enough to be added
 * up over days, shards and segments. Sums of squares are taken around the mean, never around zero, so that large values
 * do not cancel (Chan, Golub & LeVeque 1983).
 */

/** Moments of one metric over customers. Raw numbers: they stand in the report and its exports as they are. */
export interface Moments {
  /** Customers, including those with a value of 0. */
  readonly n: number;
  /** Mean per customer; 0 when n = 0. */
  readonly mean: number;
  /** Sum of squared distances from the mean, ≥ 0. */
  readonly m2: number;
  /** Converters: customers with a value other than 0, or, where costs are subtracted, with a success. */
  readonly nonZero: number;
  /** What the rounded mean lacks, where it is known (`momentsOf`); keeps differences of means around 1e9 exact. */
  readonly meanTail?: number;
}

export const emptyMoments: Moments = { n: 0, mean: 0, m2: 0, nonZero: 0 };

/** Blocks of this size are summed directly; larger ones are halved, so rounding errors grow with log n. */
const BLOCK = 128;

/** One customer more (Welford). */
export function addValue(moments: Moments, value: number): Moments {
  const n = moments.n + 1;
  const distance = value - moments.mean;
  const mean = moments.mean + distance / n;
  const m2 = moments.m2 + distance * (value - mean);
  return { n, mean, m2, nonZero: moments.nonZero + (value === 0 ? 0 : 1) };
}

/** Many customers more: `values` has one number per customer, in any order. */
export function addValues(moments: Moments, values: ArrayLike<number>): Moments {
  return mergeMoments(moments, momentsOf(values, 0, values.length));
}

function momentsOf(values: ArrayLike<number>, from: number, to: number): Moments {
  if (to - from > BLOCK) {
    const middle = from + Math.ceil((to - from) / (2 * BLOCK)) * BLOCK;
    return mergeMoments(momentsOf(values, from, middle), momentsOf(values, middle, to));
  }
  return momentsOfBlock(values, from, to);
}

function momentsOfBlock(values: ArrayLike<number>, from: number, to: number): Moments {
  const n = to - from;
  if (n === 0) return emptyMoments;
  // Around one of them: where all are alike the mean is that value to the last digit, and nothing varies.
  const origin = values[from]!;
  let sum = 0;
  let nonZero = 0;
  for (let i = from; i < to; i += 1) {
    sum += values[i]! - origin;
    if (values[i] !== 0) nonZero += 1;
  }
  const mean = origin + sum / n;
  let m2 = 0;
  for (let i = from; i < to; i += 1) m2 += (values[i]! - mean) ** 2;
  return { n, mean, m2, nonZero };
}

/** Both groups of customers together. Associative and commutative up to rounding (1e-12 relative, tested). */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const distance = b.mean - a.mean;
  const mean = a.mean + distance * (b.n / n);
  const m2 = a.m2 + b.m2 + distance * distance * ((a.n * b.n) / n);
  return { n, mean, m2, nonZero: a.nonZero + b.nonZero };
}

/** Sample variance (divided by n − 1), or null for fewer than two customers. */
export function sampleVariance(moments: Moments): number | null {
  return moments.n < 2 ? null : moments.m2 / (moments.n - 1);
}
