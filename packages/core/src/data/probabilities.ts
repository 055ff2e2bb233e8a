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
      /** Share of it all that every eligible action has alike; absent = none. */
      readonly even?: number;
    }
  /** As they are: ascending by action, positive, with the sum 1. What is not listed has none. */
  | { readonly kind: 'explicit'; readonly probabilities: readonly (readonly [action: number, p: number])[] };

/**
 * For the log: `u`, `d64 0.02 3:40 7:24` (draws, floor, wins), `d1 0 e0.1 3:1` (the same with an even share), or
 * `p 3:0.75 7:0.25`. Numbers are the shortest text that reads back.
 */
export function formatProbabilities(probabilities: Probabilities): string {
  if (probabilities.kind === 'uniform') return 'u';
  if (probabilities.kind === 'explicit') {
    return ['p', ...probabilities.probabilities.map(([action, p]) => `${action}:${p}`)].join(' ');
  }
  const { draws, floor, even } = probabilities;
  const wins = probabilities.wins.map(([action, count]) => `${action}:${count}`);
  return [`d${draws}`, String(floor), ...(even === undefined ? [] : [`e${even}`]), ...wins].join(' ');
}

/** The inverse of `formatProbabilities`. Throws `lake_file_damaged` for any other text. */
export function parseProbabilities(text: string): Probabilities {
  const parsed =
    text === 'u' ? ({ kind: 'uniform' } as const) : text.startsWith('p ') ? parseExplicit(text) : parseDraws(text);
  if (parsed !== null) return parsed;
  throw new FitlyError(
    'lake_file_damaged',
    `the probabilities "${text}" are not readable, expected such as "d64 0.02 3:40 7:24"`,
  );
}

function parseDraws(text: string): Probabilities | null {
  const [head = '', floorText = '', ...rest] = text.split(' ');
  const evenText = /^e(.+)$/.exec(rest[0] ?? '')?.[1];
  const wins = readPairs(evenText === undefined ? rest : rest.slice(1), /^(\d+):(\d+)$/);
  const draws = Number(/^d(\d+)$/.exec(head)?.[1] ?? Number.NaN);
  const floor = floorText === '' ? Number.NaN : Number(floorText);
  const even = Number(evenText ?? 0);
  const isShare = (share: number): boolean => share >= 0 && share <= 1;
  if (wins === null || !(sumOf(wins) === draws && draws > 0 && isShare(floor) && isShare(even))) return null;
  return { kind: 'draws', draws, floor, ...(evenText === undefined ? {} : { even }), wins };
}

/** Sums of probabilities that were computed may miss 1 by rounding. */
const TOLERANCE = 1e-9;

function parseExplicit(text: string): Probabilities | null {
  const probabilities = readPairs(text.split(' ').slice(1), /^(\d+):(\d.*)$/);
  if (probabilities === null || !(Math.abs(sumOf(probabilities) - 1) <= TOLERANCE)) return null;
  return { kind: 'explicit', probabilities };
}

const sumOf = (pairs: readonly (readonly [number, number])[]): number => pairs.reduce((sum, [, each]) => sum + each, 0);

/** Pairs `action:number`, ascending and positive; null where they are not. */
function readPairs(texts: readonly string[], form: RegExp): (readonly [number, number])[] | null {
  const pairs = texts.flatMap((text) => {
    const match = form.exec(text);
    return match === null ? [] : [[Number(match[1]), Number(match[2])] as const];
  });
  const ascending = pairs.every(([action], i) => i === 0 || pairs[i - 1]![0] < action);
  return pairs.length === texts.length && ascending && pairs.every(([, each]) => each > 0) ? pairs : null;
}

/**
 * The probability of every action; length `space.size`, sums to 1, 0 where `mask` is 0.
 *
 * uniform: 1/m for each of the m eligible actions.
 * draws:   (1−ε)·count/M for each winner, plus ε·count/M spread evenly over the winner's eligible neighbours; a winner
 *          without an eligible neighbour keeps its share. With an even share e: (1−e) of that, plus e/m.
 * explicit: what is listed.
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
  switch (probabilities.kind) {
    case 'uniform':
      return uniformVector(mask, into);
    case 'explicit':
      return explicitVector(probabilities.probabilities, mask, into);
    case 'draws':
      return withEvenShare(probabilities.even ?? 0, mask, drawsVector(probabilities, space, mask, into));
  }
}

function explicitVector(
  probabilities: readonly (readonly [number, number])[],
  mask: Uint8Array,
  vector: Float64Array,
): Float64Array {
  for (const [action, p] of probabilities) {
    if (mask[action] !== 1) throw new FitlyError('internal', `action ${action} has a probability but is not eligible`);
    vector[action] = p;
  }
  return vector;
}

/** Changes `vector`. */
function withEvenShare(even: number, mask: Uint8Array, vector: Float64Array): Float64Array {
  if (even === 0) return vector;
  const each = even / mask.reduce((sum, bit) => sum + bit, 0);
  for (let action = 0; action < mask.length; action++)
    vector[action] = (1 - even) * vector[action]! + mask[action]! * each;
  return vector;
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
