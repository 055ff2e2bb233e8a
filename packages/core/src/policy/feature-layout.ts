/**
 * Where each coefficient of the linear policy stands. Features of (customer x, action a), in this order:
 * - shared: `[1, x]`;
 * - per option, dimensions in order: `[1, x]` if a takes the option, else zeros;
 * - per pair of options of two dimensions: 1 if a takes both, else 0.
 * A dimension whose choice means nothing under a (because nothing is sent) counts as not taken.
 *
 * With d context numbers, K options in all and Q option pairs: p = (1 + d)(1 + K) + Q.
 */
import type { ActionSpace } from '../design/action-space.ts';

export interface FeatureLayout {
  readonly space: ActionSpace;
  /** d: numbers in a context row. */
  readonly contextSize: number;
  /** 1 + d: length of a `[1, x]` block. The shared block starts at 0. */
  readonly blockSize: number;
  /** p: number of coefficients. */
  readonly size: number;
  /** Start of the `[1, x]` block of each option, by dimension. */
  readonly optionOffsets: readonly (readonly number[])[];
  /** Index of the pair intercept of two options; dimA < dimB. */
  pairIndex(dimA: number, optionA: number, dimB: number, optionB: number): number;
}

/** Which part of the model a coefficient belongs to; each part has its own prior variance. */
export type FeaturePart = 'intercept' | 'shared_x' | 'main' | 'option_x' | 'pair';

export function featureLayout(space: ActionSpace, contextSize: number): FeatureLayout {
  const blockSize = 1 + contextSize;
  const counts = space.dimensions.map((dimension) => dimension.optionIds.length);
  let next = blockSize;
  const optionOffsets = counts.map((count) =>
    Array.from({ length: count }, () => {
      next += blockSize;
      return next - blockSize;
    }),
  );
  const pairStarts = new Map<string, number>();
  for (const [dimB, countB] of counts.entries()) {
    for (const [dimA, countA] of counts.slice(0, dimB).entries()) {
      pairStarts.set(`${dimA},${dimB}`, next);
      next += countA * countB;
    }
  }
  return {
    space,
    contextSize,
    blockSize,
    size: next,
    optionOffsets,
    pairIndex: (dimA, optionA, dimB, optionB) => pairStarts.get(`${dimA},${dimB}`)! + optionA * counts[dimB]! + optionB,
  };
}

/** Starts of the `[1, x]` blocks that are not zero for an action, ascending: shared, then one per dimension. */
export function blocksOf(layout: FeatureLayout, action: number): number[] {
  const { space } = layout;
  return [
    0,
    ...layout.optionOffsets.flatMap((offsets, dim) =>
      space.applies(action, dim) ? [offsets[space.optionIndex(action, dim)]!] : [],
    ),
  ];
}

/** Indices of the pair intercepts that are 1 for an action. */
export function pairsOf(layout: FeatureLayout, action: number): number[] {
  const { space } = layout;
  const pairs: number[] = [];
  for (let dimB = 1; dimB < space.dimensions.length; dimB++) {
    if (!space.applies(action, dimB)) continue;
    for (let dimA = 0; dimA < dimB; dimA++) {
      if (!space.applies(action, dimA)) continue;
      pairs.push(layout.pairIndex(dimA, space.optionIndex(action, dimA), dimB, space.optionIndex(action, dimB)));
    }
  }
  return pairs;
}

/** The part of each coefficient; length p. */
export function featureParts(layout: FeatureLayout): FeaturePart[] {
  const parts = new Array<FeaturePart>(layout.size).fill('pair');
  parts.fill('shared_x', 0, layout.blockSize);
  parts[0] = 'intercept';
  for (const offset of layout.optionOffsets.flat()) {
    parts.fill('option_x', offset, offset + layout.blockSize);
    parts[offset] = 'main';
  }
  return parts;
}

/**
 * A name for each coefficient that does not depend on its place: what was learned moves with the name when options are
 * added. `x3` is the fourth number of the context row, unless `nameOf` gives another name.
 */
export function featureKeys(layout: FeatureLayout, nameOf = (j: number): string => `x${j}`): string[] {
  const keys = new Array<string>(layout.size).fill('');
  const fillBlock = (offset: number, owner: string): void => {
    for (let j = 0; j < layout.blockSize; j++) keys[offset + j] = `${owner}|${j === 0 ? '1' : nameOf(j - 1)}`;
  };
  const dimensions = layout.space.dimensions;
  const optionName = (dim: number, option: number): string =>
    JSON.stringify([dimensions[dim]!.id, dimensions[dim]!.optionIds[option]]);
  fillBlock(0, 'shared');
  for (const [dimB, offsets] of layout.optionOffsets.entries()) {
    for (const [optionB, offset] of offsets.entries()) {
      fillBlock(offset, optionName(dimB, optionB));
      for (let dimA = 0; dimA < dimB; dimA++) {
        for (let optionA = 0; optionA < dimensions[dimA]!.optionIds.length; optionA++) {
          const pair = [optionName(dimA, optionA), optionName(dimB, optionB)].sort();
          keys[layout.pairIndex(dimA, optionA, dimB, optionB)] = pair.join('&');
        }
      }
    }
  }
  return keys;
}
