/**
 * A set of event ids as 128-bit numbers in one typed array: some 32 bytes an id, outside the heap, where a set of strings
 * takes 150 and more.
 */
import { createHash } from 'node:crypto';

export interface IdSet {
  readonly size: number;
  /** Whether the id is new; remembers it. */
  add(id: string): boolean;
}

const WORDS = 4;
const FIRST_SLOTS = 1 << 10;

export function createIdSet(): IdSet {
  let slots = FIRST_SLOTS;
  let table = new Uint32Array(slots * WORDS);
  let size = 0;
  const id = new Uint32Array(WORDS);

  /** Remembers the words; false when they are there. Open addressing, at most half full. */
  const insert = (into: Uint32Array, count: number, a: number, b: number, c: number, d: number): boolean => {
    let slot = (Math.imul(a ^ d, 0x9e3779b1) ^ Math.imul(b ^ c, 0x85ebca6b)) & (count - 1);
    for (;;) {
      const at = slot * WORDS;
      if (into[at] === a && into[at + 1] === b && into[at + 2] === c && into[at + 3] === d) return false;
      if ((into[at]! | into[at + 1]! | into[at + 2]! | into[at + 3]!) === 0) {
        into[at] = a;
        into[at + 1] = b;
        into[at + 2] = c;
        into[at + 3] = d;
        return true;
      }
      slot = (slot + 1) & (count - 1);
    }
  };
  const grow = (): void => {
    const grown = new Uint32Array(2 * slots * WORDS);
    for (let at = 0; at < table.length; at += WORDS) {
      const [a, b, c, d] = [table[at]!, table[at + 1]!, table[at + 2]!, table[at + 3]!];
      if ((a | b | c | d) !== 0) insert(grown, 2 * slots, a, b, c, d);
    }
    slots *= 2;
    table = grown;
  };
  return {
    get size() {
      return size;
    },
    add(text) {
      if (!parseUuid(text, id)) hashText(text, id);
      // All zeros mark an empty slot.
      if ((id[0]! | id[1]! | id[2]! | id[3]!) === 0) id[3] = 1;
      if (!insert(table, slots, id[0]!, id[1]!, id[2]!, id[3]!)) return false;
      size += 1;
      if (size * 2 > slots) grow();
      return true;
    },
  };
}

const UUID_LENGTH = 36;
const DASH = 45;

/** False when the text is no UUID; then `words` holds nothing of use. */
function parseUuid(text: string, words: Uint32Array): boolean {
  if (text.length !== UUID_LENGTH) return false;
  words.fill(0);
  let digits = 0;
  for (let at = 0; at < UUID_LENGTH; at++) {
    const code = text.charCodeAt(at);
    if (code === DASH) continue;
    const digit = digitOf(code);
    if (digit < 0 || digits === 32) return false;
    words[digits >> 3] = (words[digits >> 3]! << 4) | digit;
    digits += 1;
  }
  return digits === 32;
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
