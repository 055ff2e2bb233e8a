/** Local hours of instants, remembered: every customer of a zone asks for the same few. */
import type { Instant } from '@fitly/core/terms';

const QUARTER_MS = 900_000;

/** 0–23. Offsets of time zones are whole quarters of an hour, so within a quarter the hour stays the same. */
export function createLocalHours(): (at: Instant, zone: string) => number {
  const byZone = new Map<string, Map<number, number>>();
  return (at, zone) => {
    const hours = byZone.get(zone) ?? new Map<number, number>();
    byZone.set(zone, hours);
    const quarter = Math.floor(at / QUARTER_MS);
    const known = hours.get(quarter);
    if (known !== undefined) return known;
    const { hour } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    hours.set(quarter, hour);
    return hour;
  };
}
