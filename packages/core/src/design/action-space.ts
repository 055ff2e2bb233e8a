/**
 * The action space of an agent: every combination of one option per dimension, numbered.
 *
 * The index of an action is its mixed-radix number with dimensions in file order and the last one fastest: with
 * dimensions of 2 and 3 options, action 4 is option 1 of the first and option 1 of the second. Paused and retired
 * options keep their place, so that an index never changes its meaning; the mask says what may be chosen.
 *
 * Where the chosen options include one that sends nothing, the other dimensions mean nothing (except a frequency, which
 * says when the customer is due again). Combinations that differ only in what means nothing are one action: the
 * *canonical* one, with position 0 in those dimensions. The others keep their index and are never eligible.
 *
 * No dimensions: one action, the empty one (the agent only decides *that* it sends). A dimension without options: none.
 */
import { FitlyError } from '../errors.ts';
import type { Dimension } from './agent.ts';

export interface SpaceDimension {
  readonly id: string;
  readonly optionIds: readonly string[];
  /** The option that sends nothing. At most one dimension of a space has one. */
  readonly silentId?: string;
  /** Kind `frequency`: means something also where nothing is sent. */
  readonly cadence?: true;
}

/** What identifies a space; plain JSON, stored with a policy version so that the space can be rebuilt. */
export interface SpaceDescription {
  readonly dimensions: readonly SpaceDimension[];
}

export interface ActionSpace extends SpaceDescription {
  /** Number of actions: the product of the option counts. */
  readonly size: number;
  /** Position in `optionIds` of the option that `action` takes in dimension `dim`. */
  optionIndex(action: number, dim: number): number;
  /** The action with these option positions, one per dimension. */
  actionOf(optionIndices: readonly number[]): number;
  /** Whether the action sends nothing. */
  isSilent(action: number): boolean;
  /** Whether the choice of `dim` means something under this action. */
  applies(action: number, dim: number): boolean;
  /** The one action that stands for all combinations of the same meaning; a sending action stands for itself. */
  canonical(action: number): number;
  /**
   * The canonical actions that differ in exactly one choice that means something under both, ascending. All sending
   * actions are one change away from the action that sends nothing (at the same frequency).
   */
  neighbours(action: number): Int32Array;
}

/** More actions than this cannot be scored one by one; an agent file with more is refused when it is checked. */
export const LARGEST_SPACE = 100_000;

export function actionSpace(dimensions: readonly Dimension[]): ActionSpace {
  return actionSpaceOf({ dimensions: dimensions.map(describeDimension) });
}

function describeDimension({ id, kind, options }: Dimension): SpaceDimension {
  const silent = options.find((option) => option.noSend);
  return {
    id,
    optionIds: options.map((option) => option.id),
    ...(silent === undefined ? {} : { silentId: silent.id }),
    ...(kind === 'frequency' ? { cadence: true as const } : {}),
  };
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
  const silence = silenceOf(dimensions);
  const isSilent = (action: number): boolean => silence !== null && optionIndex(action, silence.dim) === silence.option;
  const applies = (action: number, dim: number): boolean =>
    !isSilent(action) || dim === silence?.dim || dimensions[dim]!.cadence === true;
  const canonical = (action: number): number => {
    if (!isSilent(action)) return action;
    return dimensions.reduce(
      (sum, _, dim) => sum + (applies(action, dim) ? optionIndex(action, dim) * strides[dim]! : 0),
      0,
    );
  };
  const space = {
    dimensions,
    size,
    optionIndex,
    actionOf: (optionIndices: readonly number[]) =>
      optionIndices.reduce((action, option, dim) => action + option * strides[dim]!, 0),
    isSilent,
    applies,
    canonical,
  };
  const known = new Array<Int32Array | undefined>(size);
  return {
    ...space,
    neighbours: (action) => {
      const neighbours =
        known[action] ?? (silence === null ? singleChanges(space, strides, action) : near(space, action));
      known[action] = neighbours;
      return neighbours;
    },
  };
}

type Numbering = Omit<ActionSpace, 'neighbours'>;

function silenceOf(dimensions: readonly SpaceDimension[]): { readonly dim: number; readonly option: number } | null {
  const dim = dimensions.findIndex((dimension) => dimension.silentId !== undefined);
  return dim === -1 ? null : { dim, option: dimensions[dim]!.optionIds.indexOf(dimensions[dim]!.silentId!) };
}

/** Where every choice always means something, neighbours are found without looking at the whole space. */
function singleChanges(space: Numbering, strides: readonly number[], action: number): Int32Array {
  const found: number[] = [];
  for (const [dim, { optionIds }] of space.dimensions.entries()) {
    const own = space.optionIndex(action, dim);
    for (let option = 0; option < optionIds.length; option++) {
      if (option !== own) found.push(action + (option - own) * strides[dim]!);
    }
  }
  return Int32Array.from(found).sort();
}

function near(space: Numbering, action: number): Int32Array {
  const found: number[] = [];
  for (let other = 0; other < space.size; other++) {
    if (space.canonical(other) === other && changes(space, action, other) === 1) found.push(other);
  }
  return Int32Array.from(found);
}

/** Choices that mean something under both actions and differ. */
function changes(space: Numbering, a: number, b: number): number {
  return space.dimensions.reduce((count, _, dim) => {
    const differs = space.optionIndex(a, dim) !== space.optionIndex(b, dim);
    return count + Number(differs && space.applies(a, dim) && space.applies(b, dim));
  }, 0);
}

/** The plain part of a space (or of anything that carries it). */
export const describeSpace = (space: SpaceDescription): SpaceDescription => ({
  dimensions: space.dimensions.map(({ id, optionIds, silentId, cadence }) => ({
    id,
    optionIds: [...optionIds],
    ...(silentId === undefined ? {} : { silentId }),
    ...(cadence === undefined ? {} : { cadence }),
  })),
});

/** Whether two spaces number the same options in the same way, with the same meaning. */
export function sameSpace(a: SpaceDescription, b: SpaceDescription): boolean {
  return JSON.stringify(describeSpace(a)) === JSON.stringify(describeSpace(b));
}
