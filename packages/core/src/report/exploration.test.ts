import { expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { buildExploration, type LedgerDay } from './exploration.ts';

const figure = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1 });
const day = (date: string, changes: Partial<LedgerDay> = {}): LedgerDay => ({
  ...{ day: asDay(date), unit: 'successes', decisions: 100, sampled: 50, bestGuess: 0.2, unknown: 0.01 },
  ...{ givenUp: figure(0.02), gained: figure(0.3) },
  importance: [
    { dimension: 'hour', worth: figure(0.05) },
    { dimension: 'offer', worth: figure(0.2) },
  ],
  ...changes,
});
const LABELS = [{ dimension: 'offer', dimensionLabel: 'Offer' }];

test('days add up by their decisions, ends as estimates, and the newest day says which choice matters', () => {
  const built = buildExploration([day('2027-01-01'), day('2027-01-02', { decisions: 300 })], LABELS, false)!;
  expect(built.total.decisions).toBe(400);
  expect(built.total.givenUp.estimate).toBeCloseTo(8, 9);
  expect(built.total.gained!.low).toBeCloseTo(80, 9);
  expect(built.importance.map(({ dimensionLabel, stands }) => [dimensionLabel, stands])).toEqual([
    ['Offer', true],
    ['hour', false],
  ]);
});

test('what is earned per day counts for all days that a decision stands for', () => {
  const built = buildExploration([day('2027-01-01', { unit: 'per_day', days: 14 })], LABELS, false)!;
  expect(built.total.givenUp.estimate).toBeCloseTo(100 * 14 * 0.02, 9);
  expect(built.total.gained!.high).toBeCloseTo(100 * 14 * 0.4, 9);
});

test('days in another unit are not added, days without a spread leave the sum without ends, and no day is no table', () => {
  const other = day('2027-01-01', { unit: 'per_day' });
  const noSpread = day('2027-01-02', { gained: { estimate: 0.3, low: null, high: null } });
  const built = buildExploration([other, noSpread, day('2027-01-03')], LABELS, false)!;
  expect(built.days.map((each) => each.day)).toEqual(['2027-01-02', '2027-01-03']);
  expect(built.total.gained).toEqual({ estimate: 60, low: null, high: null });
  expect(buildExploration([], LABELS, false)).toBeNull();
  expect(built.missing).toBeNull();
});

test('a newest day without figures says why, beside those of the days before', () => {
  const last = { day: asDay('2027-01-02'), missing: 'no_unit' } as const;
  const built = buildExploration([day('2027-01-01'), last], LABELS, false)!;
  expect([built.days.length, built.importance.length]).toEqual([1, 2]);
  expect(built.missing).toBe('The scores of this policy say which action it prefers, and not what it expects of one.');
  const alone = buildExploration([last], LABELS, false)!;
  expect([alone.days, alone.importance, alone.total.decisions]).toEqual([[], [], 0]);
});

test('while the uplift is withheld what learning brought is too, and what exploring cost stays', () => {
  const built = buildExploration([day('2027-01-01')], LABELS, true)!;
  expect([built.total.gained, built.days[0]!.gained]).toEqual([null, null]);
  expect(built.total.givenUp.estimate).toBeCloseTo(2, 9);
});

test('while the uplift is withheld the order of choices stays, and not what each is worth: with one it is what was gained', () => {
  const { importance } = buildExploration([day('2027-01-01')], LABELS, true)!;
  expect(importance).toEqual([
    { dimension: 'offer', dimensionLabel: 'Offer', worth: null, stands: true },
    { dimension: 'hour', dimensionLabel: 'hour', worth: null, stands: false },
  ]);
});
