import fc from 'fast-check';
import { expect, test } from 'vitest';
import { iso } from './iso.ts';

test('instants are written as Date writes them', () => {
  const between = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) });
  const asDateDoes = fc.property(between, (at) => {
    expect(iso(at)).toBe(new Date(at).toISOString());
  });
  fc.assert(asDateDoes, { seed: 1, numRuns: 1_000 });
});
