/** The arithmetic of a fold in plain code: the twin that every kernel is measured against. */
import { factorise, inverseDiagonal, packedLength } from '../math/cholesky.ts';
import type { FoldArithmetic, RowEntries, WeighedPlaces } from '../policy/fold-arithmetic.ts';
import { SHARDS, shardOf } from './shards.ts';

export const plainFold: FoldArithmetic = {
  shardsOf: (key, texts) => Uint8Array.from(texts, (text) => shardOf(key, text)),
  prepareSums(rows, weighed, blockSize) {
    const workspace = newWorkspace(blockSize);
    return (from, to) => sumsOf(from, to, rows, weighed, workspace);
  },
  factorise,
  inverseDiagonal,
};

/** One per level of the tree of 64 shards, and one for its leaf. */
const BUFFERS = 8;

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
  from: number,
  to: number,
  rows: RowEntries,
  weighed: WeighedPlaces,
  workspace: Workspace,
): Float64Array {
  const { shards } = rows;
  let next = from;
  /** Sum of `count` shards from `first` on, in buffer `into`; false: they have no rows. Neighbours are merged first. */
  const sumShards = (first: number, count: number, into: number): boolean => {
    if (next >= to || shards[next]! >= first + count) return false;
    if (count === 1) {
      const start = next;
      while (next < to && shards[next] === first) next += 1;
      addPlaces(start, next, rows, weighed, workspace, into);
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
  { starts, ends, indices, values }: RowEntries,
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
