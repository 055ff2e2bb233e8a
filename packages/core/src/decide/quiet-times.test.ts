import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { endOfQuietHours, type QuietSettings, quietReasons } from './quiet-times.ts';

const settings = (more: Partial<QuietSettings>): QuietSettings => ({
  quietHours: null,
  quietDays: [],
  blackoutDates: [],
  ...more,
});
const NIGHT = settings({ quietHours: { from: '21:00', to: '08:00' } });
const at = (text: string): number => Date.parse(text);

describe('what is quiet', () => {
  test.each<[string, string, string[]]>([
    ['a minute before the night', '2026-01-15T20:59:59.999+01:00', []],
    ['its first minute', '2026-01-15T21:00:00+01:00', ['quiet_hours']],
    ['past midnight', '2026-01-16T00:00:00+01:00', ['quiet_hours']],
    ['its last minute', '2026-01-16T07:59:59.999+01:00', ['quiet_hours']],
    ['the minute in which it ends', '2026-01-16T08:00:00+01:00', []],
  ])('%s', (_, instant, reasons) => {
    expect(quietReasons(NIGHT, at(instant), 'Europe/Berlin')).toEqual(reasons);
  });

  test('days and dates are those of the customer, not of the agent', () => {
    const christmas = settings({ quietDays: ['friday'], blackoutDates: [asDay('2026-12-25')] });
    const instant = at('2026-12-25T23:00:00Z');
    expect(quietReasons(christmas, instant, 'Europe/London')).toEqual(['blackout_date', 'quiet_day']);
    expect(quietReasons(christmas, instant, 'Asia/Kolkata')).toEqual([]);
  });
});

describe('the end of quiet hours', () => {
  test('what is not quiet stays where it is', () => {
    const noon = at('2026-01-15T12:00:00+01:00');
    expect(endOfQuietHours(NIGHT, noon, 'Europe/Berlin')).toBe(noon);
  });

  test.each<[string, string, string]>([
    ['before midnight: the next morning', '2026-01-15T22:30:00+01:00', '2026-01-16T08:00:00+01:00'],
    ['after midnight: the same morning', '2026-01-16T03:00:00+01:00', '2026-01-16T08:00:00+01:00'],
    ['the night in which clocks go forward', '2026-03-28T23:00:00+01:00', '2026-03-29T08:00:00+02:00'],
    ['the night in which clocks go back', '2026-10-24T23:00:00+02:00', '2026-10-25T08:00:00+01:00'],
  ])('%s', (_, from, to) => {
    expect(endOfQuietHours(NIGHT, at(from), 'Europe/Berlin')).toBe(at(to));
  });

  test('an end that the clock shows twice, when it is past once: the second time', () => {
    const early = settings({ quietHours: { from: '21:00', to: '02:30' } });
    expect(endOfQuietHours(early, at('2026-10-25T02:10:00+01:00'), 'Europe/Berlin')).toBe(
      at('2026-10-25T02:30:00+01:00'),
    );
  });

  test('an end that the clock skips: an hour later, as of any time that is skipped', () => {
    const early = settings({ quietHours: { from: '21:00', to: '02:30' } });
    expect(endOfQuietHours(early, at('2026-03-29T01:10:00+01:00'), 'Europe/Berlin')).toBe(
      at('2026-03-29T03:30:00+02:00'),
    );
  });

  test('in any zone and on any day it is not quiet, it is not past, and until a skipped minute nothing before it is loud', () => {
    const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30')).map(([h, m]) => {
      return `${String(h).padStart(2, '0')}:${m}`;
    });
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'Asia/Tehran',
    );
    const instant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') });
    fc.assert(
      fc.property(clock, clock, zone, instant, (from, to, where, start) => {
        fc.pre(from !== to);
        const quiet = settings({ quietHours: { from, to } });
        const end = endOfQuietHours(quiet, start, where);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end - start).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietReasons(quiet, end, where)).toEqual([]);
        const step = 15 * 60_000;
        const first = Array.from({ length: 100 }, (_, i) => Math.ceil(start / step) * step + i * step).find(
          (each) => quietReasons(quiet, each, where).length === 0,
        );
        expect(end - first!).toBeLessThanOrEqual(3_600_000);
      }),
      { numRuns: 400 },
    );
  });
});
