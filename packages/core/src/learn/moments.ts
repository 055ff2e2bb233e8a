/**
 * Sums over rows from which a learner state is assembled. Features of the same action have the same shape, so it is
 * enough to sum `[1, x]ᵀ[1, x]` and `y [1, x]` per action: every block of the big matrix is a sum of these small ones.
 * Rows therefore cost (1 + d)² / 2 instead of the square of all their features, and less where the context has zeros.
 */
import { packedLength } from '../math/cholesky.ts';
import { blocksOf, type FeatureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { FoldArithmetic, WeighedPlaces } from '../policy/fold-arithmetic.ts';
import type { ArrangedRows } from './arranged-rows.ts';
import { emptyLikelihood, type Likelihood } from './likelihood.ts';

/**
 * J = Σ w φφᵀ and h = Σ w y φ. Within an action each shard is summed by itself, and the shards are merged in the fixed tree;
 * actions are added in ascending order, whichever of the `workers` has summed them.
 */
export function likelihoodOf(
  layout: FeatureLayout,
  arranged: ArrangedRows,
  weighed: WeighedPlaces,
  { workers, arithmetic }: { readonly workers: number; readonly arithmetic: FoldArithmetic },
): Likelihood {
  const { segments } = arranged;
  const sumsOf = arithmetic.prepareSums(arranged, weighed, layout.blockSize);
  const sums = new Array<Float64Array>(segments.length);
  for (let worker = 0; worker < workers; worker++) {
    for (let at = worker; at < segments.length; at += workers) {
      const { from, to } = segments[at]!;
      sums[at] = sumsOf(from, to);
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
