/** The one way in which a policy version turns a customer into probabilities: batch, replay and simulation use it. */
import type { Probabilities } from '../data/probabilities.ts';
import type { ActionSpace } from '../design/action-space.ts';
import { explore } from './exploration.ts';
import { type FindWinners, prepareScores } from './linear-scores.ts';
import type { LinearDrawsVersion, PolicyVersion } from './policy-version.ts';

/**
 * Probabilities over the eligible actions of one customer, or null when there is none (an outcome, not an error).
 * `contextRow`: d numbers under the version's encoding; a uniform version ignores it. `mask`: 1 = eligible.
 */
export function probabilitiesFor(
  version: PolicyVersion,
  space: ActionSpace,
  contextRow: Float64Array,
  mask: Uint8Array,
): Probabilities | null {
  if (!mask.includes(1)) return null;
  if (version.kind === 'uniform') return { kind: 'uniform' };
  return explore(preparedScores(version, space)(contextRow, mask), version.floor);
}

/** Preparing a version costs as much as scoring many customers, so it is kept as long as the version itself. */
const prepared = new WeakMap<LinearDrawsVersion, { readonly space: ActionSpace; readonly findWinners: FindWinners }>();

function preparedScores(version: LinearDrawsVersion, space: ActionSpace): FindWinners {
  const known = prepared.get(version);
  if (known !== undefined && known.space === space) return known.findWinners;
  const findWinners = prepareScores(version, space);
  prepared.set(version, { space, findWinners });
  return findWinners;
}
