import { expect, test } from 'vitest';
import { ageOf, EVENT_AGES, emptyAges, lateEvents, mergeAges } from './event-ages.ts';

const HOUR = 3_600_000;

test('an event falls into exactly one span, which begins where the one before it ends', () => {
  const ages = [-1, 0, HOUR - 1, HOUR, 6 * HOUR, 24 * HOUR, 48 * HOUR, 168 * HOUR, Number.POSITIVE_INFINITY];
  expect(ages.map(ageOf)).toEqual([
    ...['future', 'under_1h', 'under_1h', 'under_6h', 'under_1d'],
    ...['under_2d', 'under_7d', 'older', 'older'],
  ]);
});

test('counts add up, and a day or more is late', () => {
  const one = Object.fromEntries(EVENT_AGES.map((age) => [age, 1])) as Record<(typeof EVENT_AGES)[number], number>;
  expect(mergeAges(emptyAges, one)).toEqual(one);
  expect(lateEvents(mergeAges(one, one))).toBe(6);
});
