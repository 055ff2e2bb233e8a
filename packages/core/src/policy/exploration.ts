/** Exploration: winners → probabilities → one action. Knows no learner, no score and no context. */
import type { Probabilities } from '../data/probabilities.ts';
import { FitlyError } from '../errors.ts';

/**
 * Probabilities from the winner of each posterior draw: the share of draws an action won, and ε for its neighbours.
 * `winners`: one action index per draw, at least one.
 */
export function explore(winners: Int32Array, floor: number): Probabilities {
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
  return { kind: 'draws', draws: winners.length, floor, wins };
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
