/**
 * HMAC-SHA-256 (RFC 2104, FIPS 180-4) of short texts, for a million ids at a time: both padded keys are hashed once, and each
 * text costs two rounds of compression here instead of two calls into the library with their buffers, which take more than
 * twice as long. Not for keys or texts that an attacker may time; tested against the library.
 */

const BLOCK = 64;
const WORDS_PER_BLOCK = 16;
const ROUNDS = 64;
/** In a block that also holds the end mark and the length. */
const LONGEST = BLOCK - 9;
const DIGEST_WORDS = 8;

/** Of one key; it must not be longer than a block. */
export type ShortHmac = (text: string) => string | null;

/** Text → the first 16 bytes as 32 hex digits; null for a text that is longer than 55 characters or not all ASCII. */
export function shortHmac(key: Uint8Array): ShortHmac {
  const inner = hashedPad(key, 0x36);
  const outer = hashedPad(key, 0x5c);
  const block = new Int32Array(WORDS_PER_BLOCK);
  const digest = new Int32Array(DIGEST_WORDS);
  return (text) => {
    if (!fillWithText(block, text)) return null;
    digest.set(inner);
    compress(digest, block);
    block.fill(0);
    block.set(digest);
    block[DIGEST_WORDS] = END_MARK;
    block[WORDS_PER_BLOCK - 1] = 8 * (BLOCK + 4 * DIGEST_WORDS);
    digest.set(outer);
    compress(digest, block);
    return hexOf(digest[0]!) + hexOf(digest[1]!) + hexOf(digest[2]!) + hexOf(digest[3]!);
  };
}

const END_MARK = 0x80000000 | 0;
const LARGEST_ASCII = 127;

/** The last block of a padded key and the text. False where the text does not fit. */
function fillWithText(block: Int32Array, text: string): boolean {
  const { length } = text;
  if (length > LONGEST) return false;
  block.fill(0);
  let all = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    all |= code;
    block[at >> 2]! |= code << (24 - 8 * (at & 3));
  }
  block[length >> 2]! |= 0x80 << (24 - 8 * (length & 3));
  block[WORDS_PER_BLOCK - 1] = 8 * (BLOCK + length);
  return all <= LARGEST_ASCII;
}

/** The state of the hash after the padded key. */
function hashedPad(key: Uint8Array, pad: number): Int32Array {
  const block = new Int32Array(WORDS_PER_BLOCK);
  for (let at = 0; at < BLOCK; at++) block[at >> 2]! |= ((key[at] ?? 0) ^ pad) << (24 - 8 * (at & 3));
  const state = Int32Array.of(
    ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  );
  compress(state, block);
  return state;
}

/** FIPS 180-4 §4.2.2. */
const ROUND_CONSTANTS = Int32Array.of(
  ...[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
  ...[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
  ...[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
  ...[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
  ...[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
  ...[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
  ...[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
  ...[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
);
const schedule = new Int32Array(ROUNDS);

/** FIPS 180-4 §6.2.2, into `state`. */
function compress(state: Int32Array, block: Int32Array): void {
  schedule.set(block);
  for (let t = WORDS_PER_BLOCK; t < ROUNDS; t++) {
    const [x, y] = [schedule[t - 15]!, schedule[t - 2]!];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[t] = (schedule[t - 16]! + s0 + schedule[t - 7]! + s1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let t = 0; t < ROUNDS; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t]! + schedule[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexOf = (word: number): string =>
  BYTES[word >>> 24]! + BYTES[(word >>> 16) & 255]! + BYTES[(word >>> 8) & 255]! + BYTES[word & 255]!;
