import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asCustomerKey } from '../terms.ts';
import { CustomerNumbers } from './customer-numbers.ts';

test('numbers go by the first row of each customer, for any keys', () => {
  // Few characters and equal ends: the hash is of little help.
  const key = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.nat(40).map((n) => `${n}-the-same-end`),
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
    { seed: 1 },
  );
});
