/** Exploration: winners → probabilities → one action. Knows no learner, no score and no context. */
import type { Probabilities } from '../data/probabilities.ts';
import { FitlyError } from '../errors.ts';

interface ExploredShares {
  readonly floor: number;
  readonly even?: number;
}

/**
 * Probabilities from the winner of each posterior draw: the share of draws an action won, and ε for its neighbours.
 * `winners`: one action index per draw, at least one. `floor`, `even`: as `Probabilities` has them.
 */
export function explore(winners: Int32Array, { floor, even }: ExploredShares): Probabilities {
  const wins: (readonly [number, number])[] = [];
  const actions: number[] = [];
  const counts: number[] = [];
  for (let draw = 0; draw < winners.length; draw++) {
    const action = winners[draw]!;
    let place = actions.length;
    while (place > 0 && actions[place - 1]! > action) place -= 1;
    if (place > 0 && actions[place - 1] === action) {
      counts[place - 1]! += 1;
    } else {
      actions.splice(place, 0, action);
      counts.splice(place, 0, 1);
    }
  }
  for (let i = 0; i < actions.length; i++) wins.push([actions[i]!, counts[i]!]);
  return { kind: 'draws', draws: winners.length, floor, ...(even === undefined ? {} : { even }), wins };
}

/**
 * Inverse-gap weighting: an action's probability falls with its distance from the best, 1/(K + γ × gap), and the best has
 * the rest. `scores`: one per action; K: eligible actions, at least one; ties go to the lowest. Source: Foster and Rakhlin,
 * "Beyond UCB" (2020), equation 1.
 */
export function weighInverseGaps(scores: Float64Array, mask: Uint8Array, gamma: number): Probabilities {
  const eligible = [...mask.keys()].filter((action) => mask[action] === 1);
  const best = eligible.reduce((winner, action) => (scores[action]! > scores[winner]! ? action : winner));
  let rest = 1;
  const weighed = eligible.map((action): [number, number] => {
    const p = action === best ? 0 : 1 / (eligible.length + gamma * (scores[best]! - scores[action]!));
    rest -= p;
    return [action, p];
  });
  return {
    kind: 'explicit',
    probabilities: weighed
      .map(([action, p]): [number, number] => (action === best ? [action, rest] : [action, p]))
      .filter(([, p]) => p > 0),
  };
}

/**
 * The action that a uniform number u in [0, 1) picks: the first whose cumulative probability exceeds u. An action with
 * probability 0 is never picked; if rounding leaves the sum at or below u, it is the last action with a positive one.
 * Throws `internal` when no probability is positive.
 */
export function sampleAction(probabilities: Float64Array, u: number): number {
  let cumulative = 0;
  let last = -1;
  for (let action = 0; action < probabilities.length; action++) {
    const probability = probabilities[action]!;
    if (!(probability > 0)) continue;
    cumulative += probability;
    last = action;
    if (u < cumulative) return action;
  }
  if (last === -1) throw new FitlyError('internal', 'no action has a positive probability');
  return last;
}
