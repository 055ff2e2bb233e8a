/**
 * What is kept of matured decisions by option: how often it was chosen and what followed, by group and segment, and weighted sums from
 * which its value follows. Sums only, so that days add up; no customer is in them.
 *
 * A decision tells of an option when its own probability p lay between 0 and 1. With weight 1/p where it was chosen and
 * 1/(1 − p) where it was not, both sides stand for all such decisions (Horvitz & Thompson 1952), whatever else was eligible.
 */
import type { ActionSpace } from '../design/action-space.ts';
import type { Group } from '../terms.ts';
import type { Segment, Segmentation } from './segments.ts';

/** Decisions in which the option was chosen, or another one was where it could have been: Σ 1, w, wr, w², w²r, w²r². */
export interface WeightedSums {
  readonly n: number;
  readonly w: number;
  readonly wr: number;
  readonly w2: number;
  readonly w2r: number;
  readonly w2r2: number;
}

export interface OptionCell {
  readonly group: Group;
  readonly dimension: string;
  readonly option: string;
  /** Null: everybody. */
  readonly segment: Segment | null;
  /** In which an option of the dimension was chosen. */
  readonly decisions: number;
  readonly chosen: number;
  /** Of those chosen: taken by the platform, opened and clicked by people, with a success, and what they earned. */
  readonly accepted: number;
  readonly opened: number;
  readonly clicked: number;
  readonly converted: number;
  readonly reward: number;
  readonly taken: WeightedSums;
  readonly left: WeightedSums;
}

const COUNTS = ['decisions', 'chosen', 'accepted', 'opened', 'clicked', 'converted', 'reward'] as const;
const SUMS = ['n', 'w', 'wr', 'w2', 'w2r', 'w2r2'] as const;
const WIDTH = COUNTS.length + 2 * SUMS.length;
const TAKEN = COUNTS.length;
const LEFT = TAKEN + SUMS.length;

/** One matured decision that chose something. */
export interface MaturedChoice {
  readonly group: Group;
  /** In the space of the fold. */
  readonly action: number;
  /** Of every action; may be reused by the caller after the call. */
  readonly probabilities: ArrayLike<number>;
  /** Its row in the table that the segmentations are of. */
  readonly row: number;
  readonly accepted: boolean;
  readonly opened: boolean;
  readonly clicked: boolean;
  readonly converted: boolean;
  readonly reward: number;
}

export interface OptionCells {
  add(choice: MaturedChoice): void;
  /** Cells in which something was counted. */
  cells(): OptionCell[];
}

