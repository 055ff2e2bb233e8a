/**
 * What a fold of a day's rows spends its time on, in double precision: shards of customers, sums over rows, factors of a
 * symmetric matrix. Every number comes from the same operations in the same order as in the plain code of core
 * (`learn/moments.ts`, `math/cholesky.ts`, `math/siphash.ts`), so that the result is equal bit for bit.
 *
 * Memory, all numbers little-endian, all starts multiples of 16; a packed triangle has entry (i, j), j ≤ i, at i(i+1)/2 + j.
 */
const DOUBLE: usize = 8;
const VECTOR: usize = 16;

function wide(high: u64, low: u64): u64 {
  return (high << 32) | low;
}

/** SipHash-2-4 of `count` texts of `length` bytes each; the upper six bits are the shard. */
export function findShards(texts: usize, count: usize, length: usize, k0: u64, k1: u64, shards: usize): void {
  const whole = length & ~(<usize>7);
  for (let text: usize = 0; text < count; text++) {
    const from = texts + text * length;
    let v0 = k0 ^ wide(0x736f6d65, 0x70736575);
    let v1 = k1 ^ wide(0x646f7261, 0x6e646f6d);
    let v2 = k0 ^ wide(0x6c796765, 0x6e657261);
    let v3 = k1 ^ wide(0x74656462, 0x79746573);
    // The words of the text, the one with its length, and four rounds over nothing.
    for (let at: usize = 0; at <= whole + 8; at += 8) {
      const isEnd = at > whole;
      const word = at < whole ? load<u64>(from + at) : isEnd ? 0 : lastWord(from, whole, length);
      if (isEnd) v2 ^= 0xff;
      v3 ^= word;
      for (let round = isEnd ? 4 : 2; round > 0; round--) {
        v0 += v1;
        v1 = rotl(v1, 13) ^ v0;
        v0 = rotl(v0, 32);
        v2 += v3;
        v3 = rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = rotl(v1, 17) ^ v2;
        v2 = rotl(v2, 32);
      }
      v0 ^= word;
    }
    store<u8>(shards + text, <u8>((v0 ^ v1 ^ v2 ^ v3) >> 58));
  }
}

/** What is left of the text, and its length in the highest byte. */
function lastWord(from: usize, whole: usize, length: usize): u64 {
  let word = (<u64>length) << 56;
  for (let at = whole; at < length; at++) word |= (<u64>load<u8>(from + at)) << (8 * (at - whole));
  return word;
}

let starts: usize = 0;
let ends: usize = 0;
let indices: usize = 0;
let values: usize = 0;
let shardOfPlace: usize = 0;
let weights: usize = 0;
let responses: usize = 0;
/** In numbers. */
let products: usize = 0;
let stride: usize = 0;
let buffers: usize = 0;

/**
 * Places: first and last entry (int32 each), shard (one byte), weight and response. Entries: index (uint16) and value.
 * `bufferStart`: eight buffers of `numbers` each, the products of which are a packed triangle and come first.
 */
export function setRows(
  startsAt: usize,
  endsAt: usize,
  indicesAt: usize,
  valuesAt: usize,
  shardsAt: usize,
  weightsAt: usize,
  responsesAt: usize,
  productCount: usize,
  numbers: usize,
  bufferStart: usize,
): void {
  starts = startsAt;
  ends = endsAt;
  indices = indicesAt;
  values = valuesAt;
  shardOfPlace = shardsAt;
  weights = weightsAt;
  responses = responsesAt;
  products = productCount;
  stride = numbers;
  buffers = bufferStart;
}

let next: usize = 0;
let end: usize = 0;

/** The sums of the places [from, to), which are of one action, in the first buffer: each shard by itself, then the tree. */
export function sumSegment(from: usize, to: usize): void {
  next = from;
  end = to;
  sumShards(0, 64, 0);
}

