/** How the agent's customers were decided for: how wide it still looks, and how often it does what it takes to be best. */
import {
  numberColumn,
  parseMask,
  parseProbabilities,
  probabilityVector,
  type StoredDecisions,
  textColumn,
} from '@fitly/core/data';
import type { ActionSpace } from '@fitly/core/design';
import type { PolicyHealth } from '@fitly/core/report';

/** Of the agent's group on one day; null when nothing was chosen for it. `space`: of the decisions. */
export function policyHealth(decisions: StoredDecisions, space: ActionSpace): Omit<PolicyHealth, 'day'> | null {
  const [groups, masks, texts] = ['group', 'mask_id', 'probabilities'].map((name) => textColumn(decisions, name));
  const [actions, propensities, versions] = ['action', 'propensity', 'policy_version'].map((name) =>
    numberColumn(decisions, name),
  ) as [Float64Array, Float64Array, Float64Array];
  const known = new Map<string, { readonly mask: Uint8Array; readonly eligible: number }>();
  const vector = new Float64Array(space.size);
  const sums = {
    decisions: 0,
    eligibleActions: 0,
    effectiveActions: 0,
    topProbability: 0,
    propensity: 0,
    topChosen: 0,
    topMass: 0,
    topVariance: 0,
  };
  let policyVersion = 0;
  for (let row = 0; row < decisions.rowCount; row += 1) {
    const text = texts![row] ?? null;
    if (groups![row] !== 'agent' || text === null) continue;
    const id = masks![row] ?? '';
    const { mask, eligible } = known.get(id) ?? withCount(parseMask(id, space.size));
    known.set(id, { mask, eligible });
    probabilityVector(parseProbabilities(text), space, mask, vector);
    const { squares, top, ties } = spreadOf(vector);
    const mass = Math.min(1, ties * top);
    sums.decisions += 1;
    sums.eligibleActions += eligible;
    sums.effectiveActions += 1 / squares;
    sums.topProbability += top;
    sums.propensity += propensities[row]!;
    sums.topChosen += Number(vector[actions[row]!] === top);
    sums.topMass += mass;
    sums.topVariance += mass * (1 - mass);
    policyVersion = Math.max(policyVersion, versions[row]!);
  }
  const { decisions: n, ...rest } = sums;
  if (n === 0) return null;
  const means = Object.fromEntries(Object.entries(rest).map(([name, sum]) => [name, sum / n])) as typeof rest;
  return { decisions: n, policyVersion, ...means };
}

const withCount = (mask: Uint8Array) => ({ mask, eligible: mask.reduce((sum, bit) => sum + bit, 0) });

/** `ties`: actions that share the highest probability. */
function spreadOf(vector: Float64Array): { readonly squares: number; readonly top: number; readonly ties: number } {
  let [squares, top, ties] = [0, 0, 0];
  for (let action = 0; action < vector.length; action += 1) {
    const probability = vector[action]!;
    squares += probability * probability;
    if (probability > top) [top, ties] = [probability, 0];
    if (probability === top) ties += 1;
  }
  return { squares, top, ties };
}
