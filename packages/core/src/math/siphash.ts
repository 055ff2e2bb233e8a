/**
 * SipHash-2-4 with 64-bit and 128-bit output, the one keyed hash of the product: ids, groups, shards, tickets and draws
 * all come from it. 64-bit words are held as two 32-bit halves, so every engine gives the same bits.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), and the authors' 128-bit variant.
 */

/** 128-bit key as four unsigned 32-bit words, little-endian: word 0 holds the first four bytes of the key. */
export type SipKey = readonly [number, number, number, number];

/** Key from 32 hex characters (16 bytes in order). Throws RangeError for any other text; never shows the text. */
export function sipKey(hex32: string): SipKey {
  if (!/^[0-9a-fA-F]{32}$/.test(hex32)) {
    throw new RangeError(`a key is 32 hex characters, got ${hex32.length} characters or others than 0-9a-f`);
  }
  const word = (at: number): number => {
    let value = 0;
    for (let byte = 3; byte >= 0; byte--) {
      value = value * 256 + Number.parseInt(hex32.slice(2 * (at * 4 + byte), 2 * (at * 4 + byte) + 2), 16);
    }
    return value;
  };
  return [word(0), word(1), word(2), word(3)];
}

/** Hash of the first `length` bytes as unsigned 32-bit words [low, high]. */
export function sipHash64(key: SipKey, bytes: Uint8Array, length = bytes.length): readonly [number, number] {
  absorb(key, bytes, length, false);
  state[4] = state[4]! ^ 0xff;
  sipRounds(4);
  return fold();
}

/** Hash of the first `length` bytes as unsigned 32-bit words, first output byte in the lowest bits of word 0. */
export function sipHash128(
  key: SipKey,
  bytes: Uint8Array,
  length = bytes.length,
): readonly [number, number, number, number] {
  absorb(key, bytes, length, true);
  state[4] = state[4]! ^ 0xee;
  sipRounds(4);
  const first = fold();
  state[2] = state[2]! ^ 0xdd;
  sipRounds(4);
  const second = fold();
  return [first[0], first[1], second[0], second[1]];
}

/** v0..v3 as (low, high) pairs, of the hash that is being worked out: making one for each would cost as much as a round. */
const state = new Int32Array(8);

/** Changes `state` to that after initialisation and all message words. */
function absorb(key: SipKey, bytes: Uint8Array, length: number, wide: boolean): void {
  const [k0, k1, k2, k3] = key;
  state[0] = k0 ^ 0x70736575;
  state[1] = k1 ^ 0x736f6d65;
  state[2] = k2 ^ 0x6e646f6d ^ (wide ? 0xee : 0);
  state[3] = k3 ^ 0x646f7261;
  state[4] = k0 ^ 0x6e657261;
  state[5] = k1 ^ 0x6c796765;
  state[6] = k2 ^ 0x79746573;
  state[7] = k3 ^ 0x74656462;
  const whole = length - (length % 8);
  for (let at = 0; at < whole; at += 8) absorbWord(word32(bytes, at), word32(bytes, at + 4));
  let [low, high] = [0, (length & 0xff) << 24];
  for (let at = whole; at < length; at++) {
    const place = at - whole;
    if (place < 4) low |= bytes[at]! << (8 * place);
    else high |= bytes[at]! << (8 * (place - 4));
  }
  absorbWord(low, high);
}

function absorbWord(low: number, high: number): void {
  state[6] = state[6]! ^ low;
  state[7] = state[7]! ^ high;
  sipRounds(2);
  state[0] = state[0]! ^ low;
  state[1] = state[1]! ^ high;
}

/** Four bytes little-endian. */
const word32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

function fold(): readonly [number, number] {
  return [(state[0]! ^ state[2]! ^ state[4]! ^ state[6]!) >>> 0, (state[1]! ^ state[3]! ^ state[5]! ^ state[7]!) >>> 0];
}

/** Changes `state`. Halves are named v<number><low|high>; a low sum below one of its terms carries. */
function sipRounds(count: number): void {
  let v0l = state[0]!;
  let v0h = state[1]!;
  let v1l = state[2]!;
  let v1h = state[3]!;
  let v2l = state[4]!;
  let v2h = state[5]!;
  let v3l = state[6]!;
  let v3h = state[7]!;
  let low: number;
  let high: number;
  let keep: number;
  for (let round = 0; round < count; round++) {
    // v0 += v1; v1 = rotl(v1, 13) ^ v0; v0 = rotl(v0, 32)
    low = (v0l + v1l) | 0;
    high = (v0h + v1h + (low >>> 0 < v1l >>> 0 ? 1 : 0)) | 0;
    keep = v1l;
    v1l = ((v1l << 13) | (v1h >>> 19)) ^ low;
    v1h = ((v1h << 13) | (keep >>> 19)) ^ high;
    v0l = high;
    v0h = low;
    // v2 += v3; v3 = rotl(v3, 16) ^ v2
    low = (v2l + v3l) | 0;
    high = (v2h + v3h + (low >>> 0 < v3l >>> 0 ? 1 : 0)) | 0;
    keep = v3l;
    v3l = ((v3l << 16) | (v3h >>> 16)) ^ low;
    v3h = ((v3h << 16) | (keep >>> 16)) ^ high;
    v2l = low;
    v2h = high;
    // v0 += v3; v3 = rotl(v3, 21) ^ v0
    low = (v0l + v3l) | 0;
    high = (v0h + v3h + (low >>> 0 < v3l >>> 0 ? 1 : 0)) | 0;
    keep = v3l;
    v3l = ((v3l << 21) | (v3h >>> 11)) ^ low;
    v3h = ((v3h << 21) | (keep >>> 11)) ^ high;
    v0l = low;
    v0h = high;
    // v2 += v1; v1 = rotl(v1, 17) ^ v2; v2 = rotl(v2, 32)
    low = (v2l + v1l) | 0;
    high = (v2h + v1h + (low >>> 0 < v1l >>> 0 ? 1 : 0)) | 0;
    keep = v1l;
    v1l = ((v1l << 17) | (v1h >>> 15)) ^ low;
    v1h = ((v1h << 17) | (keep >>> 15)) ^ high;
    v2l = high;
    v2h = low;
  }
  state[0] = v0l;
  state[1] = v0h;
  state[2] = v1l;
  state[3] = v1h;
  state[4] = v2l;
  state[5] = v2h;
  state[6] = v3l;
  state[7] = v3h;
}
