/** The one way in which a policy version turns a customer into probabilities: batch, replay and simulation use it. */
import type { Probabilities } from '../data/probabilities.ts';
import type { ActionSpace } from '../design/action-space.ts';
import { actionScores } from './action-scores.ts';
import { customProbabilities } from './custom-probabilities.ts';
import { explore, weighInverseGaps } from './exploration.ts';
import { type FindWinners, prepareScores } from './linear-scores.ts';
import { type LinearDrawsVersion, NO_ENCODING, type PolicyVersion } from './policy-version.ts';

/**
 * Probabilities over the eligible actions of one customer, or null when there is none (an outcome, not an error).
 * `contextRow`: d numbers under the version's encoding; a uniform version ignores it. `mask`: 1 = eligible. `prices`: one per
 * action, subtracted from the scores; a uniform or a custom version has no scores.
 */
export function probabilitiesFor(
  version: PolicyVersion,
  space: ActionSpace,
  contextRow: Float64Array,
  mask: Uint8Array,
  prices: Float64Array | null = null,
): Probabilities | null {
  if (!mask.includes(1)) return null;
  if (version.kind === 'uniform') return { kind: 'uniform' };
  if (version.kind === 'custom') return customProbabilities(version, space, contextRow, mask);
  const seen = version.encodingVersion === NO_ENCODING ? NOTHING : contextRow;
  if (version.gamma !== undefined) {
    return weighInverseGaps(actionScores(version, space, prices, seen), mask, version.gamma);
  }
  return explore(preparedScores(version, space, prices)(seen, mask), version);
}

const NOTHING = new Float64Array();

interface Prepared {
  readonly space: ActionSpace;
  readonly prices: Float64Array | null;
  readonly findWinners: FindWinners;
}

/** Preparing a version costs as much as scoring many customers, so it is kept as long as the version itself. */
const prepared = new WeakMap<LinearDrawsVersion, Prepared>();

function preparedScores(version: LinearDrawsVersion, space: ActionSpace, prices: Float64Array | null): FindWinners {
  const known = prepared.get(version);
  if (known !== undefined && known.space === space && known.prices === prices) return known.findWinners;
  const findWinners = prepareScores(version, space, prices);
  prepared.set(version, { space, prices, findWinners });
  return findWinners;
}
