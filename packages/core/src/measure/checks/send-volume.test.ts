import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asDay } from '../../terms.ts';
import { addDays } from '../../time.ts';
import { VOLUME_LIMITS, volumeChange } from './send-volume.ts';

const TODAY = asDay('2026-03-15');
/** The newest day last. */
const history = (...sizes: readonly number[]) =>
  sizes.map((size, i) => ({ day: addDays(TODAY, i - sizes.length), size }));
const kindOf = (size: number, ...before: readonly number[]) =>
  volumeChange({ day: TODAY, size }, history(...before))?.kind ?? null;

test.each([
  ['a spike', 'spike', 2_500, [1_000, 1_100, 900]],
  ['a drop', 'drop', 400, [1_000, 1_100, 900]],
  ['within a factor of two', null, 1_900, [1_000, 1_100, 900]],
  ['a first run', null, 100_000, []],
  ['too few days', null, 100_000, [1_000, 1_000]],
  ['small counts', null, 90, [5, 6, 7]],
  ['nothing to send', null, 0, [1_000, 1_000, 1_000]],
  ['days without messages are no history', null, 1_000, [0, 0, 0, 0, 1_000]],
  ['one bad day does not hide a spike', 'spike', 3_000, [1_000, 1_000, 10, 1_000]],
  ['an agent that varies this much', null, 2_500, [500, 2_000, 900, 400, 1_800]],
  ['a weekly rhythm', null, 5_000, [5_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]],
  ['what a cap lets in again at once', null, 990, [990, ...Array<number>(13).fill(20)]],
] as const)('%s', (_, kind, size, before) => {
  expect(kindOf(size, ...before)).toBe(kind);
});

test('nothing is said of a change of few messages or within the factor, and a finding names both figures', () => {
  const size = fc.integer({ min: 0, max: 5_000 });
  fc.assert(
    fc.property(size, fc.array(size, { maxLength: 20 }), (today, before) => {
      const found = volumeChange({ day: TODAY, size: today }, history(...before));
      if (found === null) return;
      const { usual, kind } = found;
      expect(Math.abs(today - usual)).toBeGreaterThanOrEqual(VOLUME_LIMITS.leastMessages);
      expect(kind === 'spike' ? today / usual : usual / today).toBeGreaterThan(VOLUME_LIMITS.factor);
    }),
  );
});

test('the order in which days are given says nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 3, maxLength: 14 }), (before) => {
      const days = history(...before);
      const today = { day: TODAY, size: 2_000 };
      expect(volumeChange(today, days.toReversed())).toEqual(volumeChange(today, days));
    }),
  );
});
