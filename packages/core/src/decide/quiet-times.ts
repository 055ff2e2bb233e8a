/**
 * When nothing may be sent to a customer: quiet hours, quiet weekdays and black-out dates, all by the customer's own clock.
 * Read from the wall clock of an instant, so a change to or from daylight saving time moves nothing.
 */
import type { Constraints, Weekday } from '../design/agent.ts';
import type { Instant } from '../terms.ts';

export const QUIET_REASONS = ['blackout_date', 'quiet_day', 'quiet_hours'] as const;
type QuietReason = (typeof QUIET_REASONS)[number];

export type QuietSettings = Pick<Constraints, 'quietHours' | 'quietDays' | 'blackoutDates'>;

export const hasQuietTimes = ({ quietHours, quietDays, blackoutDates }: QuietSettings): boolean =>
  quietHours !== null || quietDays.length > 0 || blackoutDates.length > 0;

/** Everything that forbids a send at an instant in an IANA zone, in the order of `QUIET_REASONS`. Empty: it may go out. */
export function quietReasons(settings: QuietSettings, at: Instant, zone: string): QuietReason[] {
  const local = localOf(at, zone);
  const holds: Readonly<Record<QuietReason, boolean>> = {
    blackout_date: settings.blackoutDates.some((day) => day === local.toPlainDate().toString()),
    quiet_day: settings.quietDays.includes(WEEKDAYS[local.dayOfWeek - 1]!),
    quiet_hours: isQuietHour(settings, local),
  };
  return QUIET_REASONS.filter((reason) => holds[reason]);
}

/**
 * `at` itself outside of quiet hours, else the first instant at or after it at which the clock shows their end. An end that
 * the clock skips is read as `instantOf` reads it; of one that comes twice the first that is not past counts.
 */
export function endOfQuietHours(settings: QuietSettings, at: Instant, zone: string): Instant {
  const local = localOf(at, zone);
  if (settings.quietHours === null || !isQuietHour(settings, local)) return at;
  const { to } = settings.quietHours;
  const day = local.toPlainDate().add({ days: timeOf(local) < to ? 0 : 1 });
  const ends = (['compatible', 'later'] as const).map(
    (disambiguation) => day.toPlainDateTime(to).toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
  );
  return ends.find((end) => end >= at) ?? at;
}

/** A half-open span of the clock, which may go over midnight: `21:00`–`08:00` holds 21:00 and 07:59, and not 08:00. */
function isQuietHour({ quietHours }: QuietSettings, local: Temporal.ZonedDateTime): boolean {
  if (quietHours === null) return false;
  const { from, to } = quietHours;
  const time = timeOf(local);
  return from < to ? from <= time && time < to : time >= from || time < to;
}

const WEEKDAYS: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `HH:MM`: seconds never decide. */
const timeOf = (local: Temporal.ZonedDateTime): string => local.toPlainTime().toString().slice(0, 5);

const localOf = (at: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
