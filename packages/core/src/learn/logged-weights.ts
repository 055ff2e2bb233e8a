/**
 * What the rows of a log count for. The learner asks what an option does *given the context*, so a choice that hangs on the
 * context alone needs no weight: dividing by the propensity would only throw rows away. A choice that hangs on more than the
 * learner sees does: its rows count π(a|x) / p, the chance given the context over the chance that it really had (stabilised
 * weights; Robins, Hernán and Brumback, 2000). They are 1 where the choice was by lot, or by the context.
 *
 * Where p is an estimate, a row whose choice was as good as certain says nothing of the alternatives, and whatever made it
 * certain may be what made it succeed: rows count 1 − p besides (overlap weights; Li, Morgan and Zaslavsky, 2018).
 */

/** Beyond it one row would speak for ten. */
const LARGEST_WEIGHT = 10;

interface LoggedChances {
  /** π(a|x) of each row's choice. */
  readonly givenContext: ArrayLike<number>;
  /** What it really had, in (0, 1]. */
  readonly propensities: ArrayLike<number>;
  /** Whether `propensities` are estimates. */
  readonly estimated: boolean;
}

export interface LoggedWeights {
  /** One per row, ≥ 0; their sum is `effectiveRows`. */
  readonly weights: Float64Array;
  /** (Σw)² / Σw² of the stabilised weights (Kish, 1965), less what was certain. 0 without rows. */
  readonly effectiveRows: number;
}

export function loggedWeights({ givenContext, propensities, estimated }: LoggedChances): LoggedWeights {
  const stabilised = Float64Array.from(propensities, (propensity, row) =>
    Math.min(LARGEST_WEIGHT, givenContext[row]! / propensity),
  );
  const [sum, squares] = stabilised.reduce(
    ([first, second], weight): [number, number] => [first + weight, second + weight * weight],
    [0, 0] as [number, number],
  );
  const scale = squares > 0 ? sum / squares : 0;
  const weights = stabilised.map((weight, row) => weight * scale * (estimated ? 1 - propensities[row]! : 1));
  return { weights, effectiveRows: weights.reduce((total, weight) => total + weight, 0) };
}
