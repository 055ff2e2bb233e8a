import { expect, test } from 'vitest';
import { FakeClock } from '../testing.ts';
import { SHARED } from './buckets.ts';
import { sharedLimiters } from './shared-limiters.ts';

const HOUR_MS = 3_600_000;
const start = Date.parse('2026-03-01T09:00:00Z');
const connection = { kind: 'braze', url: 'https://rest.fra-01.braze.eu', apiKey: 'one' } as const;

test('what one agent of a connection has used up, or was told, the others of it wait for; another connection does not', async () => {
  const clock = new FakeClock(start);
  const limiters = sharedLimiters();
  const first = limiters.of({ ...connection, clock });
  expect(await first.tryTake(SHARED)).toBeNull();
  const headers = new Headers({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': String((start + HOUR_MS) / 1_000) });
  first.observe(SHARED, { status: 201, headers });
  expect(await first.tryTake(SHARED)).toBeNull();
  expect(await limiters.of({ ...connection, clock }).tryTake(SHARED)).toBe(start + HOUR_MS);
  expect(await limiters.of({ ...connection, apiKey: 'two', clock }).tryTake(SHARED)).toBeNull();
});
