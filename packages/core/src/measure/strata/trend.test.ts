import { expect, test } from 'vitest';
import { welchDifference } from '../estimate/welch.ts';
import { momentsFromSummary } from '../moments/sums.ts';
import { differenceByWeek } from './trend.ts';

const week = (gain: number) => ({
  treated: momentsFromSummary({ n: 200, mean: 5 + gain, variance: 4 }),
  control: momentsFromSummary({ n: 150, mean: 5, variance: 3 }),
});

test('bands of four weeks are wider than one alone, and together hold 95 %', () => {
  const bands = differenceByWeek([0, 0.1, 0.2, 0.3].map(week));
  const { treated, control } = week(0.1);
  expect(bands[1]).toEqual(welchDifference(treated, control, { alpha: -Math.expm1(Math.log1p(-0.05) / 4) }));
  expect(differenceByWeek([week(0.1)])[0]).toMatchObject({ estimate: expect.closeTo(0.1, 12) });
  expect(differenceByWeek([week(0.1)], 2)).toEqual([{ kind: 'refused', reason: 'unusable_options' }]);
  expect(differenceByWeek([])).toEqual([]);
});
