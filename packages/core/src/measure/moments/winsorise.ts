/** Capping of skewed totals, so that one huge purchase does not decide everything. */
import { FitlyError } from '../../errors.ts';

export interface Winsorised {
  readonly values: Float64Array;
  /** No value is above it; null without a cap. */
  readonly cappedAt: number | null;
}

/**
 * Values above the `quantile` of all of them count as that quantile (nearest rank: the ⌈q·n⌉-th smallest). Pool the groups: a
 * cap of its own for each group would bias their difference. Null `quantile` or no values: nothing is capped. Throws
 * `internal` for a quantile outside (0, 1].
 */
export function winsorise(values: Float64Array, quantile: number | null): Winsorised {
  if (quantile === null || values.length === 0) return { values, cappedAt: null };
  if (!(quantile > 0 && quantile <= 1)) {
    throw new FitlyError('internal', `a cap at the quantile ${quantile}, expected one above 0 and at most 1`);
  }
  const sorted = values.toSorted();
  const cappedAt = sorted[Math.ceil(quantile * values.length) - 1]!;
  return { values: values.map((value) => Math.min(value, cappedAt)), cappedAt };
}
