/**
 * Places of ids in the order in which they came, the ids as 128-bit numbers in typed arrays: some 30 to 50 bytes an id,
 * outside the heap, where a map of strings takes 150 and more.
 */
import { createHash } from 'node:crypto';
import { KEY_WORDS, KeyTable, parseHexKey } from '@fitly/core/data';

export interface KeyIndex {
  readonly size: number;
  /** Place of the id from 0 on; −1 when it is not there. */
  placeOf(id: string): number;
  /** The same, and a new place at the end for an id that is not there. */
  place(id: string): number;
  /** The same for a column of ids that come as words. */
  placeAll(words: Uint32Array): void;
  /** Words of the id at a place, into `into` from `at` on: the digits that came, where it came as 32 of them. */
  copyWords(place: number, into: Uint32Array, at: number): void;
  /** All places, their ids ascending. */
  ascending(): Uint32Array;
}

export function createKeyIndex(): KeyIndex {
  const table = new KeyTable();
  const id = new Uint32Array(KEY_WORDS);
  const read = (text: string): Uint32Array => {
    if (!parseHexKey(text, id) && !parseHex(text, id)) hashText(text, id);
    return id;
  };
  return {
    get size() {
      return table.size;
    },
    placeOf: (text) => table.placeOf(read(text)),
    place: (text) => table.place(read(text)),
    placeAll(words) {
      for (let at = 0; at < words.length; at += KEY_WORDS) table.place(words, at);
    },
    copyWords(place, into, at) {
      for (let word = 0; word < KEY_WORDS; word++) into[at + word] = table.wordAt(place, word);
    },
    ascending() {
      const compare = (a: number, b: number): number => {
        for (let word = 0; word < KEY_WORDS; word++) {
          const difference = table.wordAt(a, word) - table.wordAt(b, word);
          if (difference !== 0) return difference;
        }
        return 0;
      };
      return sortedByHead(table.size, (place) => table.wordAt(place, 0) >>> HEAD_SHIFT, compare);
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

const UUID_LENGTH = 36;
const HEX_LENGTH = 32;
const DASH = 45;

/** A UUID, or 32 hex digits in any case; false for another text, and then `words` holds nothing of use. */
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
  for (let word = 0; word < KEY_WORDS; word++) words[word] = digest.readUInt32LE(word * 4);
}
