/** What an agent's message is expected to bring from each customer, beyond what sending nothing or choosing by lot would. */
import type { ActionSpace } from '../../design/action-space.ts';
import { logistic } from '../../math/elementary.ts';
import { actionScores } from '../../policy/action-scores.ts';
import { type LinearDrawsVersion, NO_ENCODING, type PolicyVersion } from '../../policy/policy-version.ts';

interface GainFacts {
  readonly version: PolicyVersion;
  readonly space: ActionSpace;
  /** Customers × d, row-major, under the version's encoding. */
  readonly features: Float64Array;
  /** One per customer; 1 = eligible. */
  readonly masks: readonly Uint8Array[];
}

/**
 * One per customer, by the mean of the version's draws: the best eligible action that sends something, less the one that sends
 * nothing where it is eligible, else less the average of the eligible ones. Successes count as probabilities, not as log-odds.
 * NaN where nothing can be sent; 0 for everybody under a version without scores (uniform, or a file of the user's).
 */
export function expectedGains({ version, space, features, masks }: GainFacts): Float64Array {
  const valuesOf = version.kind === 'linear_draws' ? valuesUnder(version, space) : null;
  const width = masks.length === 0 ? 0 : features.length / masks.length;
  const choices = new Map<Uint8Array, Choices>();
  return Float64Array.from(masks, (mask, row) => {
    const { sending, compared } = choices.get(mask) ?? choicesUnder(space, mask);
    if (!choices.has(mask)) choices.set(mask, { sending, compared });
    if (sending.length === 0) return Number.NaN;
    if (valuesOf === null) return 0;
    const value = valuesOf(features.subarray(row * width, (row + 1) * width));
    const best = sending.reduce((most, action) => Math.max(most, value(action)), -Infinity);
    return best - compared.reduce((sum, action) => sum + value(action), 0) / compared.length;
  });
}

interface Choices {
  readonly sending: readonly number[];
  /** What happens where the best of them is not sent. */
  readonly compared: readonly number[];
}

/** Customers share masks. */
function choicesUnder(space: ActionSpace, mask: Uint8Array): Choices {
  const eligible = [...mask.keys()].filter((action) => mask[action] === 1 && space.canonical(action) === action);
  const [silent, sending] = [true, false].map((is) => eligible.filter((action) => space.isSilent(action) === is));
  return { sending: sending!, compared: silent!.length > 0 ? silent! : sending! };
}

function valuesUnder(version: LinearDrawsVersion, space: ActionSpace) {
  const mean = meanVersion(version);
  return (contextRow: Float64Array): ((action: number) => number) => {
    const seen = version.encodingVersion === NO_ENCODING ? NOTHING : contextRow;
    const scores = actionScores(mean, space, null, seen);
    if (version.scale !== 'log_odds') return (action) => scores[action]!;
    const shared = seen.reduce((sum, x, j) => sum + x * mean.coefficients[j + 1]!, mean.coefficients[0]!);
    return (action) => logistic(shared + scores[action]!);
  };
}

const NOTHING = new Float64Array();

function meanVersion(version: LinearDrawsVersion): LinearDrawsVersion {
  const { coefficients, draws } = version;
  const size = coefficients.length / draws;
  const mean = new Float64Array(size);
  for (let at = 0; at < coefficients.length; at++) mean[at % size] = mean[at % size]! + coefficients[at]! / draws;
  return { ...version, arithmetic: 'float64', draws: 1, coefficients: mean };
}
