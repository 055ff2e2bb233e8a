/**
 * Dates and wall-clock times in time zones. Nothing here reads a clock: every instant is an argument.
 * Instants are epoch milliseconds, days are `YYYY-MM-DD`.
 */
import { asDay, type Day, type Instant } from './terms.ts';
import { BRAZE_TIME_ZONES } from './time-zones.ts';

/** Calendar date of an instant in an IANA zone. Throws RangeError for an unknown zone. */
export function dayOf(at: Instant, zone: string): Day {
  return asDay(zoned(at, zone).toPlainDate().toString());
}

/**
 * Instant of a local wall-clock time. A time that the clock skips (spring) is read with the offset before the change,
 * so 02:30 becomes 03:30; a time that occurs twice (autumn) is its first occurrence.
 */
export function instantOf(day: Day, time: string, zone: string): Instant {
  return Temporal.PlainDate.from(day).toPlainDateTime(time).toZonedDateTime(zone).epochMilliseconds;
}

/** The day `n` days later; `n` may be negative. */
export function addDays(day: Day, n: number): Day {
  return asDay(Temporal.PlainDate.from(day).add({ days: n }).toString());
}

/** Days since 1970-01-01, which is 0; negative before. */
export function dayNumber(day: Day): number {
  const { year, month, day: dayOfMonth } = Temporal.PlainDate.from(day);
  return Date.UTC(year, month - 1, dayOfMonth) / 86_400_000;
}

/** The inverse of `dayNumber`. */
export const dayOfNumber = (number: number): Day => asDay(new Date(number * 86_400_000).toISOString().slice(0, 10));

/** Maps instants to the number of their calendar date in a zone; a zone's date changes on a quarter of an hour, so few are worked out. */
export function dayNumbersIn(zone: string): (at: Instant) => number {
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / 900_000);
    const number = known.get(quarter) ?? dayNumber(dayOf(at, zone));
    known.set(quarter, number);
    return number;
  };
}

/**
 * First instant at or after `after` at which the local clock shows `hour`:00 (0–23). Usually within 24 h; on the night
 * when clocks go back it can lie up to an hour further. An hour that clocks skip is replaced by the first instant
 * after the gap; an hour that occurs twice counts both times.
 */
export function nextLocalHour(after: Instant, hour: number, zone: string): Instant {
  const today = zoned(after, zone).toPlainDate();
  for (let ahead = 0; ahead <= 2; ahead++) {
    const local = today.add({ days: ahead }).toPlainDateTime({ hour });
    for (const disambiguation of ['compatible', 'later'] as const) {
      const at = local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
      if (at >= after) return at;
    }
  }
  throw new RangeError(`no ${hour}:00 within three days in ${zone}`);
}

/**
 * IANA zone for a name that a profile carries: an IANA name in any case, or a name as Braze shows it, such as
 * `Eastern Time (US & Canada)`. Null, empty and unknown names give `fallback`, which must be an IANA zone.
 */
export function resolveZone(name: string | null, fallback: string): string {
  if (name === null || name === '') return fallback;
  return BRAZE_TIME_ZONES.get(name) ?? ianaZone(name) ?? fallback;
}

/** The zone's canonical spelling, or null. Bare offsets such as `+02:00` are no zones here: they know no summer time. */
function ianaZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return zoned(0, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function zoned(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}
