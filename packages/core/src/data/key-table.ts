/**
 * Places of 128-bit keys, in the order in which they first come: open addressing over typed arrays. A `Map` of millions of texts
 * spends its time in hashing whole texts, in fetching them from all over the memory, and in the garbage collector.
 */
import { FitlyError } from '../errors.ts';

/** Words of 32 bits in a key. */
export const KEY_WORDS = 4;

const FIRST_SLOTS = 1 << 10;

export class KeyTable {
  /** Place + 1 of what stands there, 0 for nothing; at most half full. */
  #slots: Uint32Array;
  #words: Uint32Array;
  #size = 0;

  /** Room for `expected` different keys before the table grows. */
  constructor(expected = 0) {
    let room = FIRST_SLOTS;
    while (room < 2 * expected) room *= 2;
    this.#slots = new Uint32Array(room);
    this.#words = new Uint32Array((room / 2) * KEY_WORDS);
  }

  get size(): number {
    return this.#size;
  }

  // The words of a key stand in `from` from `at` on.

  /** Place of the key from 0 on; −1 when it is not there. */
  placeOf(from: Uint32Array, at = 0): number {
    return this.#slots[this.#slotOf(from, at)]! - 1;
  }

  /** The same, and a new place at the end for a key that is not there. */
  place(from: Uint32Array, at = 0): number {
    const slot = this.#slotOf(from, at);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) return known;
    for (let word = 0; word < KEY_WORDS; word++) this.#words[this.#size * KEY_WORDS + word] = from[at + word]!;
    this.#size += 1;
    this.#slots[slot] = this.#size;
    if (2 * this.#size >= this.#slots.length) this.#grow();
    return this.#size - 1;
  }

  /** Whether this key stands at the place; a place that is not taken holds none. */
  holds(place: number, from: Uint32Array, at = 0): boolean {
    const own = place * KEY_WORDS;
    const words = this.#words;
    return (
      place < this.#size &&
      words[own] === from[at] &&
      words[own + 1] === from[at + 1] &&
      words[own + 2] === from[at + 2] &&
      words[own + 3] === from[at + 3]
    );
  }

  wordAt(place: number, word: number): number {
    return this.#words[place * KEY_WORDS + word]!;
  }

  /** The key at a place as `parseHexKey` reads it. */
  hexAt(place: number): string {
    return hexOfKey(this.#words, place * KEY_WORDS);
  }

  /** The slot of the key whose words stand in `from` at `at`, or the free one where it belongs. */
  #slotOf(from: Uint32Array, at: number): number {
    const words = this.#words;
    const slots = this.#slots;
    const last = slots.length - 1;
    const [a, b, c, d] = [from[at]!, from[at + 1]!, from[at + 2]!, from[at + 3]!];
    let slot = mixed(a, b, c, d) & last;
    for (;;) {
      const found = slots[slot]!;
      if (found === 0) return slot;
      const other = (found - 1) * KEY_WORDS;
      if (words[other] === a && words[other + 1] === b && words[other + 2] === c && words[other + 3] === d) return slot;
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    const grown = new Uint32Array(2 * this.#words.length);
    grown.set(this.#words);
    this.#words = grown;
    for (let place = 0; place < this.#size; place++) this.#slots[this.#slotOf(grown, place * KEY_WORDS)] = place + 1;
  }
}

/** The low bits depend on all others: keys that were given out one after the other differ in few. */
function mixed(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ Math.imul(d, 0xc2b2ae35), 0x9e3779b1) ^ Math.imul(b ^ Math.imul(c, 0x27d4eb2f), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return hash ^ (hash >>> 16);
}

/** Of a key as text. */
export const HEX_DIGITS = 32;
const DIGITS_PER_WORD = HEX_DIGITS / KEY_WORDS;
const LAST_BYTE = 255;
/** Value of a digit by its character; −1: none. */
const DIGIT_OF = Int8Array.from({ length: LAST_BYTE + 1 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code)),
);

/** 32 hex digits in lower case → the words of the key; false for any other text, and then `key` holds nothing of use. */
export function parseHexKey(text: string, key: Uint32Array): boolean {
  if (text.length !== HEX_DIGITS) return false;
  // The sign bit stays once anything was no digit: one test a text instead of one a character.
  let signs = 0;
  for (let word = 0, at = 0; word < KEY_WORDS; word++) {
    let value = 0;
    for (let digit = 0; digit < DIGITS_PER_WORD; digit++, at++) {
      const code = text.charCodeAt(at);
      const found = DIGIT_OF[code & LAST_BYTE]!;
      signs |= found | (LAST_BYTE - code);
      value = (value << 4) | found;
    }
    key[word] = value;
  }
  return signs >= 0;
}

/** The same of a text in bytes, from `at` on; the key is written to `into` from `place` on. */
export function parseHexBytes(bytes: Uint8Array, at: number, into: Uint32Array, place: number): boolean {
  let signs = 0;
  for (let word = 0, next = at; word < KEY_WORDS; word++) {
    let value = 0;
    for (let digit = 0; digit < DIGITS_PER_WORD; digit++, next++) {
      const found = DIGIT_OF[bytes[next]!]!;
      signs |= found;
      value = (value << 4) | found;
    }
    into[place + word] = value;
  }
  return signs >= 0;
}

/** Keys as a column of words. Throws `internal` for a text that is no key of 32 hex digits. */
export function keysAsWords(texts: readonly string[]): Uint32Array {
  const words = new Uint32Array(texts.length * KEY_WORDS);
  const key = new Uint32Array(KEY_WORDS);
  for (let row = 0; row < texts.length; row++) {
    if (!parseHexKey(texts[row]!, key)) {
      throw new FitlyError('internal', `Row ${row} of a column of keys is no key of ${HEX_DIGITS} hex digits.`);
    }
    words.set(key, row * KEY_WORDS);
  }
  return words;
}

/** The key whose words stand in `words` from `at` on, as `parseHexKey` reads it. */
export const hexOfKey = (words: Uint32Array, at: number): string =>
  hexOf(words[at]!) + hexOf(words[at + 1]!) + hexOf(words[at + 2]!) + hexOf(words[at + 3]!);

const BYTES = Array.from({ length: LAST_BYTE + 1 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexOf = (word: number): string =>
  BYTES[word >>> 24]! + BYTES[(word >>> 16) & 255]! + BYTES[(word >>> 8) & 255]! + BYTES[word & 255]!;
