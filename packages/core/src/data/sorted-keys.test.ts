import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsAmong, rowsAmongSorted } from './sorted-keys.ts';

const anyOrder = fc.array(fc.string({ maxLength: 2 }), { maxLength: 40 });
const ascending = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 40 }).map((keys) => keys.sort());

test('every key is found where a map would find it, and nowhere else', () => {
  fc.assert(
    fc.property(ascending, ascending, (keys, among) => {
      const rowOf = new Map(among.map((key, row) => [key, row]));
      expect([...rowsAmongSorted(keys, among)]).toEqual(keys.map((key) => rowOf.get(key) ?? -1));
    }),
    { seed: 5 },
  );
});

test('keys in any order are found too, the last of equal ones', () => {
  fc.assert(
    fc.property(anyOrder, fc.oneof(anyOrder, ascending), (keys, among) => {
      expect([...rowsAmong(keys, among)]).toEqual(keys.map((key) => among.lastIndexOf(key)));
    }),
    { seed: 6 },
  );
});
