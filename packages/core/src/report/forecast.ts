/** When there will be something to see. Forecasts assume that the programme goes on at its recent pace. */
import { MIN_CONVERTERS, MIN_CUSTOMERS, type Moments, normalQuantile } from '../measure/index.ts';
import type { Day, Group } from '../terms.ts';
import { addDays, dayNumber } from '../time.ts';
import type { SeriesPoint } from './report.ts';
import type { ReportDay } from './report-input.ts';

/** Effects worth naming, smallest first. */
const EFFECTS = [0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];
const POWER = 0.8;
const HORIZON_DAYS = 90;
const PACE_DAYS = 14;

/**
 * The smallest round effect that would be shown within 90 days with probability .8, and the first such day: information
 * (1 / SE²) is taken to grow as in the last 14 days, and the width in standard errors to stay. Null when it does not grow
 * or nothing round falls into the span.
 */
export function visibleBy(
  series: readonly SeriesPoint[],
  multiplier: number,
): { readonly effect: number; readonly day: Day } | null {
  const read = series.flatMap(({ day, relative }) =>
    relative === null ? [] : [{ day, at: dayNumber(day), information: 1 / relative.standardError ** 2 }],
  );
  const now = read.at(-1);
  const before = read.findLast((point) => now !== undefined && now.at - point.at >= PACE_DAYS) ?? read[0];
  if (now === undefined || before === undefined || now.at === before.at) return null;
  const perDay = (now.information - before.information) / (now.at - before.at);
  if (!(perDay > 0)) return null;
  for (const effect of EFFECTS) {
    const needed = ((multiplier + normalQuantile(POWER)) / effect) ** 2;
    const days = Math.ceil((needed - now.information) / perDay);
    if (days <= HORIZON_DAYS) return days > 0 ? { effect, day: addDays(now.day, days) } : null;
  }
  return null;
}

/**
 * About the first day on which both groups have enough customers and converters, if both keep coming as they did so far;
 * null when a group has none of them yet or it would take more than a year.
 */
export function firstResultDay(days: readonly ReportDay[], treated: Group, control: Group): Day | null {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  const elapsed = dayNumber(last.day) - dayNumber(first.day) + 1;
  const wait = Math.max(...[treated, control].map((group) => daysUntilLarge(last.groups[group], elapsed)));
  return wait > 0 && wait <= 365 ? addDays(last.day, wait) : null;
}

function daysUntilLarge(group: Moments | undefined, elapsed: number): number {
  if (group === undefined) return Number.POSITIVE_INFINITY;
  const wait = (have: number, need: number) => (have >= need ? 0 : Math.ceil(((need - have) * elapsed) / have));
  return Math.max(wait(group.n, MIN_CUSTOMERS), wait(group.nonZero, MIN_CONVERTERS));
}
