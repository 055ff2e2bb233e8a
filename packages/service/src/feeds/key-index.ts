/**
 * Places of ids in the order in which they came, the ids as 128-bit numbers in typed arrays: some 30 to 50 bytes an id,
 * outside the heap, where a map of strings takes 150 and more.
 */
import { createHash } from 'node:crypto';

export interface KeyIndex {
  readonly size: number;
  /** Place of the id from 0 on; −1 when it is not there. */
  placeOf(id: string): number;
  /** The same, and a new place at the end for an id that is not there. */
  place(id: string): number;
  /** 32 hex digits of the id at a place: those that came, where it came as such. */
  hexAt(place: number): string;
  /** All places, their ids ascending. */
  ascending(): Uint32Array;
}

const WORDS = 4;
const FIRST_SLOTS = 1 << 10;

export function createKeyIndex(): KeyIndex {
  /** Place + 1 of what stands there, 0 for nothing. Open addressing, at most half full. */
  let slots = new Uint32Array(FIRST_SLOTS);
  let words = new Uint32Array((FIRST_SLOTS / 2) * WORDS);
  let size = 0;
  const id = new Uint32Array(WORDS);

  /** The slot of the id whose words stand in `from` at `at`, or the free one where it belongs. */
  const slotOf = (from: Uint32Array, at: number): number => {
    const [a, b, c, d] = [from[at]!, from[at + 1]!, from[at + 2]!, from[at + 3]!];
    let slot = mixed(a, b, c, d) & (slots.length - 1);
    for (;;) {
      const found = slots[slot]!;
      if (found === 0) return slot;
      const other = (found - 1) * WORDS;
      if (words[other] === a && words[other + 1] === b && words[other + 2] === c && words[other + 3] === d) return slot;
      slot = (slot + 1) & (slots.length - 1);
    }
  };
  const grow = (): void => {
    slots = new Uint32Array(2 * slots.length);
    const grown = new Uint32Array(2 * words.length);
    grown.set(words);
    words = grown;
    for (let place = 0; place < size; place++) slots[slotOf(words, place * WORDS)] = place + 1;
  };
  const find = (text: string): number => {
    if (!parseHex(text, id)) hashText(text, id);
    return slotOf(id, 0);
  };
  return {
    get size() {
      return size;
    },
    placeOf: (text) => slots[find(text)]! - 1,
    place(text) {
      const slot = find(text);
      if (slots[slot] !== 0) return slots[slot]! - 1;
      words.set(id, size * WORDS);
      size += 1;
      slots[slot] = size;
      if (size * 2 >= slots.length) grow();
      return size - 1;
    },
    hexAt: (place) => hexOf(words, place * WORDS),
    ascending() {
      const compare = (a: number, b: number): number => {
        for (let word = 0; word < WORDS; word++) {
          const difference = words[a * WORDS + word]! - words[b * WORDS + word]!;
          if (difference !== 0) return difference;
        }
        return 0;
      };
      return sortedByHead(size, (place) => words[place * WORDS]! >>> HEAD_SHIFT, compare);
    },
  };
}

const HEAD_BITS = 16;
const HEAD_SHIFT = 32 - HEAD_BITS;

/** Places by their first bits (counting sort), then each handful by comparing: a tenth of the time of comparing all. */
function sortedByHead(
  size: number,
  headOf: (place: number) => number,
  compare: (a: number, b: number) => number,
): Uint32Array {
  const starts = new Uint32Array((1 << HEAD_BITS) + 1);
  for (let place = 0; place < size; place++) starts[headOf(place) + 1]! += 1;
  for (let head = 0; head < 1 << HEAD_BITS; head++) starts[head + 1]! += starts[head]!;
  const next = starts.slice();
  const order = new Uint32Array(size);
  for (let place = 0; place < size; place++) order[next[headOf(place)]!++] = place;
  for (let head = 0; head < 1 << HEAD_BITS; head++) {
    if (starts[head + 1]! - starts[head]! > 1) order.subarray(starts[head], starts[head + 1]).sort(compare);
  }
  return order;
}

/** The low bits depend on all others: ids that were given out one after the other differ in few. */
function mixed(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ Math.imul(d, 0xc2b2ae35), 0x9e3779b1) ^ Math.imul(b ^ Math.imul(c, 0x27d4eb2f), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 16);
}

const hexOf = (words: Uint32Array, at: number): string =>
  hex8(words[at]!) + hex8(words[at + 1]!) + hex8(words[at + 2]!) + hex8(words[at + 3]!);
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex8 = (word: number): string =>
  BYTES[word >>> 24]! + BYTES[(word >>> 16) & 255]! + BYTES[(word >>> 8) & 255]! + BYTES[word & 255]!;

const UUID_LENGTH = 36;
const HEX_LENGTH = 32;
const DASH = 45;

/** A UUID, or 32 hex digits; false for another text, and then `words` holds nothing of use. */
function parseHex(text: string, words: Uint32Array): boolean {
  if (text.length !== UUID_LENGTH && text.length !== HEX_LENGTH) return false;
  words.fill(0);
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DASH) continue;
    const digit = digitOf(code);
    if (digit < 0 || digits === HEX_LENGTH) return false;
    words[digits >> 3] = (words[digits >> 3]! << 4) | digit;
    digits += 1;
  }
  return digits === HEX_LENGTH;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function hashText(text: string, words: Uint32Array): void {
  const digest = createHash('sha256').update(text).digest();
  for (let word = 0; word < WORDS; word++) words[word] = digest.readUInt32LE(word * 4);
}
