import { expect, test } from 'vitest';
import { cholesky, multiplyPacked, packedLength, solveCholesky, solveLower, solveLowerTransposed } from './cholesky.ts';
import { normalStream } from './random.ts';
import { sipKey } from './siphash.ts';

/** B Bᵀ + n I for random B, packed. */
function positiveDefinite(n: number): Float64Array {
  const next = normalStream(sipKey('0'.repeat(32)), `matrix ${n}`);
  const b = Float64Array.from({ length: n * n }, next);
  const matrix = new Float64Array(packedLength(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? n : 0;
      for (let k = 0; k < n; k++) sum += b[i * n + k]! * b[j * n + k]!;
      matrix[(i * (i + 1)) / 2 + j] = sum;
    }
  }
  return matrix;
}

test.each([0, 1, 2, 7, 40])('L Lᵀ x = b is solved for %i unknowns', (n) => {
  const matrix = positiveDefinite(n);
  const x = Float64Array.from({ length: n }, (_, i) => i - 3.5);
  const solved = solveCholesky(cholesky(matrix, n), multiplyPacked(matrix, x));
  for (let i = 0; i < n; i++) expect(solved[i]).toBeCloseTo(x[i]!, 9);
});

test('the two triangular solves are transposes of each other', () => {
  const factor = cholesky(positiveDefinite(9), 9);
  const u = Float64Array.from({ length: 9 }, (_, i) => i + 1);
  const v = Float64Array.from({ length: 9 }, (_, i) => 1 / (i + 1));
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  expect(dot(solveLower(factor, u), v)).toBeCloseTo(dot(u, solveLowerTransposed(factor, v)), 10);
});

test('a singular matrix is factorised with the smallest pivot instead of failing', () => {
  const factor = cholesky(Float64Array.of(1, 1, 1), 2);
  expect(Array.from(factor)).toEqual([1, 1, Math.sqrt(1e-10)]);
});
