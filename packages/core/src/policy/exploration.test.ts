import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore, sampleAction } from './exploration.ts';

test('winners are counted and sorted by action', () => {
  expect(explore(Int32Array.of(7, 3, 7, 3, 3), { floor: 0.02 })).toEqual({
    kind: 'draws',
    draws: 5,
    floor: 0.02,
    wins: [
      [3, 3],
      [7, 2],
    ],
  });
});

test('the action is the first whose cumulative probability exceeds the draw', () => {
  const vector = Float64Array.of(0, 0.25, 0, 0.75, 0);
  expect([0, 0.2499, 0.25, 0.9999].map((u) => sampleAction(vector, u))).toEqual([1, 1, 3, 3]);
});

test('rounding never picks an ineligible action: the last possible one catches the rest', () => {
  expect(sampleAction(Float64Array.of(0.3, 0.3, 0.3999999, 0), 0.99999999)).toBe(2);
  expect(() => sampleAction(Float64Array.of(0, 0), 0.5)).toThrow('positive');
});

test('only actions with positive probability are ever picked, each about as often as it says', () => {
  const weights = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }).filter((all) => all.some((w) => w > 0));
  fc.assert(
    fc.property(weights, (all) => {
      const total = all.reduce((sum, w) => sum + w, 0);
      const vector = Float64Array.from(all, (w) => w / total);
      const counts = new Array<number>(all.length).fill(0);
      for (let i = 0; i < 1000; i++) {
        const action = sampleAction(vector, (i + 0.5) / 1000);
        counts[action] = counts[action]! + 1;
      }
      counts.forEach((count, action) => {
        if (all[action] === 0) expect(count).toBe(0);
        expect(Math.abs(count / 1000 - vector[action]!)).toBeLessThan(0.0021);
      });
    }),
    { seed: 1 },
  );
});
