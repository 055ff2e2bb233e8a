import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEX_DIGITS, hexOfKey, keysAsWords } from './key-table.ts';
import { rowsAmong, rowsAmongKeys, rowsAmongSorted } from './sorted-keys.ts';

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

/** Keys that differ in their first or last word. */
const asKey = (text: string): string =>
  [...text]
    .map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
    .join('')
    .padEnd(16, '0')
    .padStart(HEX_DIGITS, 'f');

test('keys as words are found where the same keys are found as texts', () => {
  fc.assert(
    fc.property(fc.oneof(anyOrder, ascending), fc.oneof(anyOrder, ascending), (texts, others) => {
      const [keys, among] = [texts.map(asKey), others.map(asKey)];
      expect(rowsAmongKeys(keysAsWords(keys), keysAsWords(among))).toEqual(rowsAmong(keys, among));
    }),
    { seed: 7 },
  );
});

test('words are those of the keys, and what is no key is refused', () => {
  const keys = ['0123456789abcdef'.repeat(2), 'f'.repeat(HEX_DIGITS)];
  const words = keysAsWords(keys);
  expect([hexOfKey(words, 0), hexOfKey(words, 4)]).toEqual(keys);
  expect(() => keysAsWords([keys[0]!, 'F'.repeat(HEX_DIGITS)])).toThrow('Row 1');
});
