import { createHash } from 'node:crypto';
import { hexOfKey } from '@fitly/core/data';
import { expect, test } from 'vitest';
import { createKeyIndex, type KeyIndex } from './key-index.ts';

const hexOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');

function hexAt(index: KeyIndex, place: number): string {
  const words = new Uint32Array(6);
  index.copyWords(place, words, 1);
  return hexOfKey(words, 1);
}

test('an id has the place at which it first came, and comes back as it was', () => {
  const index = createKeyIndex();
  for (let n = 0; n < 5_000; n++) expect(index.place(hexOf(n % 3_000))).toBe(n % 3_000);
  expect(index.size).toBe(3_000);
  expect(hexAt(index, 1_234)).toBe(hexOf(1_234));
  expect(index.placeOf(hexOf(2_999))).toBe(2_999);
  expect(index.placeOf(hexOf(3_000))).toBe(-1);
  const sorted = [...index.ascending()].map((place) => hexAt(index, place));
  expect(sorted).toEqual([...sorted].sort());
});
