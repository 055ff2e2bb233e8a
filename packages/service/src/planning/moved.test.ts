import { expect, test } from 'vitest';
import { movedBetween } from './moved.ts';

const draws = (given: Readonly<Record<string, readonly number[]>>) => ({
  customers: new Map(Object.entries(given).map(([key, vector]) => [key, Float64Array.from(vector)])),
});

test('who is drawn from other probabilities has moved, from a percentage point on', () => {
  const before = draws({ a: [0.5, 0.5], b: [0.5, 0.5], c: [1, 0], d: [0.5, 0.5] });
  const after = draws({ a: [0.5, 0.5], b: [0.505, 0.495], c: [0.2, 0.8], d: [0.51, 0.49] });
  expect(movedBetween(before, after)).toEqual({
    ...{ compared: 4, moved: 2, joined: 0, left: 0 },
    meanShift: expect.closeTo((0 + 0.005 + 0.8 + 0.01) / 4, 12),
  });
});

test('what goes to an action that the other does not know has moved by all of it', () => {
  expect(movedBetween(draws({ a: [0.7, 0.3] }), draws({ a: [0.35, 0.15] })).meanShift).toBeCloseTo(0.5, 12);
  expect(movedBetween(draws({ a: [1] }), draws({ a: [0] })).meanShift).toBe(1);
});

test('whoever is decided for one way only is counted apart', () => {
  const all = movedBetween(draws({ a: [1], b: [1] }), draws({ b: [1], c: [1], d: [1] }));
  expect(all).toEqual({ compared: 1, moved: 0, meanShift: 0, joined: 2, left: 1 });
  expect(movedBetween(draws({}), draws({}))).toEqual({ compared: 0, moved: 0, meanShift: 0, joined: 0, left: 0 });
});
