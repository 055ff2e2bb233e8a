import { KEY_WORDS, KeyTable } from './key-table.ts';

/**
 * Where each of `keys` stands in `among`: its row, or −1. Both strictly ascending, as snapshots, enrolments and decisions are
 * stored: two columns are walked side by side, where a map of a million texts takes a second and 100 MB.
 */
export function rowsAmongSorted(keys: readonly string[], among: readonly string[]): Int32Array {
  const rows = new Int32Array(keys.length);
  let at = 0;
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    while (at < among.length && among[at]! < key) at += 1;
    rows[row] = among[at] === key ? at : -1;
  }
  return rows;
}

/** The same for keys in any order; of a key that stands in `among` more than once, the last row. */
export function rowsAmong(keys: readonly string[], among: readonly string[]): Int32Array {
  if (isAscending(keys) && isAscending(among)) return rowsAmongSorted(keys, among);
  const rowOf = new Map(among.map((key, row) => [key, row]));
  return Int32Array.from(keys, (key) => rowOf.get(key) ?? -1);
}

function isAscending(keys: readonly string[]): boolean {
  for (let row = 1; row < keys.length; row++) if (!(keys[row - 1]! < keys[row]!)) return false;
  return true;
}

/** As `rowsAmong`, for columns of keys as words. */
export function rowsAmongKeys(keys: Uint32Array, among: Uint32Array): Int32Array {
  if (!areKeysAscending(keys) || !areKeysAscending(among)) return rowsByTable(keys, among);
  const rows = new Int32Array(keys.length / KEY_WORDS).fill(-1);
  let at = 0;
  for (let row = 0; row < rows.length; row++) {
    let order = 1;
    while (at < among.length) {
      order = compareKeys(among, at, keys, row * KEY_WORDS);
      if (order >= 0) break;
      at += KEY_WORDS;
    }
    if (order === 0) rows[row] = at / KEY_WORDS;
  }
  return rows;
}

function rowsByTable(keys: Uint32Array, among: Uint32Array): Int32Array {
  const table = new KeyTable(among.length / KEY_WORDS);
  const lastRows = new Int32Array(among.length / KEY_WORDS);
  for (let at = 0; at < among.length; at += KEY_WORDS) lastRows[table.place(among, at)] = at / KEY_WORDS;
  const rows = new Int32Array(keys.length / KEY_WORDS);
  for (let row = 0; row < rows.length; row++) rows[row] = lastRows[table.placeOf(keys, row * KEY_WORDS)] ?? -1;
  return rows;
}

function areKeysAscending(keys: Uint32Array): boolean {
  for (let at = KEY_WORDS; at < keys.length; at += KEY_WORDS) {
    if (compareKeys(keys, at - KEY_WORDS, keys, at) >= 0) return false;
  }
  return true;
}

function compareKeys(a: Uint32Array, at: number, b: Uint32Array, of: number): number {
  for (let word = 0; word < KEY_WORDS; word++) {
    const difference = a[at + word]! - b[of + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
