/** What was learned under one layout, read under another: numbers move with the name of their coefficient. */
import { FitlyError } from '../errors.ts';
import { packedLength } from '../math/cholesky.ts';
import type { AddedNumber } from '../policy/contract.ts';
import { type FeatureLayout, featureKeys } from '../policy/feature-layout.ts';

/**
 * For each coefficient of `to` its index in `from`; -1 for one that is new. `added`: of the numbers of the context that `to` has beyond
 * those of `from`. One that was 1 in every row so far has the index of the constant beside it: what was learned is then exactly what would have
 * been learned with it (T G Tᵀ). Throws `internal` for any other context.
 */
export function originsOf(from: FeatureLayout, to: FeatureLayout, added: readonly AddedNumber[] = []): Int32Array {
  if (from.contextSize + added.length !== to.contextSize) {
    throw new FitlyError(
      'internal',
      'a learner state can only be adapted to a layout whose context begins with its own',
    );
  }
  const origin = originsAcross(
    from,
    to,
    Array.from({ length: to.contextSize }, (_, j) => (j < from.contextSize ? j : -1)),
  );
  const blocks = [0, ...to.optionOffsets.flat()];
  for (const start of blocks) {
    for (const [place, was] of added.entries()) {
      if (was === 'one') origin[start + 1 + from.contextSize + place] = origin[start]!;
    }
  }
  return origin;
}

/** The same for contexts that differ: `contextOrigins` has for each number of the new one its place in the old, or -1. */
export function originsAcross(from: FeatureLayout, to: FeatureLayout, contextOrigins: readonly number[]): Int32Array {
  const oldIndex = new Map(featureKeys(from).map((key, index) => [key, index]));
  const keys = featureKeys(to, (j) => (contextOrigins[j]! < 0 ? `new ${j}` : `x${contextOrigins[j]}`));
  return Int32Array.from(keys, (key) => oldIndex.get(key) ?? -1);
}

/** `fresh`: what a new coefficient starts with. */
export const moveVector = (vector: Float64Array, origin: Int32Array, fresh: (index: number) => number): Float64Array =>
  Float64Array.from(origin, (old, index) => (old === -1 ? fresh(index) : vector[old]!));

/** A packed triangle; a new coefficient has zeros. */
export function movePacked(matrix: Float64Array, origin: Int32Array): Float64Array {
  const moved = new Float64Array(packedLength(origin.length));
  for (const [i, oldI] of origin.entries()) {
    if (oldI === -1) continue;
    for (let j = 0; j <= i; j++) {
      const oldJ = origin[j]!;
      if (oldJ === -1) continue;
      const [high, low] = oldI > oldJ ? [oldI, oldJ] : [oldJ, oldI];
      moved[(i * (i + 1)) / 2 + j] = matrix[(high * (high + 1)) / 2 + low]!;
    }
  }
  return moved;
}
