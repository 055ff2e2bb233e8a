import { expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { doubtEvents, doubtSnapshot, lateSnapshot } from './feed-doubts.ts';

test('everybody once, all at one instant, is no stream of events', () => {
  const snapshot = { rows: 300, customers: 300, firstAt: 5, lastAt: 5 };
  expect(doubtEvents(snapshot)).toBe(
    'looks like a snapshot: its 300 events have one instant, and each is of another customer',
  );
  expect(doubtEvents({ ...snapshot, lastAt: 6 })).toBeNull();
  expect(doubtEvents({ ...snapshot, customers: 299 })).toBeNull();
  expect(doubtEvents({ ...snapshot, rows: 40, customers: 40 })).toBeNull();
});

test('customers who come again on the same day are no snapshot, a few of them are', () => {
  expect(doubtSnapshot({ rows: 200, repeats: 90 })).toContain('looks like events: 90 of its 200 rows');
  expect(doubtSnapshot({ rows: 200, repeats: 15 })).toBeNull();
  expect(doubtSnapshot({ rows: 12, repeats: 9 })).toBeNull();
});

test('a snapshot is late by its own habit', () => {
  const days = (...each: readonly string[]) => each.map(asDay);
  const daily = days('2026-01-03', '2026-01-01', '2026-01-02');
  expect(lateSnapshot(daily, asDay('2026-01-05'))).toBeNull();
  expect(lateSnapshot(daily, asDay('2026-01-06'))).toBe(3);
  expect(lateSnapshot(days('2026-01-01', '2026-01-08'), asDay('2026-01-22'))).toBeNull();
  expect(lateSnapshot(days('2026-01-01'), asDay('2026-02-22'))).toBeNull();
  expect(lateSnapshot(days('2026-01-01', '2026-01-02', '2026-01-09'), asDay('2026-01-04'))).toBeNull();
});
