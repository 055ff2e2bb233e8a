import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asCustomerKey } from '../terms.ts';
import { CustomerNumbers } from './customer-numbers.ts';
import { KEY_WORDS } from './key-table.ts';

const hexKey = (n: number): string => `${'0'.repeat(24)}${Math.imul(n, 3).toString(16).padStart(8, '0')}`;

test('numbers go by the first row of each customer, for any keys', () => {
  // With keys as the store makes them, and texts that are none, one of them nearly.
  const key = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.nat(40).map((n) => `${n}-the-same-end`),
    { weight: 6, arbitrary: fc.nat(40).map(hexKey) },
    fc.nat(3).map((n) => hexKey(n).replace('0', '\u0130')),
    fc.nat(3).map((n) => `${hexKey(n)}0`),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), fc.nat(10), (keys, expected) => {
      const numbers = new CustomerNumbers(expected);
      const given = [...numbers.addAll(keys.map(asCustomerKey))];
      const distinct = [...new Set(keys)];
      expect(given).toEqual(keys.map((each) => distinct.indexOf(each)));
      expect(numbers.size).toBe(distinct.length);
      expect([...numbers.numbersOf(distinct.map(asCustomerKey))]).toEqual(distinct.map((_, n) => n));
      expect(numbers.numberOf(asCustomerKey('never added'))).toBe(-1);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('keys that come as words have the numbers of their texts, also among texts that are no keys', () => {
  const column = fc.array(fc.nat(30), { maxLength: 60 });
  const wordsOf = (of: readonly number[]): Uint32Array => {
    const words = new Uint32Array(of.length * KEY_WORDS);
    for (const [row, n] of of.entries()) words[row * KEY_WORDS + KEY_WORDS - 1] = Math.imul(n, 3);
    return words;
  };
  fc.assert(
    fc.property(fc.array(fc.oneof(column, fc.constant(['no key']))), column, (columns, asked) => {
      const byWords = new CustomerNumbers();
      const byTexts = new CustomerNumbers();
      for (const of of columns) {
        const texts = of.map((n) => asCustomerKey(typeof n === 'string' ? n : hexKey(n)));
        const given = typeof of[0] === 'string' ? byWords.addAll(texts) : byWords.addAll(wordsOf(of as number[]));
        expect(given).toEqual(byTexts.addAll(texts));
      }
      expect(byWords.numbersOf(wordsOf(asked))).toEqual(byTexts.numbersOf(asked.map((n) => asCustomerKey(hexKey(n)))));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('more keys than there was room for keep their numbers', () => {
  const numbers = new CustomerNumbers();
  const keys = Array.from({ length: 3_000 }, (_, n) => asCustomerKey(hexKey(n)));
  numbers.addAll(keys);
  expect([...numbers.numbersOf(keys.toReversed())]).toEqual(keys.map((_, n) => keys.length - 1 - n));
  expect(numbers.numberOf(asCustomerKey(hexKey(3_000)))).toBe(-1);
});
