import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createKeyIndex } from './key-index.ts';

const hexOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');

test('an id has the place at which it first came, and comes back as it was', () => {
  const index = createKeyIndex();
  for (let n = 0; n < 5_000; n++) expect(index.place(hexOf(n % 3_000))).toBe(n % 3_000);
  expect(index.size).toBe(3_000);
  expect(index.hexAt(1_234)).toBe(hexOf(1_234));
  expect(index.placeOf(hexOf(2_999))).toBe(2_999);
  expect(index.placeOf(hexOf(3_000))).toBe(-1);
  const sorted = [...index.ascending()].map((place) => index.hexAt(place));
  expect(sorted).toEqual([...sorted].sort());
});
