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
  const square = new Float64Array(layout.blockSize * layout.blockSize);
  for (const [at, { action }] of segments.entries()) {
    fillSquare(square, sums[at]!, layout.blockSize);
    addAction(likelihood, layout, action, sums[at]!, square);
  }
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
  { starts, ends, indices, values }: ArrangedRows,
  { weights, responses }: WeighedPlaces,
  { products, stride, numbers }: Workspace,
  into: number,
): void {
  const leaf = into * stride;
  numbers.fill(0, leaf, leaf + stride);
  for (let place = from; place < to; place++) {
    const first = starts[place]!;
    const end = ends[place]!;
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
function addAction(
  state: Likelihood,
  layout: FeatureLayout,
  action: number,
  sums: Float64Array,
  square: Float64Array,
): void {
  const { blockSize } = layout;
  const { precision, vector } = state;
  const blocks = blocksOf(layout, action);
  const pairs = pairsOf(layout, action);
  const products = packedLength(blockSize);
  for (const [b, rowBlock] of blocks.entries()) {
    for (let i = 0; i < blockSize; i++) {
      const row = rowStart(rowBlock + i);
      for (let before = 0; before < b; before++)
        addRun(precision, row + blocks[before]!, square, i * blockSize, blockSize);
      addRun(precision, row + rowBlock, square, i * blockSize, i + 1);
    }
    addRun(vector, rowBlock, sums, products, blockSize);
  }
  for (const [k, pair] of pairs.entries()) {
    const row = rowStart(pair);
    for (const block of blocks) addRun(precision, row + block, square, 0, blockSize);
    for (const other of pairs.slice(0, k + 1)) {
      const at = other > pair ? rowStart(other) + pair : row + other;
      precision[at] = precision[at]! + sums[0]!;
    }
    vector[pair] = vector[pair]! + sums[products]!;
  }
}

const rowStart = (i: number): number => (i * (i + 1)) / 2;

/** Fills `square` with both halves of the packed triangle, so that what is added to a row of the big matrix stands in a row. */
function fillSquare(square: Float64Array, sums: Float64Array, size: number): void {
  for (let i = 0, at = 0; i < size; i++) {
    for (let j = 0; j <= i; j++, at++) {
      square[i * size + j] = sums[at]!;
      square[j * size + i] = sums[at]!;
    }
  }
}

/** Adds `length` numbers of `source` from `from` on to those of `target` from `at` on. */
function addRun(target: Float64Array, at: number, source: Float64Array, from: number, length: number): void {
  for (let j = 0; j < length; j++) target[at + j] = target[at + j]! + source[from + j]!;
}
