import { asCustomerKey, type CustomerKey } from '../terms.ts';
import { hexOfKey, KEY_WORDS, KeyTable, parseHexKey } from './key-table.ts';

/**
 * Customers as numbers from 0, in the order in which they first come. Keys are read as numbers of 128 bits, and nothing of
 * their texts is kept or fetched again. From the first key on that is no such number all go by their texts: slower, never wrong.
 *
 * A column of keys may also come as words, `KEY_WORDS` a row: millions of texts cost more in the garbage collector than all else.
 */
export class CustomerNumbers {
  readonly #table: KeyTable;
  readonly #key = new Uint32Array(KEY_WORDS);
  /** Null as long as every key is in the table. */
  #byText: Map<string, number> | null = null;

  /** Room for `expected` different customers before the table grows. */
  constructor(expected = 0) {
    this.#table = new KeyTable(expected);
  }

  get size(): number {
    return this.#byText?.size ?? this.#table.size;
  }

  /** -1: never added. */
  numberOf(key: CustomerKey): number {
    return this.#numberOf(key, -1);
  }

  /** The number of the customer, a new one at first sight. */
  add(key: CustomerKey): number {
    return this.#add(key, -1);
  }

  /** `add` for a whole column. */
  addAll(keys: readonly CustomerKey[] | Uint32Array): Int32Array {
    if (keys instanceof Uint32Array)
      return this.#byText === null ? this.#ofWords(keys, 'add') : this.addAll(textsOf(keys));
    const numbers = new Int32Array(keys.length);
    // A plain loop: `Int32Array.from` with a function takes twice as long as all else here.
    for (let row = 0, last = -1; row < keys.length; row++) numbers[row] = last = this.#add(keys[row]!, last);
    return numbers;
  }

  /** `numberOf` for a whole column. */
  numbersOf(keys: readonly CustomerKey[] | Uint32Array): Int32Array {
    if (keys instanceof Uint32Array) {
      return this.#byText === null ? this.#ofWords(keys, 'leave') : this.numbersOf(textsOf(keys));
    }
    const numbers = new Int32Array(keys.length);
    for (let row = 0, last = -1; row < keys.length; row++) numbers[row] = last = this.#numberOf(keys[row]!, last);
    return numbers;
  }

  // Days follow each other in the same order of customers, so the number after that of the row before is guessed first.

  #add(key: CustomerKey, before: number): number {
    if (this.#byText !== null || !parseHexKey(key, this.#key)) return this.#addText(key);
    return this.#table.holds(before + 1, this.#key) ? before + 1 : this.#table.place(this.#key);
  }

  #numberOf(key: CustomerKey, before: number): number {
    if (this.#byText !== null) return this.#byText.get(key) ?? -1;
    if (!parseHexKey(key, this.#key)) return -1;
    return this.#table.holds(before + 1, this.#key) ? before + 1 : this.#table.placeOf(this.#key);
  }

  #ofWords(words: Uint32Array, isNew: 'add' | 'leave'): Int32Array {
    const table = this.#table;
    const numbers = new Int32Array(words.length / KEY_WORDS);
    for (let row = 0, at = 0, guess = 0; row < numbers.length; row++, at += KEY_WORDS) {
      let number = guess;
      if (!table.holds(guess, words, at)) number = isNew === 'add' ? table.place(words, at) : table.placeOf(words, at);
      numbers[row] = number;
      guess = number + 1;
    }
    return numbers;
  }

  #addText(key: CustomerKey): number {
    this.#byText ??= this.#texts();
    const byText = this.#byText;
    const number = byText.get(key) ?? byText.size;
    byText.set(key, number);
    return number;
  }

  #texts(): Map<string, number> {
    return new Map(Array.from({ length: this.#table.size }, (_, number) => [this.#table.hexAt(number), number]));
  }
}

const textsOf = (words: Uint32Array): CustomerKey[] =>
  Array.from({ length: words.length / KEY_WORDS }, (_, row) => asCustomerKey(hexOfKey(words, row * KEY_WORDS)));
