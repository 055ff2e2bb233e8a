import { describe, expect, test } from 'vitest';
import { normalStream, sipKey, uniform } from '../../math/index.ts';
import { asDay } from '../../terms.ts';
import { addDays } from '../../time.ts';
import { AUDIENCE_LIMITS, type AudienceChangeKind, type AudienceSize, audienceChange } from './audience-change.ts';

const FIRST = asDay('2026-01-05');
const history = (sizes: readonly number[]): AudienceSize[] =>
  sizes.map((size, i) => ({ day: addDays(FIRST, i), size: Math.round(size) }));
const judge = (sizes: readonly number[]) => {
  const all = history(sizes);
  return audienceChange(all.at(-1)!, all.slice(0, -1));
};
const steady = (days: number, size = 10_000): number[] => Array(days).fill(size);

/** How an audience may move without anything being wrong: the ln of each day's size over the day before. */
type Moves = (normal: () => number, day: number) => number;
const WORLDS: Readonly<Record<string, { readonly size: number; readonly moves: Moves }>> = {
  'still, 0.5 % a day': { size: 50_000, moves: (normal) => 0.005 * normal() },
  'lively, 5 % a day': { size: 5_000, moves: (normal) => 0.05 * normal() },
  'growing 2 % a day': { size: 2_000, moves: (normal) => 0.02 + 0.02 * normal() },
  'breathing with the week, a third less on Saturday and Sunday': {
    size: 20_000,
    moves: (normal, day) => (day % 7 === 5 ? -0.4 : day % 7 === 0 ? 0.4 : 0) + 0.02 * normal(),
  },
  'small, of 60 customers': { size: 60, moves: (normal) => 0.08 * normal() },
};

/** Sizes of `days` days. */
function play({ size, moves }: (typeof WORLDS)[string], days: number, name: string): number[] {
  const normal = normalStream(sipKey('7'.repeat(32)), name);
  let level = size;
  return Array.from({ length: days }, (_, day) => (level *= Math.exp(moves(normal, day))));
}

describe('an audience without trouble', () => {
  test.each(Object.entries(WORLDS))('%s: at most one false alarm in 500 days', (name, world) => {
    let alarms = 0;
    let days = 0;
    for (let seed = 0; seed < 40; seed++) {
      const sizes = history(play(world, 60, `${name} ${seed}`));
      for (const [i, today] of sizes.entries()) if (audienceChange(today, sizes.slice(0, i)) !== null) alarms += 1;
      days += sizes.length;
    }
    expect(alarms / days).toBeLessThanOrEqual(1 / 500);
  });

  test('is not told of when too little is known', () => {
    expect(judge([10_000])).toBeNull();
    expect(judge([0, 0, 0, 10_000])).toBeNull();
    expect(judge([...steady(7), 7_000])).toBeNull();
  });

  test('whose bad day was told is not told again on the way back', () => {
    expect(judge([...steady(14), 6_000])?.kind).toBe('fell');
    expect(judge([...steady(14), 6_000, 10_000])).toBeNull();
  });
});

describe('an audience with trouble', () => {
  test.each(Object.entries(WORLDS).filter(([, { size }]) => size > 100))(
    '%s: a drop by 60 %% is told, whenever it comes',
    (name, world) => {
      for (let seed = 0; seed < 40; seed++) {
        const days = 10 + Math.floor(uniform(sipKey('8'.repeat(32)), name, String(seed)) * 40);
        const sizes = play(world, days, `${name} ${seed}`);
        expect(judge([...sizes.slice(0, -1), sizes.at(-1)! * 0.4])?.kind, `${name} ${seed}`).toBe('fell');
      }
    },
  );

  test.each([
    ['a drop by 30 %', [...steady(14), 7_000], 'fell', -0.3],
    ['a rise by 30 %', [...steady(14), 13_000], 'rose', 0.3],
    ['a third less on the second day, too early for a rule of steps', [10_000, 4_900], 'fell', -0.51],
    ['nobody', [...steady(3), 0], 'gone', -1],
    ['next to nobody, of few', [30, 30, 1], 'gone', -29 / 30],
    ['twice as many', [...steady(2), 20_001], 'rose', 1.0001],
  ] as const)('%s is told', (_name, sizes, kind: AudienceChangeKind, change) => {
    const found = judge(sizes);
    expect(found?.kind).toBe(kind);
    expect(found?.change).toBeCloseTo(change, 6);
  });

  test('a drop by 30 % is told in 95 of 100 audiences that usually move by 3 % a day', () => {
    let told = 0;
    for (let seed = 0; seed < 100; seed++) {
      const sizes = play({ size: 10_000, moves: (normal) => 0.03 * normal() }, 30, `drop ${seed}`);
      if (judge([...sizes, sizes.at(-1)! * 0.7])?.kind === 'fell') told += 1;
    }
    expect(told).toBeGreaterThanOrEqual(95);
  });
});

test('the thresholds are those of the documentation', () => {
  expect(AUDIENCE_LIMITS).toEqual({
    days: 28,
    leastSteps: 7,
    scales: 5,
    floor: 0.03,
    leastCustomers: 20,
    goneShare: 0.05,
  });
});
