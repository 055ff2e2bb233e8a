/**
 * Randomness as a value: a key and a name always give the same number, so adding a customer changes nobody else's draw.
 */
import { inverseNormal } from './normal.ts';
import { type SipKey, sipHash64, sipHash128 } from './siphash.ts';

const UTF8 = new TextEncoder();
const SEPARATOR = '\u001f';
const TWO_POW_32 = 4294967296;

/** Longer names are encoded afresh. */
const scratch = new Uint8Array(256);

/** Length of the name in `scratch`, which is overwritten; -1 for one that does not fit or is not ASCII. */
function writeAscii(name: string): number {
  if (name.length > scratch.length) return -1;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code > 127) return -1;
    scratch[i] = code;
  }
  return name.length;
}

/** Parts are joined by U+001F and hashed as UTF-8; a part must not contain U+001F itself. */
const nameBytes = (parts: readonly string[]): Uint8Array => UTF8.encode(parts.join(SEPARATOR));

/** Uniform number in [0, 1) with 53 bits, from the hash of the joined parts. */
export function uniform(key: SipKey, ...parts: string[]): number {
  const name = parts.length === 1 ? parts[0]! : parts.join(SEPARATOR);
  const length = writeAscii(name);
  const [low, high] = length === -1 ? sipHash64(key, UTF8.encode(name)) : sipHash64(key, scratch, length);
  return (high * 2097152 + (low >>> 11)) / 9007199254740992;
}

/** Keyed hash of the joined parts: 32 lower-case hex characters (128 bits), bytes in SipHash's output order. */
export function keyedHex(key: SipKey, ...parts: string[]): string {
  let text = '';
  for (const word of sipHash128(key, nameBytes(parts))) {
    for (let shift = 0; shift < 32; shift += 8) text += HEX[(word >>> shift) & 0xff];
  }
  return text;
}
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A key of its own for one agent, one stage, …: the 128-bit hash of the joined parts. */
export function subKey(key: SipKey, ...parts: string[]): SipKey {
  return sipHash128(key, nameBytes(parts));
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
