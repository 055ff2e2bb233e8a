/** What the rows so far say about the coefficients, as one normal without any prior: both learners keep it and handle it alike. */
import { FitlyError } from '../errors.ts';
import { packedLength } from '../math/cholesky.ts';
import { exp, ln } from '../math/elementary.ts';
import { movePacked, moveVector } from './changed-layout.ts';

export interface Likelihood {
  /** p: number of coefficients. */
  readonly size: number;
  /** J, packed lower triangle of p × p. */
  readonly precision: Float64Array;
  /** h, length p. */
  readonly vector: Float64Array;
}

export const emptyLikelihood = (size: number): Likelihood => ({
  size,
  precision: new Float64Array(packedLength(size)),
  vector: new Float64Array(size),
});

/** Sum of two of the same layout. Throws `internal` when their sizes differ. */
export function mergeLikelihoods(a: Likelihood, b: Likelihood): Likelihood {
  if (a.size !== b.size) {
    throw new FitlyError('internal', `learner states of ${a.size} and ${b.size} coefficients cannot be merged`, {
      next: 'adapt the older state to the new layout first',
    });
  }
  return { size: a.size, precision: sumOf(a.precision, b.precision), vector: sumOf(a.vector, b.vector) };
}

/** Changes `target`. */
export function addTo(target: Float64Array, more: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + more[i]!;
}

export function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < sum.length; i++) sum[i] = a[i]! + b[i]!;
  return sum;
}

export const weighLikelihood = ({ size, precision, vector }: Likelihood, factor: number): Likelihood => ({
  size,
  precision: precision.map((value) => value * factor),
  vector: vector.map((value) => value * factor),
});

/** `origin`: as `originsOf` gives it. */
export const moveLikelihood = ({ precision, vector }: Likelihood, origin: Int32Array): Likelihood => ({
  size: origin.length,
  precision: movePacked(precision, origin),
  vector: moveVector(vector, origin, () => 0),
});

/** ½^(days/halfLifeDays); null = never forget. */
export const rememberedShare = (days: number, halfLifeDays: number | null): number =>
  halfLifeDays === null || days === 0 ? 1 : exp((-ln(2) * days) / halfLifeDays);
