import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsAmongSorted } from './sorted-keys.ts';

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
