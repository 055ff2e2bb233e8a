import type { Clock } from '@fitly/core/ports';
import { expect, test } from 'vitest';
import { FakeClock } from '../testing.ts';
import { SHARED } from './buckets.ts';
import { createLimiter } from './limiter.ts';

const HOUR = 3_600_000;
const start = Date.parse('2026-03-01T09:00:00Z');

/** Virtual time for many callers: it moves to the next sleeper once every caller sleeps. */
class Stage implements Clock {
  at = start;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  readonly #callers: number;

  constructor(callers: number) {
    this.#callers = callers;
  }
  async now(): Promise<number> {
    return this.at;
  }
  sleepUntil(at: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at, wake });
      if (this.#sleepers.length < this.#callers) return;
      this.at = Math.max(this.at, Math.min(...this.#sleepers.map((one) => one.at)));
      const due = this.#sleepers.filter((one) => one.at <= this.at);
      const later = this.#sleepers.filter((one) => one.at > this.at);
      this.#sleepers.splice(0, Infinity, ...later);
      for (const one of due) one.wake();
    });
  }
}

test.each([1, 100])(
  '16 callers get exactly 250,000 calls in each hour of virtual time, looking at the clock every %d calls',
  async (callsPerLook) => {
    const CALLERS = 16;
    const clock = new Stage(CALLERS);
    const limiter = createLimiter({ clock, callsPerLook });
    const perHour = new Map<number, number>();
    const endAt = start + 2 * HOUR;
    const caller = async (i: number): Promise<void> => {
      for (;;) {
        await limiter.take(SHARED);
        if (clock.at >= endAt) return clock.sleepUntil(Infinity);
        const hour = (clock.at - start - ((clock.at - start) % HOUR)) / HOUR;
        perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
        // A call takes 150 to 210 ms: 16 callers could make 320,000 in an hour.
        await clock.sleepUntil(clock.at + 150 + 4 * i);
      }
    };
    await Promise.race([Promise.all(Array.from({ length: CALLERS }, (_, i) => caller(i))), ended(clock, endAt)]);
    expect([...perHour]).toEqual([
      [0, 250_000],
      [1, 250_000],
    ]);
  },
);

/** Resolves when virtual time is over; looks between real turns of the event loop. */
async function ended(clock: Stage, endAt: number): Promise<void> {
  while (clock.at < endAt) await new Promise((resolve) => setImmediate(resolve));
}

const limits = { shared: { calls: 3, windowMs: 1_000 }, broadcast: { calls: 2, windowMs: 60_000 } };

test('a send is told when its turn is, and nothing is drawn', async () => {
  const clock = new FakeClock(start + 10);
  const limiter = createLimiter({ clock, limits });
  for (let i = 0; i < 3; i++) expect(await limiter.tryTake(SHARED)).toBeNull();
  expect(await limiter.tryTake(SHARED)).toBe(start + 1_000);
  clock.at = start + 1_000;
  expect(await limiter.tryTake(SHARED)).toBeNull();
});

test('a broadcast draws on two buckets or on none; audiences have buckets of their own', async () => {
  const clock = new FakeClock(start);
  const limiter = createLimiter({ clock, limits: { ...limits, broadcast_audience: { calls: 1, windowMs: 60_000 } } });
  const to = (key: string) => limiter.tryTake([{ bucket: 'broadcast' }, { bucket: 'broadcast_audience', key }]);
  expect(await to('a')).toBeNull();
  expect(await to('a')).toBe(start + 60_000);
  expect(await to('b')).toBeNull();
  expect(await to('c')).toBe(start + 60_000);
});

test('what others used of the workspace is learnt from the headers; a larger figure or another window is not', async () => {
  const clock = new FakeClock(start);
  const limiter = createLimiter({ clock, limits });
  const told = (remaining: string, reset: number) =>
    limiter.observe(SHARED, {
      status: 200,
      headers: new Headers({ 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': String(reset / 1_000) }),
    });
  await limiter.tryTake(SHARED);
  told('99', start + 1_000);
  told('1', start + 5_000);
  told('0', start - 1_000);
  told('', start + 1_000);
  expect(await limiter.tryTake(SHARED)).toBeNull();
  told('0', start + 1_000);
  expect(await limiter.tryTake(SHARED)).toBe(start + 1_000);
  told('0', start + 700_000);
  expect(await limiter.tryTake(SHARED)).toBe(start + 700_000);
});

test('a 429 closes the bucket until its reset, in both dialects, but a running export does not', async () => {
  const clock = new FakeClock(start);
  const limiter = createLimiter({ clock, limits });
  const refused = (headers: Record<string, string>) =>
    limiter.observe(SHARED, { status: 429, headers: new Headers(headers) });
  refused({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': String(start / 1_000 + 9) });
  expect(await limiter.tryTake(SHARED)).toBeNull();
  refused({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(start / 1_000 + 9) });
  expect(await limiter.tryTake(SHARED)).toBe(start + 9_000);
  refused({ 'x-ratelimit-retry-after': '20' });
  expect(await limiter.tryTake(SHARED)).toBe(start + 20_000);
});

test('a reset years ahead closes the bucket for two hours at most', async () => {
  const limiter = createLimiter({ clock: new FakeClock(start), limits });
  const headers = new Headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' });
  expect(await limiter.tryTake(SHARED)).toBeNull();
  limiter.observe(SHARED, { status: 429, headers });
  expect(await limiter.tryTake(SHARED)).toBe(start + 2 * HOUR);
});

test('without a clock the call goes out: it will tell what is wrong', async () => {
  const clock: Clock = { now: () => Promise.reject(new Error('gone')), sleepUntil: async () => undefined };
  expect(await createLimiter({ clock }).tryTake(SHARED)).toBeNull();
});
