/**
 * The action space of an agent: every combination of one option per dimension, numbered.
 *
 * The index of an action is its mixed-radix number with dimensions in file order and the last one fastest: with
 * dimensions of 2 and 3 options, action 4 is option 1 of the first and option 1 of the second. Paused and retired
 * options keep their place, so that an index never changes its meaning; the mask says what may be chosen.
 *
 * No dimensions: one action, the empty one (the agent only decides *that* it sends). A dimension without options: none.
 */
import { FitlyError } from '../errors.ts';
import type { Dimension } from './agent.ts';

/** What identifies a space; plain JSON, stored with a policy version so that the space can be rebuilt. */
export interface SpaceDescription {
  readonly dimensions: readonly { readonly id: string; readonly optionIds: readonly string[] }[];
}

export interface ActionSpace extends SpaceDescription {
  /** Number of actions: the product of the option counts. */
  readonly size: number;
  /** Position in `optionIds` of the option that `action` takes in dimension `dim`. */
  optionIndex(action: number, dim: number): number;
  /** The action with these option positions, one per dimension. */
  actionOf(optionIndices: readonly number[]): number;
  /** The actions that differ from `action` in exactly one dimension, ascending. */
  neighbours(action: number): Int32Array;
}

/** More actions than this cannot be scored one by one; an agent file with more is refused when it is checked. */
export const LARGEST_SPACE = 100_000;

export function actionSpace(dimensions: readonly Dimension[]): ActionSpace {
  return actionSpaceOf({
    dimensions: dimensions.map(({ id, options }) => ({ id, optionIds: options.map((option) => option.id) })),
  });
}

/** The space that a description describes. Throws `internal` above LARGEST_SPACE actions: validation comes first. */
export function actionSpaceOf(description: SpaceDescription): ActionSpace {
  const dimensions = description.dimensions;
  const radices = dimensions.map((dimension) => dimension.optionIds.length);
  const strides = radices.map((_, dim) => radices.slice(dim + 1).reduce((product, radix) => product * radix, 1));
  const size = radices.reduce((product, radix) => product * radix, 1);
  if (size > LARGEST_SPACE) {
    throw new FitlyError('internal', `an action space of ${size} actions, expected at most ${LARGEST_SPACE}`);
  }
  const optionIndex = (action: number, dim: number): number => Math.floor(action / strides[dim]!) % radices[dim]!;
  const known = new Array<Int32Array | undefined>(size);
  const findNeighbours = (action: number): Int32Array => {
    const found: number[] = [];
    for (const [dim, radix] of radices.entries()) {
      const own = optionIndex(action, dim);
      for (let option = 0; option < radix; option++) {
        if (option !== own) found.push(action + (option - own) * strides[dim]!);
      }
    }
    return Int32Array.from(found).sort();
  };
  return {
    dimensions,
    size,
    optionIndex,
    actionOf: (optionIndices) => optionIndices.reduce((action, option, dim) => action + option * strides[dim]!, 0),
    neighbours: (action) => {
      const neighbours = known[action] ?? findNeighbours(action);
      known[action] = neighbours;
      return neighbours;
    },
  };
}

/** The plain part of a space (or of anything that carries it). */
export const describeSpace = (space: SpaceDescription): SpaceDescription => ({
  dimensions: space.dimensions.map(({ id, optionIds }) => ({ id, optionIds: [...optionIds] })),
});

/** Whether two spaces number the same options in the same way. */
export function sameSpace(a: SpaceDescription, b: SpaceDescription): boolean {
  return JSON.stringify(describeSpace(a)) === JSON.stringify(describeSpace(b));
}

/**
 * Eligibility by option state: 1 for each action whose chosen options are all `active`, else 0. Length: `space.size`.
 * Options are found by id; one that the dimensions no longer list counts as not active.
 */
export function eligibleMask(space: ActionSpace, dimensions: readonly Dimension[]): Uint8Array {
  const active = space.dimensions.map(({ id, optionIds }) => {
    const options = dimensions.find((dimension) => dimension.id === id)?.options ?? [];
    return optionIds.map((optionId) => options.find((option) => option.id === optionId)?.state === 'active');
  });
  return Uint8Array.from({ length: space.size }, (_, action) =>
    Number(active.every((states, dim) => states[space.optionIndex(action, dim)])),
  );
}
