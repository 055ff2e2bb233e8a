/** A set of event ids in little memory: see `KeyIndex`. */
import { createKeyIndex } from './key-index.ts';

export interface IdSet {
  readonly size: number;
  has(id: string): boolean;
  /** Whether the id is new; remembers it. */
  add(id: string): boolean;
  /** Remembers a column of ids that come as words. */
  addWords(words: Uint32Array): void;
}

export function createIdSet(): IdSet {
  const index = createKeyIndex();
  return {
    get size() {
      return index.size;
    },
    has: (id) => index.placeOf(id) >= 0,
    add(id) {
      const { size } = index;
      return index.place(id) === size;
    },
    addWords: (words) => index.placeAll(words),
  };
}
