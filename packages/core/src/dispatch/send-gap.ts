/**
 * How close two messages of one agent to one customer can come, and what re-eligibility that leaves room for. Pure.
 *
 * A run is at one instant, the send hours are in the customer's zone: seen from there the run may be at any hour. So of two
 * hours either may come first, and the smallest gap is that between neighbours on the circle of the day. A change to
 * daylight saving time takes one hour more.
 */
import type { Agent } from '../design/agent.ts';
import type { Day, Instant } from '../terms.ts';
import { addDays, instantOf } from '../time.ts';

const DAY_HOURS = 24;
const DAYLIGHT_SAVING_HOURS = 1;
/** A doubt is looked into after ten minutes at the earliest: a horizon below that repeats nothing. */
const SHORTEST_HORIZON_HOURS = 1 / 6;

export interface SendGap {
  /** Between two legitimate messages, the hour of daylight saving taken off; may be 0. */
  readonly hours: number;
  /** The longest re-eligibility that lets the next legitimate message through. */
  readonly longestWindowHours: number;
  /** Within which a message in doubt may be tried again: a third of the window; 0 = never. */
  readonly retryHorizonHours: number;
}

export function smallestGap({ dimensions, schedule }: Pick<Agent, 'dimensions' | 'schedule'>): SendGap {
  const every = everyDays(dimensions, schedule.everyDays);
  const hours = (every - 1) * DAY_HOURS + cyclicGap(sendHours(dimensions)) - DAYLIGHT_SAVING_HOURS;
  const horizon = hours / 3;
  return {
    hours,
    longestWindowHours: hours,
    retryHorizonHours: horizon >= SHORTEST_HORIZON_HOURS ? horizon : 0,
  };
}

const HOUR_MS = 3_600_000;
const LATEST_HOURS = 24;

/**
 * A message that is later than this is not sent any more: not after a day, and never close to the customer's next one. Where two
 * send hours are neighbours, half of the hour between them.
 */
export const latestSendMs = (agent: Pick<Agent, 'dimensions' | 'schedule'>): number =>
  Math.min(LATEST_HOURS, Math.max(0.5, smallestGap(agent).hours)) * HOUR_MS;

/**
 * From when on a message of the day's run that leaves as the run goes, at no hour of its own, is not sent any more: an hour before
 * the next run that may send to the same customer. It may be near where the day's own run began late.
 */
export const latestWithoutHour = (agent: Pick<Agent, 'dimensions' | 'schedule' | 'timeZone'>, day: Day): Instant => {
  const nextDay = addDays(day, everyDays(agent.dimensions, agent.schedule.everyDays));
  return instantOf(nextDay, agent.schedule.runAt, agent.timeZone) - DAYLIGHT_SAVING_HOURS * HOUR_MS;
};

export const hasSendHours = ({ dimensions }: Pick<Agent, 'dimensions'>): boolean => sendHours(dimensions).length > 0;

const activeOptions = (dimensions: Agent['dimensions'], kind: string) =>
  dimensions
    .filter((one) => one.kind === kind)
    .flatMap(({ options }) => options.filter(({ state }) => state === 'active'));

/** A frequency that the agent chooses can be the shortest one twice in a row. */
function everyDays(dimensions: Agent['dimensions'], usual: number): number {
  const chosen = activeOptions(dimensions, 'frequency').flatMap(({ everyDays }) =>
    everyDays === null ? [] : [everyDays],
  );
  return Math.max(1, Math.min(...(chosen.length > 0 ? chosen : [usual])));
}

const sendHours = (dimensions: Agent['dimensions']): readonly number[] => {
  const hours = activeOptions(dimensions, 'send_hour').flatMap(({ hour }) => (hour === null ? [] : [hour]));
  return [...new Set(hours)].sort((a, b) => a - b);
};

/** Hours between the nearest neighbours on the clock; 24 when there is one hour, or none. */
function cyclicGap(hours: readonly number[]): number {
  if (hours.length < 2) return DAY_HOURS;
  return Math.min(...hours.map((hour, i) => (hours[(i + 1) % hours.length]! - hour + DAY_HOURS) % DAY_HOURS));
}
