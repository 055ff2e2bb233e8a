import { expect, test } from 'vitest';
import { cholesky, packedLength, solveCholesky } from '../math/cholesky.ts';
import { normalStream } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import { drift } from './drift.ts';

const SIZE = 6;
const MOVING = [1, 4];

function likelihood() {
  const next = normalStream(sipKey('1'.repeat(32)), 'drift');
  const b = Float64Array.from({ length: SIZE * SIZE }, next);
  const precision = new Float64Array(packedLength(SIZE));
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = 0; k < SIZE; k++) sum += b[i * SIZE + k]! * b[j * SIZE + k]!;
      precision[(i * (i + 1)) / 2 + j] = sum;
    }
  }
  return { size: SIZE, precision, vector: Float64Array.from({ length: SIZE }, next) };
}

/** Column by column, from the definition. */
function inverse(precision: Float64Array): number[][] {
  const factor = cholesky(precision, SIZE);
  return Array.from({ length: SIZE }, (_, i) =>
    Array.from(
      solveCholesky(
        factor,
        Float64Array.from({ length: SIZE }, (_value, j) => Number(i === j)),
      ),
    ),
  );
}

test('the covariance grows by the variance where effects move, and nowhere else; the mean stays', () => {
  const before = likelihood();
  const after = drift(before, MOVING, 0.3);
  const [covariance, moved] = [inverse(before.precision), inverse(after.precision)];
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j < SIZE; j++) {
      const step = i === j && MOVING.includes(i) ? 0.3 : 0;
      expect(moved[i]![j]!).toBeCloseTo(covariance[i]![j]! + step, 10);
    }
  }
  const mean = solveCholesky(cholesky(before.precision, SIZE), before.vector);
  const later = solveCholesky(cholesky(after.precision, SIZE), after.vector);
  for (let i = 0; i < SIZE; i++) expect(later[i]).toBeCloseTo(mean[i]!, 10);
});

test('what was never seen can move without harm', () => {
  const nothing = { size: 3, precision: new Float64Array(packedLength(3)), vector: new Float64Array(3) };
  expect(drift(nothing, [0, 2], 1)).toEqual(nothing);
});
