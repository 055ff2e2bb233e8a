/** Golden values: compared with a stated tolerance. Each test reads its own file, so that nothing of core reads one. */
import { expect } from 'vitest';
import type { Inference, Refused } from '../inference.ts';
import { addColumns, emptyJointMoments, type JointMoments } from '../moments/joint-moments.ts';
import { addValues, emptyMoments, type Moments } from '../moments/moments.ts';

/** Relative; for values near 0 relative to `scale`. */
export function expectClose(actual: number | null | undefined, expected: number, tolerance = 1e-12, scale = 0): void {
  const room = tolerance * Math.max(Math.abs(expected), scale);
  if (actual === null || actual === undefined || !(Math.abs(actual - expected) <= room))
    expect.fail(`${actual}, expected ${expected} within ${room}`);
}

export const momentsFrom = (values: readonly number[]): Moments => addValues(emptyMoments, values);

export const jointFrom = (columns: readonly (readonly number[])[]): JointMoments =>
  addColumns(emptyJointMoments(columns.length), columns);

/** The inference, or a failed test that names the reason. */
export function inferred<Result extends { readonly kind: 'inference' }>(result: Result | Refused): Result {
  if (result.kind === 'refused') throw new Error(`refused: ${result.reason}`);
  return result;
}

export function expectEstimate(result: Inference | Refused, value: number, error: number, tolerance = 1e-11): void {
  const { estimate, standardError } = inferred(result);
  expectClose(standardError, error, tolerance);
  expectClose(estimate, value, tolerance, error);
}
