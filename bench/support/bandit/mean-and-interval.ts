import { studentTCritical } from '@fitly/core/measure';

export interface MeanAndInterval {
  readonly mean: number;
  /** Null for one repetition, of which nobody knows how it would vary. */
  readonly halfWidth: number | null;
}

/** Mean over repetitions and half the width of its 95 % interval (Student's t). */
export function meanAndHalfWidth(values: readonly number[]): MeanAndInterval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const count = values.length;
  if (count < 2) return { mean, halfWidth: null };
  return { mean, halfWidth: studentTCritical(0.05, count - 1) * Math.sqrt(squares / (count - 1) / count) };
}

/** `0.1801 ± 0.0028`; the mean alone where there is no interval. */
export const plusMinus = (
  { mean, halfWidth }: MeanAndInterval,
  format: (value: number, of: 'mean' | 'halfWidth') => string,
): string =>
  halfWidth === null ? format(mean, 'mean') : `${format(mean, 'mean')} ± ${format(halfWidth, 'halfWidth')}`;
