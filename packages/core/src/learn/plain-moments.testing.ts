/**
 * The plain twin of `likelihoodOf`, for its tests: rows in the order of shards, a map of sums for each.
 *
 * Sums over rows from which a learner state is assembled. Features of the same action have the same shape, so it is
 * enough to sum `[1, x]ᵀ[1, x]` and `y [1, x]` per action: every block of the big matrix is a sum of these small ones.
 * Rows therefore cost (1 + d)² / 2 instead of the square of all their features.
 */
import { packedLength } from '../math/cholesky.ts';
import type { SipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { blocksOf, type FeatureLayout, pairsOf } from '../policy/feature-layout.ts';
import { emptyState, type LearnerState } from './learner-state.ts';
import { plainFold } from './plain-fold.ts';
import { leavesOf, mergeTree, rowsByShard } from './shards.ts';

interface RowMoments {
  /** Action → Σ w [1,x][1,x]ᵀ (packed lower triangle), then Σ w y [1,x]. Only actions that occurred. */
  readonly byAction: ReadonlyMap<number, Float64Array>;
  readonly n: number;
  readonly sumY: number;
  readonly sumYY: number;
}

/** Moments of the rows with these positions, added in the given order. */
function rowMoments(layout: FeatureLayout, rows: TrainingRows, positions: readonly number[]): RowMoments {
  const { blockSize, contextSize } = layout;
  const { contexts, actions, rewards, weights } = rows;
  const byAction = new Map<number, Float64Array>();
  const block: Block = { indices: new Int32Array(blockSize), values: new Float64Array(blockSize), count: 0 };
  let [n, sumY, sumYY] = [0, 0, 0];
  for (const row of positions) {
    const weight = weights?.[row] ?? 1;
    const reward = rewards[row]!;
    fillBlock(block, contexts, row * contextSize, contextSize);
    const action = actions[row]!;
    let sums = byAction.get(action);
    if (sums === undefined) {
      sums = new Float64Array(packedLength(blockSize) + blockSize);
      byAction.set(action, sums);
    }
    addRow(sums, block, weight, reward);
    n += weight;
    sumY += weight * reward;
    sumYY += weight * reward * reward;
  }
  return { byAction, n, sumY, sumYY };
}

/** The entries of `[1, x]` that are not zero, ascending: zeros add nothing. */
interface Block {
  readonly indices: Int32Array;
  readonly values: Float64Array;
  count: number;
}

/** Changes `block`. */
function fillBlock(block: Block, contexts: Float64Array, start: number, contextSize: number): void {
  const { indices, values } = block;
  indices[0] = 0;
  values[0] = 1;
  let count = 1;
  for (let j = 0; j < contextSize; j++) {
    const value = contexts[start + j]!;
    if (value === 0) continue;
    indices[count] = j + 1;
    values[count] = value;
    count += 1;
  }
  block.count = count;
}

/** Changes `sums`. */
function addRow(sums: Float64Array, { indices, values, count }: Block, weight: number, reward: number): void {
  for (let a = 0; a < count; a++) {
    const i = indices[a]!;
    const start = (i * (i + 1)) / 2;
    const scaled = weight * values[a]!;
    for (let b = 0; b <= a; b++) {
      const at = start + indices[b]!;
      sums[at] = sums[at]! + scaled * values[b]!;
    }
  }
  const size = indices.length;
  const products = packedLength(size);
  for (let a = 0; a < count; a++) {
    const at = products + indices[a]!;
    sums[at] = sums[at]! + weight * reward * values[a]!;
  }
}

/** Sum of both. The sums of `a` are used up: a tree of leaves that nobody else holds needs no copies. */
function mergeMoments(a: RowMoments, b: RowMoments): RowMoments {
  const byAction = new Map(a.byAction);
  for (const [action, sums] of b.byAction) {
    const own = byAction.get(action);
    if (own === undefined) byAction.set(action, sums);
    else addTo(own, sums);
  }
  return { byAction, n: a.n + b.n, sumY: a.sumY + b.sumY, sumYY: a.sumYY + b.sumYY };
}

function addTo(target: Float64Array, more: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + more[i]!;
}

/** The learner state of the rows behind the moments. Actions are added in ascending order. */
function assembleState(layout: FeatureLayout, moments: RowMoments): LearnerState {
  const state = emptyState(layout);
  for (const action of [...moments.byAction.keys()].sort((a, b) => a - b)) {
    addAction(state, layout, action, moments.byAction.get(action)!);
  }
  return { ...state, n: moments.n, sumY: moments.sumY, sumYY: moments.sumYY };
}

/** Changes `state`. Blocks come before pairs and each list ascends, so rows of the triangle are met in order. */
function addAction(state: LearnerState, layout: FeatureLayout, action: number, sums: Float64Array): void {
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

export function plainState(layout: FeatureLayout, rows: TrainingRows, shardKey: SipKey): LearnerState {
  const leaves = leavesOf(rowsByShard(rows, plainFold.shardsOf(shardKey, rows.customerKeys)), 1, (positions) =>
    rowMoments(layout, rows, positions),
  );
  return assembleState(layout, mergeTree(leaves, mergeMoments));
}
