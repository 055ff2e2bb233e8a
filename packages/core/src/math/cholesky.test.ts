import { expect, test } from 'vitest';
import {
  cholesky,
  inverseDiagonal,
  multiplyPacked,
  packedLength,
  solveCholesky,
  solveLower,
  solveLowerTransposed,
} from './cholesky.ts';
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

test.each([1, 3, 4, 5, 8, 13])('with %i rows the factor has the bits of the textbook loop', (n) => {
  const matrix = positiveDefinite(n);
  const textbook = new Float64Array(packedLength(n));
  const at = (i: number, j: number): number => (i * (i + 1)) / 2 + j;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < j; k++) sum += textbook[at(i, k)]! * textbook[at(j, k)]!;
      const rest = matrix[at(i, j)]! - sum;
      textbook[at(i, j)] = i === j ? Math.sqrt(rest) : rest / textbook[at(j, j)]!;
    }
  }
  expect(cholesky(matrix, n)).toEqual(textbook);
});

test.each([0, 1, 6, 9])('the diagonal of the inverse is that of the solved unit vectors, for %i unknowns', (n) => {
  const factor = cholesky(positiveDefinite(n), n);
  const diagonal = inverseDiagonal(factor, n);
  expect(diagonal).toHaveLength(n);
  for (let i = 0; i < n; i++) {
    const unit = Float64Array.from({ length: n }, (_, j) => Number(i === j));
    expect(diagonal[i]).toBeCloseTo(solveCholesky(factor, unit)[i]!, 12);
  }
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
