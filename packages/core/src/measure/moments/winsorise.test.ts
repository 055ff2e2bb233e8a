import fc from 'fast-check';
import { expect, test } from 'vitest';
import { winsorise } from './winsorise.ts';

test('values above the quantile of all values count as that quantile', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => 1000 - i);
  const { values: capped, cappedAt } = winsorise(values, 0.99);
  expect(cappedAt).toBe(990);
  expect(capped.filter((value) => value === 990)).toHaveLength(11);
  expect(capped[999]).toBe(1);
});

test('without a quantile, without values, and at quantile 1 nothing changes', () => {
  const values = Float64Array.of(3, -1, 8);
  expect(winsorise(values, null)).toEqual({ values, cappedAt: null });
  expect(winsorise(new Float64Array(), 0.9).cappedAt).toBeNull();
  expect(winsorise(values, 1)).toEqual({ values, cappedAt: 8 });
  expect(() => winsorise(values, 1.5)).toThrow('expected one above 0');
});

test('at most a share of 1 − q is capped, none is raised, and the order of values does not matter', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.5, max: 1, noNaN: true }), (list, quantile) => {
      const { values: capped, cappedAt } = winsorise(Float64Array.from(list), quantile);
      expect(list.filter((value) => value > cappedAt!).length).toBeLessThanOrEqual((1 - quantile) * list.length + 1e-9);
      expect(capped.every((value, i) => value <= list[i]!)).toBe(true);
      expect(winsorise(Float64Array.from(list.toReversed()), quantile).cappedAt).toBe(cappedAt);
    }),
    { seed: 7 },
  );
});
