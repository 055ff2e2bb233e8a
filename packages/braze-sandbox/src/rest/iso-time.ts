/** ISO 8601 as Braze takes it: a date, or a date and a time, with or without an offset. */
import type { Instant } from '@fitly/core/terms';

export interface IsoTime {
  /** The instant; without an offset, as if in UTC. */
  readonly at: Instant;
  readonly hasOffset: boolean;
  /** The wall clock as written, `2026-03-02T11:00:00`. */
  readonly wall: string;
}

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/** Null for what is no time, dates that do not exist included. */
export function parseIso(text: string): IsoTime | null {
  const match = FORM.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', offset] = match;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = Date.parse(`${wall}Z`);
  // Date.parse rolls 30 February over; a date that exists reads back as it was written.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 19) !== wall) return null;
  const ms = asUtc + Math.floor(Number(`0.${fraction}`) * 1000);
  return { at: ms - offsetMs(offset), hasOffset: offset !== undefined, wall };
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || /^(z|utc)$/i.test(offset)) return 0;
  const digits = offset.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** The instant of a wall clock time in a zone; a time that the spring change skips counts as the one after it. */
export const instantInZone = (wall: string, zone: string): Instant =>
  Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;

/** As lists and details write times: `2022-11-29T14:59:02+00:00`. */
export const isoSeconds = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;
