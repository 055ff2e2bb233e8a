/**
 * Probabilities of actions, stored sparsely and exactly: with posterior draws a probability is a count, so the log
 * carries the counts, and one function expands them. The decoder belongs to the decision format: analysis and replay
 * use this file and never the policy.
 */
import type { ActionSpace } from '../design/action-space.ts';
import { FitlyError } from '../errors.ts';

export type Probabilities =
  /** Every eligible action alike. */
  | { readonly kind: 'uniform' }
  /** `draws` = M posterior draws, of which `count` were won by `action`; `floor` = ε, the share spread over neighbours. */
  | {
      readonly kind: 'draws';
      readonly draws: number;
      readonly floor: number;
      /** Ascending by action; counts are positive and sum to `draws`. */
      readonly wins: readonly (readonly [action: number, count: number])[];
    };

/** For the log: `u`, or `d64 0.02 3:40 7:24` (draws, floor, wins). Numbers are the shortest text that reads back. */
export function formatProbabilities(probabilities: Probabilities): string {
  if (probabilities.kind === 'uniform') return 'u';
  const wins = probabilities.wins.map(([action, count]) => `${action}:${count}`);
  return [`d${probabilities.draws}`, String(probabilities.floor), ...wins].join(' ');
}

/** The inverse of `formatProbabilities`. Throws `lake_file_damaged` for any other text. */
export function parseProbabilities(text: string): Probabilities {
  if (text === 'u') return { kind: 'uniform' };
  const [head = '', floorText = '', ...pairs] = text.split(' ');
  const wins = pairs.map((pair) => {
    const match = /^(\d+):(\d+)$/.exec(pair);
    return match === null ? null : ([Number(match[1]), Number(match[2])] as const);
  });
  const draws = Number(/^d(\d+)$/.exec(head)?.[1] ?? Number.NaN);
  const floor = floorText === '' ? Number.NaN : Number(floorText);
  const known = wins.filter((win) => win !== null);
  const total = known.reduce((sum, [, count]) => sum + count, 0);
  const ascending = known.every(([action], i) => i === 0 || known[i - 1]![0] < action);
  const positive = known.every(([, count]) => count > 0);
  if (
    known.length < wins.length ||
    !(total === draws && draws > 0 && floor >= 0 && floor <= 1 && ascending && positive)
  ) {
    throw new FitlyError(
      'lake_file_damaged',
      `the probabilities "${text}" are not readable, expected such as "d64 0.02 3:40 7:24"`,
    );
  }
  return { kind: 'draws', draws, floor, wins: known };
}

/**
 * The probability of every action; length `space.size`, sums to 1, 0 where `mask` is 0.
 *
 * uniform: 1/m for each of the m eligible actions.
 * draws:   (1−ε)·count/M for each winner, plus ε·count/M spread evenly over the winner's eligible neighbours; a winner
 *          without an eligible neighbour keeps its share.
 *
 * Throws `internal` when nothing is eligible or a winner is not: such a decision has no probabilities. `into`, of length
 * `space.size`, saves making a new vector for every decision; what stood in it is gone.
 */
export function probabilityVector(
  probabilities: Probabilities,
  space: ActionSpace,
  mask: Uint8Array,
  into: Float64Array = new Float64Array(space.size),
): Float64Array {
  into.fill(0);
  return probabilities.kind === 'uniform' ? uniformVector(mask, into) : drawsVector(probabilities, space, mask, into);
}

function uniformVector(mask: Uint8Array, vector: Float64Array): Float64Array {
  const eligible = mask.reduce((sum, bit) => sum + bit, 0);
  if (eligible === 0) throw new FitlyError('internal', 'probabilities were asked for where no action is eligible');
  for (let action = 0; action < mask.length; action++) vector[action] = mask[action]! / eligible;
  return vector;
}

function drawsVector(
  { draws, floor, wins }: Probabilities & { kind: 'draws' },
  space: ActionSpace,
  mask: Uint8Array,
  vector: Float64Array,
): Float64Array {
  for (const [winner, count] of wins) {
    if (mask[winner] !== 1) throw new FitlyError('internal', `action ${winner} won draws but is not eligible`);
    const spread = (floor * count) / draws;
    vector[winner] = vector[winner]! + ((1 - floor) * count) / draws;
    const neighbours = space.neighbours(winner);
    let eligible = 0;
    for (let i = 0; i < neighbours.length; i++) eligible += mask[neighbours[i]!]!;
    if (eligible === 0) vector[winner] = vector[winner]! + spread;
    const share = spread / eligible;
    for (let i = 0; i < neighbours.length; i++) {
      const neighbour = neighbours[i]!;
      if (mask[neighbour] === 1) vector[neighbour] = vector[neighbour]! + share;
    }
  }
  return vector;
}
