/** Ids of events that were seen lately. Memory is bounded: repeats that lie further apart are for the store's unique key. */
export interface SeenIds {
  /** Whether it is new; remembers it. */
  add(id: string): boolean;
}

/** Remembers at least the last `capacity` ids and at most twice as many; 1,000,000 take some 150 MB. */
export function createSeenIds(capacity = 500_000): SeenIds {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    add(id) {
      if (young.has(id) || old.has(id)) return false;
      young.add(id);
      if (young.size >= capacity) {
        old = young;
        young = new Set();
      }
      return true;
    },
  };
}
