/**
 * The arithmetic in which a fold of a day spends its time: what a fast kernel implements. Whoever implements it gives, bit for
 * bit, what the plain code gives (`learn/plain-fold.ts`), so that a state does not say by what it was computed.
 */
import type { SipKey } from '../math/siphash.ts';

export interface FoldArithmetic {
  /** Shard of each text, 0 … 63: the upper bits of its keyed hash. */
  shardsOf(key: SipKey, texts: readonly string[]): Uint8Array;
  /**
   * Sums over the places [from, to) of one action: Σ w [1,x][1,x]ᵀ (packed lower triangle), then Σ w y [1,x]. Each shard by
   * itself, then the fixed tree. `blockSize`: 1 + d. The result is the caller's.
   */
  prepareSums(rows: RowEntries, weighed: WeighedPlaces, blockSize: number): (from: number, to: number) => Float64Array;
  /** As `factorise` and `inverseDiagonal` of `math/cholesky.ts`. */
  factorise(matrix: Float64Array, n: number): Float64Array;
  inverseDiagonal(factor: Float64Array, n: number): Float64Array;
}

/** What is not zero of the `[1, x]` of place p: the entries from `starts[p]` to before `ends[p]`, ascending by index. */
export interface RowEntries {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** A block of more than 65,536 numbers would have too large a square to be kept. */
  readonly indices: Uint16Array;
  readonly values: Float64Array;
  /** Shard of each place, ascending within an action. */
  readonly shards: Uint8Array;
}

/** Weight and response of each place. */
export interface WeighedPlaces {
  readonly weights: Float64Array;
  readonly responses: Float64Array;
}
