/** Preferences move: what was learned about some coefficients becomes less certain with every day, and about others not. */
import { cholesky, packedLength, solveLower } from '../math/cholesky.ts';
import type { Likelihood } from './likelihood.ts';

/**
 * The likelihood after independent normal steps of this variance in the coefficients `moving` (information filter: with S
 * those coefficients and C = J[S,S] + 1/variance, J loses J[:,S] C⁻¹ J[S,:] and h loses J[:,S] C⁻¹ h[S]). What is known of
 * the other coefficients is kept as far as it does not hang on these.
 */
export function drift(
  { size, precision, vector }: Likelihood,
  moving: readonly number[],
  variance: number,
): Likelihood {
  const count = moving.length;
  const at = (i: number, j: number): number => precision[i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i]!;
  const system = new Float64Array(packedLength(count));
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      system[(a * (a + 1)) / 2 + b] = at(moving[a]!, moving[b]!) + (a === b ? 1 / variance : 0);
    }
  }
  const factor = cholesky(system, count);
  // Rows of L⁻¹ J[S,:], one per coefficient: columns[i] of length |S|.
  const columns = new Float64Array(size * count);
  for (let i = 0; i < size; i++) {
    columns.set(
      solveLower(
        factor,
        Float64Array.from(moving, (index) => at(i, index)),
      ),
      i * count,
    );
  }
  const pulled = solveLower(
    factor,
    Float64Array.from(moving, (index) => vector[index]!),
  );
  const result = { size, precision: precision.slice(), vector: vector.slice() };
  for (let i = 0; i < size; i++) {
    const row = (i * (i + 1)) / 2;
    for (let j = 0; j <= i; j++) {
      result.precision[row + j] = result.precision[row + j]! - product(columns, i * count, columns, j * count, count);
    }
    result.vector[i] = result.vector[i]! - product(columns, i * count, pulled, 0, count);
  }
  return result;
}

function product(a: Float64Array, startA: number, b: Float64Array, startB: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[startA + k]! * b[startB + k]!;
  return sum;
}
