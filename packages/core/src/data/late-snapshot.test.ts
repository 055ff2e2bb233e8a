import { expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { lateSnapshot } from './late-snapshot.ts';

test('a snapshot is late by its own habit', () => {
  const days = (...each: readonly string[]) => each.map(asDay);
  const daily = days('2026-01-03', '2026-01-01', '2026-01-02');
  expect(lateSnapshot(daily, asDay('2026-01-05'))).toBeNull();
  expect(lateSnapshot(daily, asDay('2026-01-06'))).toBe(3);
  expect(lateSnapshot(days('2026-01-01', '2026-01-08'), asDay('2026-01-22'))).toBeNull();
  expect(lateSnapshot(days('2026-01-01'), asDay('2026-02-22'))).toBeNull();
  expect(lateSnapshot(days('2026-01-01', '2026-01-02', '2026-01-09'), asDay('2026-01-04'))).toBeNull();
});
