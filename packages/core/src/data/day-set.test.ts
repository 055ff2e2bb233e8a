import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDay,
  advance,
  countDays,
  DAYS_KEPT,
  type DaySet,
  NO_DAYS,
  newestDay,
  recentDays,
  removeDay,
} from './day-set.ts';

const NEWEST = 20_000;
const days = fc.array(fc.integer({ min: NEWEST - 120, max: NEWEST + 5 }), { maxLength: 40 });
const setOf = (list: readonly number[], newest = NEWEST): DaySet =>
  list.reduce((set, day) => addDay(set, newest, day), NO_DAYS);

test('agrees with a plain list of days, in any order and with any repetition', () => {
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: NEWEST - 20, max: NEWEST + 1 }),
      fc.integer({ min: 1, max: 28 }),
      (list, before, span) => {
        const set = setOf([...list, ...list.toReversed()]);
        const known = [...new Set(list)].filter((day) => day <= NEWEST && day < before);
        expect(countDays(set, NEWEST, before, span)).toBe(known.filter((day) => day >= before - span).length);
        expect(newestDay(set, NEWEST, before)).toBe(known.length === 0 ? Number.NaN : Math.max(...known));
      },
    ),
  );
});

test('the same days, whether they were added before or after time went on', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 80 }), (list, by) => {
      const known = list.filter((day) => day <= NEWEST);
      expect(advance(setOf(known), NEWEST, by)).toEqual(setOf(known, NEWEST + by));
    }),
  );
});

test('a day is taken back as long as it is one of the last 52', () => {
  const set = setOf([NEWEST - 3, NEWEST - 10, NEWEST - 90]);
  expect(removeDay(removeDay(set, NEWEST, NEWEST - 3), NEWEST, NEWEST - 90)).toEqual(setOf([NEWEST - 10, NEWEST - 90]));
  expect(removeDay(set, NEWEST, NEWEST - 4)).toEqual(set);
  expect(setOf([NEWEST - DAYS_KEPT]).recent).toBe(0);
  expect(recentDays(set, NEWEST)).toEqual([NEWEST - 10, NEWEST - 3]);
});
