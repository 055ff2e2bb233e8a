import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextTryAt, READS } from './retry.ts';

const failed = { tries: 1, firstFailedAt: 1_000_000, now: 1_000_000, random: 0.999, wait: null };

test('pauses are uniform below a bound that doubles up to 30 s', () => {
  const bounds = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (tries) => nextTryAt({ ...READS, tries: 99 }, { ...failed, tries, random: 1 })! - failed.now,
  );
  expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(nextTryAt(READS, { ...failed, random: 0 })).toBe(failed.now);
});

test('the last try has no next', () => {
  expect(nextTryAt(READS, { ...failed, tries: READS.tries })).toBeNull();
});

test('what Braze asks for is never undercut, and never waited for beyond patience', () => {
  const wait = fc.oneof(
    fc.record({ atMs: fc.integer({ min: 0, max: 4e12 }) }),
    fc.record({ afterMs: fc.integer({ min: 0, max: 1e10 }) }),
  );
  const random = fc.double({ min: 0, max: 0.999999, noNaN: true });
  fc.assert(
    fc.property(wait, random, (wait, random) => {
      const at = nextTryAt(READS, { ...failed, random, wait });
      const asked = 'atMs' in wait ? Math.max(wait.atMs, failed.now) : failed.now + wait.afterMs;
      if (at === null) {
        expect(asked + 2_000 - failed.now).toBeGreaterThan(READS.patienceMs);
        return;
      }
      expect(at).toBeGreaterThanOrEqual(asked);
      expect(at - failed.firstFailedAt).toBeLessThanOrEqual(READS.patienceMs + 1);
    }),
    { seed: 1 },
  );
});
