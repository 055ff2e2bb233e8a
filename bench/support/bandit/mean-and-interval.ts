import { studentTCritical } from '@fitly/core/measure';

/** Mean over repetitions and half the width of its 95 % interval (Student's t); 0 for one repetition. */
export function meanAndHalfWidth(values: readonly number[]): { readonly mean: number; readonly halfWidth: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const count = values.length;
  return {
    mean,
    halfWidth: count > 1 ? studentTCritical(0.05, count - 1) * Math.sqrt(squares / (count - 1) / count) : 0,
  };
}
