/**
 * Randomness as a value: a key and a name always give the same number, so adding a customer changes nobody else's draw.
 */
import { inverseNormal } from './normal.ts';
import { type SipKey, sipHash64, sipHash128 } from './siphash.ts';

const UTF8 = new TextEncoder();
const SEPARATOR = '\u001f';
const SEPARATOR_CODE = 0x1f;
const TWO_POW_32 = 4294967296;
const BITS_OF_ASCII = 7;

/** Holds the name that is being hashed: a new array for each of millions of names would cost more than the hash. */
let scratch = new Uint8Array(256);

/** Parts are joined by U+001F and hashed as UTF-8; a part must not contain U+001F itself. Their bytes stand in `scratch`. */
function fillName(parts: readonly string[]): number {
  let length = 0;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    if (length + part.length + 1 > scratch.length) scratch = grown(length + part.length + 1);
    if (at > 0) scratch[length++] = SEPARATOR_CODE;
    for (let place = 0; place < part.length; place++) {
      const code = part.charCodeAt(place);
      if (code >> BITS_OF_ASCII !== 0) return fillEncoded(parts);
      scratch[length++] = code;
    }
  }
  return length;
}

function fillEncoded(parts: readonly string[]): number {
  const bytes = UTF8.encode(parts.join(SEPARATOR));
  if (bytes.length > scratch.length) scratch = grown(bytes.length);
  scratch.set(bytes);
  return bytes.length;
}

function grown(atLeast: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * atLeast);
  larger.set(scratch);
  return larger;
}

/** Uniform number in [0, 1) with 53 bits, from the hash of the joined parts. */
export function uniform(key: SipKey, ...parts: string[]): number {
  const length = fillName(parts);
  const [low, high] = sipHash64(key, scratch, length);
  return (high * 2097152 + (low >>> 11)) / 9007199254740992;
}

/** Keyed hash of the joined parts: 32 lower-case hex characters (128 bits), bytes in SipHash's output order. */
export function keyedHex(key: SipKey, ...parts: string[]): string {
  const length = fillName(parts);
  const words = sipHash128(key, scratch, length);
  let at = 0;
  for (const word of words) {
    for (let shift = 0; shift < 32; shift += 8) {
      hexCodes[at++] = HEX_DIGITS.charCodeAt((word >>> (shift + 4)) & 0xf);
      hexCodes[at++] = HEX_DIGITS.charCodeAt((word >>> shift) & 0xf);
    }
  }
  // Pieces that are added up stay pieces in memory until somebody reads the text.
  return String.fromCharCode.apply(null, hexCodes);
}
const HEX_DIGITS = '0123456789abcdef';
const hexCodes: number[] = new Array(32).fill(0);

/** A key of its own for one agent, one stage, …: the 128-bit hash of the joined parts. */
export function subKey(key: SipKey, ...parts: string[]): SipKey {
  const length = fillName(parts);
  return sipHash128(key, scratch, length);
}

/**
 * Endless standard normals, one per call: SipHash in counter mode under a sub-key derived from `name`, through the
 * inverse normal distribution. The n-th value depends on key, name and n alone.
 */
export function normalStream(key: SipKey, name: string): () => number {
  const streamKey = subKey(key, name);
  const message = new Uint8Array(8);
  const view = new DataView(message.buffer);
  let counter = 0;
  return () => {
    view.setUint32(0, counter % TWO_POW_32, true);
    view.setUint32(4, Math.floor(counter / TWO_POW_32), true);
    counter += 1;
    const [low, high] = sipHash64(streamKey, message);
    // 52 bits and a half: the middle of each cell is exact in a double and never 0 or 1.
    return inverseNormal((high * 1048576 + (low >>> 12) + 0.5) / 4503599627370496);
  };
}
