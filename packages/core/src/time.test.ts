import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asDay } from './terms.ts';
import { addDays, dayNumber, dayOf, instantOf, nextLocalHour, resolveZone } from './time.ts';
import { BRAZE_TIME_ZONES } from './time-zones.ts';

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const text = (instant: number): string => Temporal.Instant.fromEpochMilliseconds(instant).toString();

describe('the day of an instant is the local calendar date', () => {
  test.each([
    ['2024-03-30T23:30:00Z', 'Europe/Berlin', '2024-03-31'],
    ['2024-03-31T22:30:00Z', 'Europe/Berlin', '2024-04-01'],
    ['2024-11-03T03:59:59Z', 'America/New_York', '2024-11-02'],
    ['2024-11-03T04:00:00Z', 'America/New_York', '2024-11-03'],
    ['2024-10-05T15:29:59Z', 'Australia/Lord_Howe', '2024-10-06'],
    ['2024-01-01T18:29:59Z', 'Asia/Kolkata', '2024-01-01'],
    ['2024-01-01T18:30:00Z', 'Asia/Kolkata', '2024-01-02'],
  ])('%s in %s is %s', (instant, zone, day) => {
    expect(dayOf(at(instant), zone)).toBe(day);
  });
});

describe('a local time is its first occurrence, and a skipped one moves forward', () => {
  test.each([
    ['2024-03-31', '02:30', 'Europe/Berlin', '2024-03-31T01:30:00Z'],
    ['2024-10-27', '02:30', 'Europe/Berlin', '2024-10-27T00:30:00Z'],
    ['2024-03-10', '02:00', 'America/New_York', '2024-03-10T07:00:00Z'],
    ['2024-11-03', '01:30', 'America/New_York', '2024-11-03T05:30:00Z'],
    ['2024-10-06', '02:15', 'Australia/Lord_Howe', '2024-10-05T15:45:00Z'],
    ['2024-06-01', '09:00', 'Asia/Kolkata', '2024-06-01T03:30:00Z'],
  ])('%s %s in %s is %s', (day, time, zone, instant) => {
    expect(text(instantOf(asDay(day), time, zone))).toBe(instant);
  });
});

describe('the next local hour is the first one at or after the instant', () => {
  test.each([
    // [after, hour, zone, expected]
    ['2024-06-01T06:00:00Z', 8, 'Europe/Berlin', '2024-06-01T06:00:00Z'],
    ['2024-06-01T06:00:00.001Z', 8, 'Europe/Berlin', '2024-06-02T06:00:00Z'],
    ['2024-06-01T06:00:00Z', 20, 'Europe/Berlin', '2024-06-01T18:00:00Z'],
    ['2024-03-30T09:00:00Z', 9, 'Europe/Berlin', '2024-03-31T07:00:00Z'], // a day of 23 hours
    ['2024-10-26T07:30:00Z', 9, 'Europe/Berlin', '2024-10-27T08:00:00Z'], // a day of 25 hours
    ['2024-03-30T20:00:00Z', 2, 'Europe/Berlin', '2024-03-31T01:00:00Z'], // skipped: first instant after the gap
    ['2024-10-26T20:00:00Z', 2, 'Europe/Berlin', '2024-10-27T00:00:00Z'], // twice: the first …
    ['2024-10-27T00:30:00Z', 2, 'Europe/Berlin', '2024-10-27T01:00:00Z'], // … and the second
    ['2024-03-10T05:00:00Z', 2, 'America/New_York', '2024-03-10T07:00:00Z'],
    ['2024-11-03T05:30:00Z', 1, 'America/New_York', '2024-11-03T06:00:00Z'],
    ['2024-11-02T14:00:00Z', 10, 'America/New_York', '2024-11-02T14:00:00Z'],
    ['2024-10-05T12:00:00Z', 2, 'Australia/Lord_Howe', '2024-10-05T15:30:00Z'], // a gap of half an hour
    ['2024-04-06T12:00:00Z', 2, 'Australia/Lord_Howe', '2024-04-06T15:30:00Z'],
    ['2024-01-01T12:00:00Z', 18, 'Asia/Kolkata', '2024-01-01T12:30:00Z'],
    ['2024-01-01T12:45:00Z', 18, 'Asia/Kolkata', '2024-01-02T12:30:00Z'],
    ['2011-12-30T05:00:00Z', 9, 'Pacific/Apia', '2011-12-30T19:00:00Z'], // the day that Samoa left out
  ])('after %s, %i:00 in %s is %s', (after, hour, zone, expected) => {
    expect(text(nextLocalHour(at(after), hour, zone))).toBe(expected);
  });

  test('it is never before the instant, at most 25 hours later, and shows that hour unless clocks skipped it', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];
    fc.assert(
      fc.property(
        fc.integer({ min: at('2020-01-01T00:00Z'), max: at('2030-01-01T00:00Z') }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(...zones),
        (after, hour, zone) => {
          const next = nextLocalHour(after, hour, zone);
          expect(next).toBeGreaterThanOrEqual(after);
          expect(next - after).toBeLessThanOrEqual(25 * 3_600_000);
          const local = Temporal.Instant.fromEpochMilliseconds(next).toZonedDateTimeISO(zone);
          if (local.hour !== hour || local.minute !== 0) {
            const before = local.subtract({ seconds: 1 });
            expect(before.offsetNanoseconds).toBeLessThan(local.offsetNanoseconds);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('days are counted across months, leap years and the epoch', () => {
  expect(addDays(asDay('2024-02-28'), 2)).toBe('2024-03-01');
  expect(addDays(asDay('2024-01-01'), -1)).toBe('2023-12-31');
  expect(dayNumber(asDay('1970-01-01'))).toBe(0);
  expect(dayNumber(asDay('1969-12-31'))).toBe(-1);
  expect(dayNumber(asDay('2024-03-01')) - dayNumber(asDay('2024-02-28'))).toBe(2);
});

test.each([
  ['Eastern Time (US & Canada)', 'America/New_York'],
  ['Mumbai', 'Asia/Kolkata'],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['Mars/Olympus', 'UTC'],
  ['+02:00', 'UTC'],
  ['', 'UTC'],
  [null, 'UTC'],
])('the zone name %s resolves to %s', (name, zone) => {
  expect(resolveZone(name, 'UTC')).toBe(zone);
});

test('every zone name in the table leads to a zone that this engine knows', () => {
  for (const zone of BRAZE_TIME_ZONES.values()) expect(() => dayOf(0, zone)).not.toThrow();
});