/** Sum of `count` shards from `first` on, in buffer `into`; false: they have no rows. Neighbours are merged first. */
function sumShards(first: u32, count: u32, into: usize): bool {
  if (next >= end || <u32>load<u8>(shardOfPlace + next) >= first + count) return false;
  if (count === 1) {
    const start = next;
    while (next < end && <u32>load<u8>(shardOfPlace + next) === first) next++;
    addPlaces(start, next, buffers + into * stride * DOUBLE);
    return true;
  }
  const half = count >> 1;
  const hasFirst = sumShards(first, half, into);
  if (!sumShards(first + half, half, hasFirst ? into + 1 : into)) return hasFirst;
  if (hasFirst) addBuffer(into);
  return true;
}

/** The buffer after `into` is added to it. */
function addBuffer(into: usize): void {
  const bytes = stride * DOUBLE;
  let target = buffers + into * bytes;
  const last = target + bytes;
  for (; target + VECTOR <= last; target += VECTOR) {
    v128.store(target, f64x2.add(v128.load(target), v128.load(target + bytes)));
  }
  if (target < last) store<f64>(target, load<f64>(target) + load<f64>(target + bytes));
}

function addPlaces(from: usize, to: usize, leaf: usize): void {
  memory.fill(leaf, 0, stride * DOUBLE);
  for (let place = from; place < to; place++) {
    const first = <usize>load<u32>(starts + place * 4);
    const last = <usize>load<u32>(ends + place * 4);
    const weight = load<f64>(weights + place * DOUBLE);
    const response = weight * load<f64>(responses + place * DOUBLE);
    for (let a = first; a < last; a++) {
      const i = <usize>load<u16>(indices + a * 2);
      const value = load<f64>(values + a * DOUBLE);
      const row = leaf + ((i * (i + 1)) >> 1) * DOUBLE;
      const scaled = weight * value;
      for (let b = first; b <= a; b++) {
        const at = row + <usize>load<u16>(indices + b * 2) * DOUBLE;
        store<f64>(at, load<f64>(at) + scaled * load<f64>(values + b * DOUBLE));
      }
      const at = leaf + (products + i) * DOUBLE;
      store<f64>(at, load<f64>(at) + response * value);
    }
  }
}

const SMALLEST_PIVOT: f64 = 1e-10;
const LANES: usize = 4;
const PANEL: usize = LANES * DOUBLE;

function rowOf(matrix: usize, i: usize): usize {
  return matrix + ((i * (i + 1)) >> 1) * DOUBLE;
}

/**
 * Lower factor of a packed matrix in its place. Four rows at a time stand in `panel` (n × four numbers, a column of the four
 * beside each other), and meet four rows of the factor in one pass.
 */
export function factorise(matrix: usize, n: usize, panel: usize): void {
  const whole = n & ~(<usize>3);
  for (let i: usize = 0; i < whole; i += LANES) {
    fillPanel(matrix, i, panel);
    for (let j: usize = 0; j < i; j += LANES) fourColumns(matrix, j, panel);
    finishPanel(i, panel);
    emptyPanel(matrix, i, panel);
  }
  for (let row = whole; row < n; row++) finishRow(matrix, row);
}

/** Above the diagonal stands whatever was there: it is never read. */
function fillPanel(matrix: usize, i: usize, panel: usize): void {
  for (let lane: usize = 0; lane < LANES; lane++) {
    const row = rowOf(matrix, i + lane);
    for (let k: usize = 0; k <= i + lane; k++)
      store<f64>(panel + k * PANEL + lane * DOUBLE, load<f64>(row + k * DOUBLE));
  }
}

function emptyPanel(matrix: usize, i: usize, panel: usize): void {
  for (let lane: usize = 0; lane < LANES; lane++) {
    const row = rowOf(matrix, i + lane);
    for (let k: usize = 0; k <= i + lane; k++)
      store<f64>(row + k * DOUBLE, load<f64>(panel + k * PANEL + lane * DOUBLE));
  }
}

