import { expect, test } from 'vitest';
import { withMinus } from './with-minus.ts';

test('one kind of minus, and none before zero', () => {
  expect(['-0.00', '-0', '-0 %', '0.00', '-0.01', '-12,000', '1e-7', '5'].map(withMinus)).toEqual([
    ...['0.00', '0', '0 %', '0.00', '−0.01', '−12,000', '1e−7', '5'],
  ]);
});
