import { describe, expect, test } from 'vitest';
import { sipKey, uniform } from '../../math/index.ts';
import { optionValue, type WeightedRewards } from './option-value.ts';

const KEY = sipKey('7e'.repeat(16));
const NONE: WeightedRewards = { n: 0, w: 0, wr: 0, w2: 0, w2r: 0, w2r2: 0 };
const add = (sums: WeightedRewards, w: number, r: number): WeightedRewards => ({
  n: sums.n + 1,
  w: sums.w + w,
  wr: sums.wr + w * r,
  w2: sums.w2 + w * w,
  w2r: sums.w2r + w * w * r,
  w2r2: sums.w2r2 + w * w * r * r,
});

/** Customers who like it anyway get the option more often; it adds `effect` to a rate of .1 or .5. */
function played(seed: number, effect: number, decisions = 2000) {
  let [taken, left] = [NONE, NONE];
  let [naiveTaken, naiveLeft] = [NONE, NONE];
  for (let i = 0; i < decisions; i += 1) {
    const of = (what: string) => uniform(KEY, what, `${seed}`, `${i}`);
    const likes = of('likes') < 0.5;
    const p = likes ? 0.8 : 0.2;
    const isTaken = of('draw') < p;
    const reward = Number(of('reward') < (likes ? 0.5 : 0.1) + (isTaken ? effect : 0));
    if (isTaken) [taken, naiveTaken] = [add(taken, 1 / p, reward), add(naiveTaken, 1, reward)];
    else [left, naiveLeft] = [add(left, 1 / (1 - p), reward), add(naiveLeft, 1, reward)];
  }
  return { taken, left, naive: naiveTaken.wr / naiveTaken.w - naiveLeft.wr / naiveLeft.w };
}
const valued = (seed: number, effect: number) => {
  const { taken, left } = played(seed, effect);
  const found = optionValue(taken, left, 0.05);
  if (found.kind === 'refused') throw new Error(found.reason);
  return found;
};

describe('the value of an option', () => {
  test('is what it adds, where rates of who got it say something else', () => {
    const runs = Array.from({ length: 100 }, (_, seed) => ({ ...valued(seed, 0.1), naive: played(seed, 0.1).naive }));
    const mean = (of: (run: (typeof runs)[number]) => number) =>
      runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    expect(Math.abs(mean(({ difference }) => difference.estimate) - 0.1)).toBeLessThan(0.01);
    expect(mean(({ naive }) => naive)).toBeGreaterThan(0.3);
    expect(runs.filter(({ difference: { low, high } }) => low < 0.1 && 0.1 < high).length).toBeGreaterThanOrEqual(95);
  });

  test('has an error that is the spread of its estimates, and without an effect it is seldom found', () => {
    const runs = Array.from({ length: 200 }, (_, seed) => valued(seed, 0));
    const spread = Math.sqrt(runs.reduce((sum, { difference }) => sum + difference.estimate ** 2, 0) / runs.length);
    const error = runs.reduce((sum, { difference }) => sum + difference.standardError, 0) / runs.length;
    expect(error / spread).toBeGreaterThan(0.85);
    expect(error / spread).toBeLessThan(1.25);
    expect(runs.filter(({ p }) => p < 0.05).length).toBeLessThanOrEqual(10);
  });

  test('is refused with the reason', () => {
    const { taken, left } = played(1, 0);
    const reasonOf = (one: WeightedRewards, other: WeightedRewards) => {
      const found = optionValue(one, other, 0.05);
      return found.kind === 'refused' ? found.reason : found.kind;
    };
    expect(reasonOf(NONE, NONE)).toBe('never_a_choice');
    expect(reasonOf(taken, NONE)).toBe('too_few');
    let uneven = left;
    for (let i = 0; i < 5; i += 1) uneven = add(uneven, 5000, 1);
    expect(reasonOf(taken, uneven)).toBe('too_uneven');
    const alike = { n: 500, w: 500, wr: 500, w2: 500, w2r: 500, w2r2: 500 };
    expect(reasonOf(alike, alike)).toBe('no_variation');
    expect(reasonOf(taken, { ...left, wr: Number.NaN })).toBe('unusable_input');
  });
});