/** Columns j … j+3 of the panel, j + 3 before its own rows. */
function fourColumns(matrix: usize, j: usize, panel: usize): void {
  const row0 = rowOf(matrix, j);
  const row1 = rowOf(matrix, j + 1);
  const row2 = rowOf(matrix, j + 2);
  const row3 = rowOf(matrix, j + 3);
  let a0 = f64x2.splat(0);
  let b0 = a0;
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  let a3 = a0;
  let b3 = a0;
  let x = panel;
  const bytes = j * DOUBLE;
  for (let k: usize = 0; k < bytes; k += DOUBLE) {
    const low = v128.load(x);
    const high = v128.load(x, 16);
    x += PANEL;
    const y0 = v128.load_splat<f64>(row0 + k);
    a0 = f64x2.add(a0, f64x2.mul(low, y0));
    b0 = f64x2.add(b0, f64x2.mul(high, y0));
    const y1 = v128.load_splat<f64>(row1 + k);
    a1 = f64x2.add(a1, f64x2.mul(low, y1));
    b1 = f64x2.add(b1, f64x2.mul(high, y1));
    const y2 = v128.load_splat<f64>(row2 + k);
    a2 = f64x2.add(a2, f64x2.mul(low, y2));
    b2 = f64x2.add(b2, f64x2.mul(high, y2));
    const y3 = v128.load_splat<f64>(row3 + k);
    a3 = f64x2.add(a3, f64x2.mul(low, y3));
    b3 = f64x2.add(b3, f64x2.mul(high, y3));
  }
  // The panel's columns before this one are done: what is left of each sum are the columns that were finished here.
  const low0 = settle(x, a0, row0 + bytes);
  const high0 = settle(x + VECTOR, b0, row0 + bytes);
  const l10 = v128.load_splat<f64>(row1 + bytes);
  a1 = f64x2.add(a1, f64x2.mul(low0, l10));
  b1 = f64x2.add(b1, f64x2.mul(high0, l10));
  const low1 = settle(x + PANEL, a1, row1 + bytes + 8);
  const high1 = settle(x + PANEL + VECTOR, b1, row1 + bytes + 8);
  const l20 = v128.load_splat<f64>(row2 + bytes);
  const l21 = v128.load_splat<f64>(row2 + bytes, 8);
  a2 = f64x2.add(f64x2.add(a2, f64x2.mul(low0, l20)), f64x2.mul(low1, l21));
  b2 = f64x2.add(f64x2.add(b2, f64x2.mul(high0, l20)), f64x2.mul(high1, l21));
  const low2 = settle(x + 2 * PANEL, a2, row2 + bytes + 16);
  const high2 = settle(x + 2 * PANEL + VECTOR, b2, row2 + bytes + 16);
  const l30 = v128.load_splat<f64>(row3 + bytes);
  const l31 = v128.load_splat<f64>(row3 + bytes, 8);
  const l32 = v128.load_splat<f64>(row3 + bytes, 16);
  a3 = f64x2.add(f64x2.add(f64x2.add(a3, f64x2.mul(low0, l30)), f64x2.mul(low1, l31)), f64x2.mul(low2, l32));
  b3 = f64x2.add(f64x2.add(f64x2.add(b3, f64x2.mul(high0, l30)), f64x2.mul(high1, l31)), f64x2.mul(high2, l32));
  settle(x + 3 * PANEL, a3, row3 + bytes + 24);
  settle(x + 3 * PANEL + VECTOR, b3, row3 + bytes + 24);
}

/** Two entries of the panel, less their sums, over the pivot. */
function settle(entries: usize, sums: v128, pivot: usize): v128 {
  const done = f64x2.div(f64x2.sub(v128.load(entries), sums), v128.load_splat<f64>(pivot));
  v128.store(entries, done);
  return done;
}

