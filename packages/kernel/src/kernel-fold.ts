/** The arithmetic of a fold by the compiled kernel, equal bit for bit to `plainFold` of core. */
import { plainFold } from '@fitly/core/learn';
import type { SipKey } from '@fitly/core/math';
import type { FoldArithmetic, RowEntries, WeighedPlaces } from '@fitly/core/policy';
import { Arena } from './arena.ts';
import { instantiate } from './wasm-module.ts';

/** Of `assembly/fold.ts`. Addresses are bytes. */
interface FoldModule {
  findShards(texts: number, count: number, length: number, k0: bigint, k1: bigint, shards: number): void;
  setRows(
    starts: number,
    ends: number,
    indices: number,
    values: number,
    shards: number,
    weights: number,
    responses: number,
    products: number,
    stride: number,
    buffers: number,
  ): void;
  sumSegment(from: number, to: number): void;
  factorise(matrix: number, n: number, panel: number): void;
  inverseDiagonal(factor: number, n: number, columns: number, diagonal: number): void;
}

/** Bytes of a room that is used again from day to day; a larger one goes with its rows, so that one day does not hold it for good. */
const LARGEST_KEPT = 64 * 1024 ** 2;
/** Bytes that the module can reach are 4 GB. Beyond half of it the plain code sums where the rows are. */
const LARGEST_ROOM = 2 * 1024 ** 3;

/** With memory of its own, which grows with the day and is used again from day to day. */
export function createKernelFold({ largestKept = LARGEST_KEPT, largestRoom = LARGEST_ROOM } = {}): FoldArithmetic {
  const rows = new Room();
  const matrices = new Room();
  const roomFor = (bytes: number): Room => (bytes > largestKept ? new Room() : matrices.empty());
  /** Several passes are made over the same rows. */
  let latest: RowEntries | null = null;
  let kept: KeptRows;
  const large = new WeakMap<RowEntries, KeptRows>();
  const keptRows = (entries: RowEntries, bytes: number): KeptRows => {
    if (bytes > largestKept) {
      const known = large.get(entries) ?? keepRows(new Room(), entries);
      large.set(entries, known);
      return known;
    }
    if (latest !== entries) kept = keepRows(rows.empty(), entries);
    latest = entries;
    return kept;
  };
  return {
    shardsOf(key, texts) {
      latest = null;
      return shardsBy(rows, key, texts) ?? plainFold.shardsOf(key, texts);
    },
    prepareSums(entries, weighed, blockSize) {
      const bytes = bytesOf(entries, weighed, blockSize);
      if (bytes > largestRoom) return plainFold.prepareSums(entries, weighed, blockSize);
      return sumsBy(keptRows(entries, bytes), weighed, blockSize);
    },
    factorise(matrix, n) {
      if (matrix.byteLength > largestRoom) return plainFold.factorise(matrix, n);
      const { arena, module } = roomFor(matrix.byteLength);
      const at = arena.keep(matrix);
      module.factorise(at, n, arena.reserve(n * FACTOR_ROWS * DOUBLE));
      matrix.set(arena.float64(at, matrix.length));
      return matrix;
    },
    inverseDiagonal(factor, n) {
      if (factor.byteLength > largestRoom) return plainFold.inverseDiagonal(factor, n);
      const { arena, module } = roomFor(factor.byteLength);
      const at = arena.keep(factor);
      const columns = arena.reserve(n * INVERSE_COLUMNS * DOUBLE);
      const diagonal = arena.reserve((n + INVERSE_COLUMNS) * DOUBLE);
      module.inverseDiagonal(at, n, columns, diagonal);
      return arena.float64(diagonal, n).slice();
    },
  };
}

const DOUBLE = 8;
/** Rows of the panel, and columns that are solved together: of the module. */
const FACTOR_ROWS = 4;
const INVERSE_COLUMNS = 8;
/** One per level of the tree of 64 shards, and one for its leaf. */
const BUFFERS = 8;

class Room {
  readonly arena = new Arena();
  readonly module = instantiate('fold', this.arena.memory) as unknown as FoldModule;

  empty(): this {
    this.arena.rewind(0);
    return this;
  }
}

/** Texts that are hashed at a time. */
const TEXTS = 8_192;

/** Null: the texts differ in length, or hold characters of more than a byte. */
function shardsBy(room: Room, [a, b, c, d]: SipKey, texts: readonly string[]): Uint8Array | null {
  const shards = new Uint8Array(texts.length);
  const length = texts[0]?.length ?? 0;
  const [k0, k1] = [wide(a, b), wide(c, d)];
  const { arena, module } = room.empty();
  const from = arena.reserve(TEXTS * length);
  const to = arena.reserve(TEXTS);
  for (let first = 0; first < texts.length; first += TEXTS) {
    const some = texts.slice(first, first + TEXTS);
    if (!some.every((text) => text.length === length)) return null;
    const { read, written } = UTF8.encodeInto(some.join(''), arena.bytes(from, some.length * length));
    if (read !== some.length * length || written !== read) return null;
    module.findShards(from, some.length, length, k0, k1, to);
    shards.set(arena.bytes(to, some.length), first);
  }
  return shards;
}

const UTF8 = new TextEncoder();
const wide = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low);

type KeptRows = ReturnType<typeof keepRows>;

function keepRows(room: Room, { starts, ends, indices, values, shards }: RowEntries) {
  const { arena } = room;
  return {
    room,
    starts: arena.keep(starts),
    ends: arena.keep(ends),
    indices: arena.keep(indices),
    values: arena.keep(values),
    shards: arena.keep(shards),
    end: arena.end,
  };
}

const strideOf = (blockSize: number): number => (blockSize * (blockSize + 1)) / 2 + blockSize;

/** What a room takes, but for a few bytes of alignment. */
function bytesOf(entries: RowEntries, { weights, responses }: WeighedPlaces, blockSize: number): number {
  const { starts, ends, indices, values, shards } = entries;
  const arrays = [starts, ends, indices, values, shards, weights, responses];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, BUFFERS * strideOf(blockSize) * DOUBLE);
}

function sumsBy(
  { room: { arena, module }, ...at }: KeptRows,
  { weights, responses }: WeighedPlaces,
  blockSize: number,
): (from: number, to: number) => Float64Array {
  arena.rewind(at.end);
  const stride = strideOf(blockSize);
  const products = stride - blockSize;
  const [weightsAt, responsesAt] = [arena.keep(weights), arena.keep(responses)];
  const buffers = arena.reserve(BUFFERS * stride * DOUBLE);
  const { starts, ends, indices, values, shards } = at;
  module.setRows(starts, ends, indices, values, shards, weightsAt, responsesAt, products, stride, buffers);
  const sums = arena.float64(buffers, stride);
  return (from, to) => {
    module.sumSegment(from, to);
    return sums.slice();
  };
}
