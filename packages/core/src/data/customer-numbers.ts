import type { CustomerKey } from '../terms.ts';

/** A power of two. */
const SMALLEST = 16;

/**
 * Customers as numbers from 0, in the order in which they first come: a hash table over typed arrays, since a `Map` of
 * millions of fresh texts spends its time in hashing whole texts and in the garbage collector. Keys are keyed hashes
 * already, so their last characters spread well; keys that do not make it slow, never wrong.
 */
export class CustomerNumbers {
  readonly #keys: CustomerKey[] = [];
  /** Number of the customer + 1; 0: free. Open addressing with linear probing, at most half full. */
  #slots: Int32Array;

  /** Room for `expected` different customers before the table grows. */
  constructor(expected = 0) {
    let room = SMALLEST;
    while (room < 2 * expected) room *= 2;
    this.#slots = new Int32Array(room);
  }

  get size(): number {
    return this.#keys.length;
  }

  /** -1: never added. */
  numberOf(key: CustomerKey): number {
    return this.#slots[this.#slotOf(key)]! - 1;
  }

  /** The number of the customer, a new one at first sight. */
  add(key: CustomerKey): number {
    const slot = this.#slotOf(key);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) return known;
    this.#slots[slot] = this.#keys.push(key);
    if (2 * this.#keys.length > this.#slots.length) this.#grow();
    return this.#keys.length - 1;
  }

  /** `add` for a whole column. Days follow each other in the same order of customers, so the next one is guessed first. */
  addAll(keys: readonly CustomerKey[]): Int32Array {
    const numbers = new Int32Array(keys.length);
    let last = -1;
    // A plain loop: `Int32Array.from` with a function takes twice as long as all else here.
    for (let row = 0; row < keys.length; row++) {
      const key = keys[row]!;
      last = this.#keys[last + 1] === key ? last + 1 : this.add(key);
      numbers[row] = last;
    }
    return numbers;
  }

  /** `numberOf` for a whole column. */
  numbersOf(keys: readonly CustomerKey[]): Int32Array {
    const numbers = new Int32Array(keys.length);
    let last = -1;
    for (let row = 0; row < keys.length; row++) {
      const key = keys[row]!;
      last = this.#keys[last + 1] === key ? last + 1 : this.numberOf(key);
      numbers[row] = last;
    }
    return numbers;
  }

  /** Where the key stands, or the free slot in which it belongs. */
  #slotOf(key: CustomerKey): number {
    const last = this.#slots.length - 1;
    let slot = hashOf(key) & last;
    for (;;) {
      const number = this.#slots[slot]! - 1;
      if (number < 0 || this.#keys[number] === key) return slot;
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (const [number, key] of this.#keys.entries()) this.#slots[this.#slotOf(key)] = number + 1;
  }
}

const HASHED_CHARACTERS = 8;

/** FNV-1a over the last characters, then a mix of the upper bits into the lower ones. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let place = Math.max(0, key.length - HASHED_CHARACTERS); place < key.length; place++) {
    hash = Math.imul(hash ^ key.charCodeAt(place), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
