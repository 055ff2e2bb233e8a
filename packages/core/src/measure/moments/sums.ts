/**
 * From sums to moments, for data that a warehouse has already added up. Sums of squares of large values have lost digits
 * before they arrive here; nothing can bring them back.
 */
import type { JointMoments } from './joint-moments.ts';
import type { Moments } from './moments.ts';

/** n, mean and sample variance (divided by n − 1) of one metric; `nonZero` where it is known, else all of them. */
export const momentsFromSummary = (summary: {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  readonly nonZero?: number;
}): Moments => ({
  n: summary.n,
  mean: summary.n === 0 ? 0 : summary.mean,
  m2: summary.variance * Math.max(0, summary.n - 1),
  nonZero: summary.nonZero ?? summary.n,
});

/** n, Σx and Σx² of one metric. */
export const momentsFromSums = (n: number, sum: number, sumOfSquares: number): Moments => ({
  n,
  mean: n === 0 ? 0 : sum / n,
  m2: n === 0 ? 0 : Math.max(0, sumOfSquares - (sum / n) * sum),
  nonZero: n,
});

/** Converters among customers: every value is 0 or 1. */
export const momentsFromConverters = (converters: number, n: number): Moments => ({
  n,
  mean: n === 0 ? 0 : converters / n,
  m2: n === 0 ? 0 : converters * (1 - converters / n),
  nonZero: converters,
});

/** n, the sum of each variable, and Σ xᵢxⱼ for j ≤ i: the lower triangle, row by row. */
export function jointMomentsFromSums(n: number, sums: readonly number[], products: readonly number[]): JointMoments {
  const comoments: number[] = [];
  sums.forEach((sum, i) => {
    for (let j = 0; j <= i; j += 1) {
      const product = n === 0 ? 0 : products[comoments.length]! - (sum / n) * sums[j]!;
      comoments.push(i === j ? Math.max(0, product) : product);
    }
  });
  return {
    n,
    means: sums.map((sum) => (n === 0 ? 0 : sum / n)),
    meanTails: sums.map(() => 0),
    comoments,
    nonZero: sums.map(() => n),
  };
}
