import { expect, test } from 'vitest';
import { REMEMBERED_MS, waitOfAccount, waitOfAddress } from './attempts.ts';

const HOUR = REMEMBERED_MS;

/** How many tries within an hour are looked at when somebody tries whenever they may. */
function triesInAnHour(waitOf: typeof waitOfAccount): number {
  const failures: number[] = [];
  for (let now = 0; now < HOUR; now += 100) {
    while (now < HOUR && waitOf(failures, now) === 0 && failures.length < 10_000) failures.push(now);
  }
  return failures.length;
}

test('fewer than 100 passwords of one account are looked at in an hour, however fast they come', () => {
  const tries = triesInAnHour(waitOfAccount);
  expect(tries).toBeLessThan(100);
  expect(tries).toBeGreaterThan(50);
});

test('a few mistakes cost no time, and nobody waits for longer than a minute', () => {
  expect(waitOfAccount([1, 2, 3, 4], 5)).toBe(0);
  expect(waitOfAccount([1, 2, 3, 4, 5], 5)).toBe(1_000);
  const many = Array.from({ length: 500 }, (_, index) => index);
  expect(waitOfAccount(many, 499)).toBe(60_000);
  expect(waitOfAccount(many, 499 + 60_000)).toBe(0);
});

test('one address may fail 200 times an hour over all accounts', () => {
  expect(triesInAnHour(waitOfAddress)).toBe(200);
  expect(
    waitOfAddress(
      Array.from({ length: 200 }, () => 0),
      HOUR,
    ),
  ).toBe(0);
});