/** Empty cells for the decisions of one day; `groups`: those that get decisions. */
export function createOptionCells(
  space: ActionSpace,
  segmentations: readonly Segmentation[],
  groups: readonly Group[],
): OptionCells {
  const options = space.dimensions.flatMap(({ id, optionIds }, dim) =>
    optionIds.map((option, place) => ({ dimension: id, option, dim, place })),
  );
  const firstOf = space.dimensions.map((_, dim) => options.findIndex((each) => each.dim === dim));
  const segments: (Segment | null)[] = [
    null,
    ...segmentations.flatMap(({ attribute, values }) => values.map((value) => ({ attribute, value }))),
  ];
  let from = 1;
  const starts = segmentations.map(({ values }) => {
    const start = from;
    from += values.length;
    return start;
  });
  const sums = new Float64Array(groups.length * segments.length * options.length * WIDTH);
  const marginal = new Float64Array(options.length);
  const placeOf = (group: number, segment: number, option: number): number =>
    ((group * segments.length + segment) * options.length + option) * WIDTH;

  const marginalsOf = (probabilities: ArrayLike<number>): void => {
    marginal.fill(0);
    for (let action = 0; action < space.size; action += 1) {
      const probability = probabilities[action]!;
      if (!(probability > 0)) continue;
      for (let dim = 0; dim < firstOf.length; dim += 1)
        if (space.applies(action, dim)) marginal[firstOf[dim]! + space.optionIndex(action, dim)]! += probability;
    }
  };
  const addTo = (at: number, choice: MaturedChoice, isChosen: boolean, p: number): void => {
    sums[at]! += 1;
    if (isChosen) {
      sums[at + 1]! += 1;
      sums[at + 2]! += Number(choice.accepted);
      sums[at + 3]! += Number(choice.opened);
      sums[at + 4]! += Number(choice.clicked);
      sums[at + 5]! += Number(choice.converted);
      sums[at + 6]! += choice.reward;
    }
    if (!(p > 0 && p < CERTAIN)) return;
    const weight = 1 / (isChosen ? p : 1 - p);
    const square = weight * weight;
    const place = at + (isChosen ? TAKEN : LEFT);
    sums[place]! += 1;
    sums[place + 1]! += weight;
    sums[place + 2]! += weight * choice.reward;
    sums[place + 3]! += square;
    sums[place + 4]! += square * choice.reward;
    sums[place + 5]! += square * choice.reward * choice.reward;
  };
  return {
    add(choice) {
      const group = groups.indexOf(choice.group);
      marginalsOf(choice.probabilities);
      const own = [0, ...segmentations.map(({ placeOf: valueIn }, i) => starts[i]! + valueIn(choice.row))];
      for (const [option, { dim, place }] of options.entries()) {
        if (!space.applies(choice.action, dim)) continue;
        const isChosen = space.optionIndex(choice.action, dim) === place;
        for (const segment of own) addTo(placeOf(group, segment, option), choice, isChosen, marginal[option]!);
      }
    },
    cells: () =>
      groups.flatMap((group, g) =>
        segments.flatMap((segment, s) =>
          options.flatMap(({ dimension, option }, o) => {
            const at = placeOf(g, s, o);
            return sums[at] === 0 ? [] : [cellOf({ group, dimension, option, segment }, sums.subarray(at, at + WIDTH))];
          }),
        ),
      ),
  };
}

/** Sums of probabilities that are 1 are so but for their rounding. */
const CERTAIN = 1 - 1e-9;

const cellOf = (
  name: Pick<OptionCell, 'group' | 'dimension' | 'option' | 'segment'>,
  sums: ArrayLike<number>,
): OptionCell => {
  const [decisions, chosen, accepted, opened, clicked, converted, reward] = COUNTS.map((_, i) => sums[i]!);
  const sumsFrom = (start: number): WeightedSums =>
    Object.fromEntries(SUMS.map((key, i) => [key, sums[start + i]!])) as unknown as WeightedSums;
  return {
    ...name,
    decisions: decisions!,
    chosen: chosen!,
    accepted: accepted!,
    opened: opened!,
    clicked: clicked!,
    converted: converted!,
    reward: reward!,
    taken: sumsFrom(TAKEN),
    left: sumsFrom(LEFT),
  };
};

/** Cells of both, added up; those of `a` first. */
export function mergeOptionCells(a: readonly OptionCell[], b: readonly OptionCell[]): OptionCell[] {
  const merged = new Map(a.map((cell) => [keyOf(cell), cell]));
  for (const cell of b) {
    const known = merged.get(keyOf(cell));
    merged.set(keyOf(cell), known === undefined ? cell : added(known, cell));
  }
  return [...merged.values()];
}

const keyOf = ({ group, dimension, option, segment }: OptionCell): string =>
  JSON.stringify([group, dimension, option, segment?.attribute, segment?.value]);

const added = (a: OptionCell, b: OptionCell): OptionCell => ({
  ...a,
  ...(Object.fromEntries(COUNTS.map((key) => [key, a[key] + b[key]])) as Pick<OptionCell, (typeof COUNTS)[number]>),
  taken: addedSums(a.taken, b.taken),
  left: addedSums(a.left, b.left),
});

const addedSums = (a: WeightedSums, b: WeightedSums): WeightedSums =>
  Object.fromEntries(SUMS.map((key) => [key, a[key] + b[key]])) as unknown as WeightedSums;
