/** When an agent's daily runs are due: dates and instants from its file alone. Pure. */
import type { Day, Instant } from '@fitly/core/terms';
import { addDays, dayOf, instantOf } from '@fitly/core/time';

export interface DailySchedule {
  /** IANA zone in which its dates and `runAt` are. */
  readonly timeZone: string;
  /** `HH:MM` on the local clock. */
  readonly runAt: string;
}

export interface RunDate {
  readonly day: Day;
  /** Its instant; a time that the clock skips is the same time by the clock before the change, one that occurs twice its first. */
  readonly at: Instant;
}

/**
 * The run of a date; null for a date that the zone's calendar leaves out (Apia had no 30 December 2011). So every date that there
 * is has one run, whatever clocks do on it.
 */
export function runOf(day: Day, { timeZone, runAt }: DailySchedule): RunDate | null {
  const at = instantOf(day, runAt, timeZone);
  return dayOf(at, timeZone) === day ? { day, at } : null;
}

/** A zone leaves out one date at most. */
const MOST_DATES_LEFT_OUT = 2;

/** The run of the first date from `day` on that there is. */
export function runFrom(day: Day, schedule: DailySchedule): RunDate {
  for (let ahead = 0; ahead <= MOST_DATES_LEFT_OUT; ahead++) {
    const found = runOf(addDays(day, ahead), schedule);
    if (found !== null) return found;
  }
  throw new RangeError(`no date from ${day} on in ${schedule.timeZone}`);
}
