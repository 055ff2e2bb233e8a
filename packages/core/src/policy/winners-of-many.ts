/**
 * The winners of many customers at once: what a fast kernel implements. Whoever implements it gives, bit for bit, what the
 * plain scores give, so that a receipt does not say by what it was computed.
 */
import type { ActionSpace } from '../design/action-space.ts';
import { prepareScores } from './linear-scores.ts';
import type { LinearDrawsVersion } from './policy-version.ts';

export interface ScoreBatch {
  /** n × d, row-major, under the version's encoding. Finite. */
  readonly contexts: Float64Array;
  /** The eligible actions of each of the n customers, at least one; the same object where customers share a mask. */
  readonly masks: readonly Uint8Array[];
}

/** Winning action of each draw, n × M, row-major; ties go to the lowest. The result is overwritten by the next call. */
export type WinnersOfMany = (batch: ScoreBatch) => Int32Array;

/** Prepares a version for scoring. `prices`: what each action costs on the scale of the scores; null = nothing. */
export type PrepareWinners = (
  version: LinearDrawsVersion,
  space: ActionSpace,
  prices: Float64Array | null,
) => WinnersOfMany;

/** One customer after the other, in plain code: the twin that every kernel is measured against. */
export const plainWinners: PrepareWinners = (version, space, prices) => {
  const findWinners = prepareScores(version, space, prices);
  const { contextSize, draws } = version;
  return ({ contexts, masks }) => {
    const winners = new Int32Array(masks.length * draws);
    for (const [row, mask] of masks.entries()) {
      winners.set(findWinners(contexts.subarray(row * contextSize, (row + 1) * contextSize), mask), row * draws);
    }
    return winners;
  };
};