/** The panel's rows among themselves: columns i to i+3. */
function finishPanel(i: usize, panel: usize): void {
  for (let column: usize = 0; column < LANES; column++) {
    const place = panel + (i + column) * PANEL;
    let low = f64x2.splat(0);
    let high = low;
    let x = panel;
    const last = panel + (i + column) * PANEL;
    for (; x < last; x += PANEL) {
      const own = v128.load_splat<f64>(x + column * DOUBLE);
      low = f64x2.add(low, f64x2.mul(v128.load(x), own));
      high = f64x2.add(high, f64x2.mul(v128.load(x, 16), own));
    }
    low = f64x2.sub(v128.load(place), low);
    high = f64x2.sub(v128.load(place, 16), high);
    v128.store(place, low);
    v128.store(place, high, 16);
    const pivot = load<f64>(place + column * DOUBLE);
    const root = Math.sqrt(pivot > SMALLEST_PIVOT ? pivot : SMALLEST_PIVOT);
    const divisor = f64x2.splat(root);
    v128.store(place, f64x2.div(low, divisor));
    v128.store(place, f64x2.div(high, divisor), 16);
    store<f64>(place + column * DOUBLE, root);
  }
}

function finishRow(factor: usize, i: usize): void {
  const rowI = rowOf(factor, i);
  for (let j: usize = 0; j < i; j++) {
    const rowJ = rowOf(factor, j);
    const at = rowI + j * DOUBLE;
    store<f64>(at, (load<f64>(at) - rowProduct(rowI, rowJ, j)) / load<f64>(rowJ + j * DOUBLE));
  }
  const at = rowI + i * DOUBLE;
  const pivot = load<f64>(at) - rowProduct(rowI, rowI, i);
  store<f64>(at, Math.sqrt(pivot > SMALLEST_PIVOT ? pivot : SMALLEST_PIVOT));
}

function rowProduct(rowI: usize, rowJ: usize, length: usize): f64 {
  let sum: f64 = 0;
  for (let k: usize = 0; k < length * DOUBLE; k += DOUBLE) sum += load<f64>(rowI + k) * load<f64>(rowJ + k);
  return sum;
}

const COLUMNS: usize = 8;
const ROW: usize = COLUMNS * DOUBLE;

/** Squared lengths of the columns of the inverse of a factor. Eight columns are solved together; `columns`: n × eight numbers. */
export function inverseDiagonal(factor: usize, n: usize, columns: usize, diagonal: usize): void {
  for (let first: usize = 0; first < n; first += COLUMNS) {
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let i = first; i < n; i++) {
      const row = rowOf(factor, i);
      const target = columns + i * ROW;
      memory.fill(target, 0, ROW);
      if (i < first + COLUMNS) store<f64>(target + (i - first) * DOUBLE, 1);
      let rest0 = v128.load(target);
      let rest1 = v128.load(target, 16);
      let rest2 = v128.load(target, 32);
      let rest3 = v128.load(target, 48);
      let at = columns + first * ROW;
      for (let k = first; k < i; k++) {
        const entry = v128.load_splat<f64>(row + k * DOUBLE);
        rest0 = f64x2.sub(rest0, f64x2.mul(entry, v128.load(at)));
        rest1 = f64x2.sub(rest1, f64x2.mul(entry, v128.load(at, 16)));
        rest2 = f64x2.sub(rest2, f64x2.mul(entry, v128.load(at, 32)));
        rest3 = f64x2.sub(rest3, f64x2.mul(entry, v128.load(at, 48)));
        at += ROW;
      }
      const pivot = v128.load_splat<f64>(row + i * DOUBLE);
      rest0 = f64x2.div(rest0, pivot);
      rest1 = f64x2.div(rest1, pivot);
      rest2 = f64x2.div(rest2, pivot);
      rest3 = f64x2.div(rest3, pivot);
      v128.store(target, rest0);
      v128.store(target, rest1, 16);
      v128.store(target, rest2, 32);
      v128.store(target, rest3, 48);
      sum0 = f64x2.add(sum0, f64x2.mul(rest0, rest0));
      sum1 = f64x2.add(sum1, f64x2.mul(rest1, rest1));
      sum2 = f64x2.add(sum2, f64x2.mul(rest2, rest2));
      sum3 = f64x2.add(sum3, f64x2.mul(rest3, rest3));
    }
    const target = diagonal + first * DOUBLE;
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    v128.store(target, sum2, 32);
    v128.store(target, sum3, 48);
  }
}
