/**
 * Sums over rows from which a learner state is assembled. Features of the same action have the same shape, so it is
 * enough to sum `[1, x]ᵀ[1, x]` and `y [1, x]` per action: every block of the big matrix is a sum of these small ones.
 * Rows therefore cost (1 + d)² / 2 instead of the square of all their features, and less where the context has zeros.
 */
import { packedLength } from '../math/cholesky.ts';
import { blocksOf, type FeatureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { ArrangedRows, Segment } from './arranged-rows.ts';
import { emptyLikelihood, type Likelihood } from './likelihood.ts';
import { SHARDS } from './shards.ts';

/** One per level of the tree of 64 shards, and one for its leaf. */
const BUFFERS = 8;

/** Weight and response of each place. */
export interface WeighedPlaces {
  readonly weights: Float64Array;
  readonly responses: Float64Array;
}

/**
 * J = Σ w φφᵀ and h = Σ w y φ. Within an action each shard is summed by itself, and the shards are merged in the fixed tree;
 * actions are added in ascending order, whichever of the `workers` has summed them.
 */
export function likelihoodOf(
  layout: FeatureLayout,
  arranged: ArrangedRows,
  weighed: WeighedPlaces,
  workers: number,
): Likelihood {
  const { segments } = arranged;
  const workspace = newWorkspace(layout.blockSize);
  const sums = new Array<Float64Array>(segments.length);
  for (let worker = 0; worker < workers; worker++) {
    for (let at = worker; at < segments.length; at += workers) {
      sums[at] = sumsOf(segments[at]!, arranged, weighed, workspace);
    }
  }
  const likelihood = emptyLikelihood(layout.size);
  for (const [at, { action }] of segments.entries()) addAction(likelihood, layout, action, sums[at]!);
  return likelihood;
}

/** Sums of [1,x][1,x]ᵀ (packed lower triangle), then of y [1,x]; a few side by side, as many as the tree is deep. */
interface Workspace {
  readonly products: number;
  readonly stride: number;
  readonly numbers: Float64Array;
}

function newWorkspace(blockSize: number): Workspace {
  const products = packedLength(blockSize);
  const stride = products + blockSize;
  return { products, stride, numbers: new Float64Array(BUFFERS * stride) };
}

/** Changes the workspace; the result is a copy. */
function sumsOf(
  { from, to }: Segment,
  arranged: ArrangedRows,
  weighed: WeighedPlaces,
  workspace: Workspace,
): Float64Array {
  const { shards } = arranged;
  let next = from;
  /** Sum of `count` shards from `first` on, in buffer `into`; false: they have no rows. Neighbours are merged first. */
  const sumShards = (first: number, count: number, into: number): boolean => {
    if (next >= to || shards[next]! >= first + count) return false;
    if (count === 1) {
      const start = next;
      while (next < to && shards[next] === first) next += 1;
      addPlaces(start, next, arranged, weighed, workspace, into);
      return true;
    }
    const half = count / 2;
    const hasFirst = sumShards(first, half, into);
    if (!sumShards(first + half, half, hasFirst ? into + 1 : into)) return hasFirst;
    if (hasFirst) addBuffer(workspace, into);
    return true;
  };
  sumShards(0, SHARDS, 0);
  return workspace.numbers.slice(0, workspace.stride);
}

/** The buffer after `into` is added to it. */
function addBuffer({ numbers, stride }: Workspace, into: number): void {
  const end = (into + 1) * stride;
  for (let i = into * stride; i < end; i++) numbers[i] = numbers[i]! + numbers[i + stride]!;
}

/** Fills buffer `into` with the sums of the places [from, to). */
function addPlaces(
  from: number,
  to: number,
  { width, counts, indices, values }: ArrangedRows,
  { weights, responses }: WeighedPlaces,
  { products, stride, numbers }: Workspace,
  into: number,
): void {
  const leaf = into * stride;
  numbers.fill(0, leaf, leaf + stride);
  for (let place = from; place < to; place++) {
    const first = place * width;
    const end = first + counts[place]!;
    const weight = weights[place]!;
    const response = weight * responses[place]!;
    for (let a = first; a < end; a++) {
      const i = indices[a]!;
      const value = values[a]!;
      const row = leaf + (i * (i + 1)) / 2;
      const scaled = weight * value;
      for (let b = first; b <= a; b++) {
        const at = row + indices[b]!;
        numbers[at] = numbers[at]! + scaled * values[b]!;
      }
      const at = leaf + products + i;
      numbers[at] = numbers[at]! + response * value;
    }
  }
}

/** Changes `state`. Blocks come before pairs and each list ascends, so rows of the triangle are met in order. */
function addAction(state: Likelihood, layout: FeatureLayout, action: number, sums: Float64Array): void {
  const { blockSize } = layout;
  const { precision, vector } = state;
  const blocks = blocksOf(layout, action);
  const pairs = pairsOf(layout, action);
  const products = packedLength(blockSize);
  const square = (i: number, j: number): number => sums[i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i]!;
  const add = (row: number, column: number, value: number): void => {
    const at = (row * (row + 1)) / 2 + column;
    precision[at] = precision[at]! + value;
  };
  for (const [b, rowBlock] of blocks.entries()) {
    for (let i = 0; i < blockSize; i++) {
      vector[rowBlock + i] = vector[rowBlock + i]! + sums[products + i]!;
      for (const columnBlock of blocks.slice(0, b)) {
        for (let j = 0; j < blockSize; j++) add(rowBlock + i, columnBlock + j, square(i, j));
      }
      for (let j = 0; j <= i; j++) add(rowBlock + i, rowBlock + j, square(i, j));
    }
  }
  for (const [k, pair] of pairs.entries()) {
    vector[pair] = vector[pair]! + sums[products]!;
    for (const block of blocks) {
      for (let j = 0; j < blockSize; j++) add(pair, block + j, square(0, j));
    }
    for (const other of pairs.slice(0, k + 1)) add(Math.max(pair, other), Math.min(pair, other), sums[0]!);
  }
}
