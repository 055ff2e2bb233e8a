import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DueRequests, forecastInWords, forecastSends } from './send-forecast.ts';

const HOUR = 3_600_000;
const at = (hour: number, requests: number, minutes = 0): DueRequests => ({
  at: hour * HOUR + minutes * 60_000,
  requests,
});
const limits = { perHour: 100, latestMs: 3 * HOUR };

test('what fits leaves in its hour, and nothing is said', () => {
  const forecast = forecastSends([at(8, 60), at(9, 100)], [at(8, 40)], limits);
  expect(forecast).toEqual({ requests: 160, busiestHour: 100, spread: 0, longestWaitMs: 0, tooLate: 0 });
  expect(forecastInWords(forecast, 100)).toBeNull();
  expect(forecastSends([], [at(8, 500)], limits)).toMatchObject({ requests: 0, busiestHour: 0, tooLate: 0 });
});

test('what does not fit leaves in the next hours that have room, after what others have there', () => {
  const forecast = forecastSends([at(8, 250, 30)], [at(9, 80)], limits);
  expect(forecast).toEqual({ requests: 250, busiestHour: 250, spread: 150, longestWaitMs: 1.5 * HOUR, tooLate: 0 });
  expect(forecastInWords(forecast, 100)).toBe(
    '250 requests are due in one hour, and Braze takes 100; 150 leave up to 90 min late',
  );
});

test('what would come after its window is not sent, and that is known before the run sends', () => {
  const forecast = forecastSends([at(8, 500)], [], { perHour: 100, latestMs: HOUR });
  expect(forecast).toMatchObject({ spread: 100, longestWaitMs: HOUR, tooLate: 300 });
  expect(forecastInWords(forecast, 100)).toContain('300 would be too late and are not sent');
  expect(forecastSends([at(8, 10)], [], { perHour: 0, latestMs: HOUR })).toMatchObject({ tooLate: 10 });
});

test('no request is counted twice or lost, no hour takes more than it may, and order does not matter', () => {
  const due = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 10 * HOUR }), requests: fc.integer({ min: 0, max: 90 }) }),
  );
  fc.assert(
    fc.property(due, due, fc.integer({ min: 1, max: 200 }), (own, others, perHour) => {
      const forecast = forecastSends(own, others, { perHour, latestMs: 4 * HOUR });
      const all = own.reduce((sum, { requests }) => sum + requests, 0);
      expect(forecast.requests).toBe(all);
      expect(forecast.spread + forecast.tooLate).toBeLessThanOrEqual(all);
      expect(forecast.longestWaitMs).toBeLessThanOrEqual(4 * HOUR);
      expect(forecastSends(own.toReversed(), others.toReversed(), { perHour, latestMs: 4 * HOUR })).toEqual(forecast);
      const alone = forecastSends(own, [], { perHour, latestMs: 4 * HOUR });
      expect(alone.tooLate).toBeLessThanOrEqual(forecast.tooLate);
    }),
    { numRuns: 200 },
  );
});
