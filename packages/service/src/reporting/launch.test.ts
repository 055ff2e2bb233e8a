import type { CustomerKey } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { baselineOf } from './launch.ts';

const DAY = 86_400_000;
const event = (customer: string, day: number, value: number) => ({
  ...{ customerKey: customer as CustomerKey, at: day * DAY, value },
});

test('the baseline is what every customer did in the newest days, with nothing for who did nothing', () => {
  const events = [event('a', 100, 3), event('a', 90, 1), event('b', 80, 2), event('c', 40, 9)];
  const found = baselineOf(events, { customers: 4, days: 28 })!;
  // 4, 2, 0 and 0: the event of day 40 is too old.
  expect([found.mean, found.days]).toEqual([1.5, 28]);
  expect(found.variance).toBeCloseTo((2.5 ** 2 + 0.5 ** 2 + 2 * 1.5 ** 2) / 3, 12);
});

test('what is told of fewer days is of fewer days', () => {
  expect(baselineOf([event('a', 1, 1), event('b', 8, 1)], { customers: 9, days: 28 })?.days).toBe(7);
});

test('there is none without events, and none with more customers than there are', () => {
  expect(baselineOf([], { customers: 9, days: 28 })).toBeNull();
  expect(baselineOf([event('a', 1, 1), event('b', 8, 1)], { customers: 1, days: 28 })).toBeNull();
});
