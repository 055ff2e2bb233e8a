/**
 * What each group did over a span of days, as ratios of sums: 10 of 100 on one day and 2 of 10 on the next are 12 of 110, not
 * the mean of two shares. Descriptive: whether groups differ is said by the comparisons, with their intervals.
 */
import { type Day, DECIDED_GROUPS, GROUPS, type Group } from '../terms.ts';
import { addDays, dayNumber } from '../time.ts';
import type { ReportDay, ReportMetric, Span } from './report-input.ts';

export interface Performance {
  readonly from: Day;
  readonly to: Day;
  /** Days of the span that count nowhere here. */
  readonly excluded: readonly Day[];
  /** Days of the span that count nowhere either, as a group has fewer customers than before: what they took with them is no growth. */
  readonly shrunk: readonly Day[];
  readonly kpis: readonly Kpi[];
}

type KpiId = 'metric_per_customer' | 'messages_per_customer' | 'metric_per_message';

interface Kpi {
  readonly id: KpiId;
  /** `visits per customer and day`. */
  readonly label: string;
  /** Over the whole span. */
  readonly card: readonly GroupRatio[];
  /** One point per counted day. */
  readonly trend: readonly KpiPoint[];
}

interface GroupRatio {
  readonly group: Group;
  readonly numerator: number;
  readonly denominator: number;
  /** numerator / denominator; null over 0. */
  readonly value: number | null;
}

interface KpiPoint {
  readonly day: Day;
  /** The day alone (null where the run day before is not the day before), and the 7 and 30 calendar days that end with it (counted days only). */
  readonly groups: Partial<Readonly<Record<Group, Readonly<Record<'daily' | 'last7' | 'last30', number | null>>>>>;
}

interface Sums {
  /** What the metric grew by. */
  readonly metric: number;
  /** Enrolled customers with known outcomes, times the days since the run day before: that is how long the metric grew. */
  readonly customers: number;
  readonly messages: number;
}

interface DaySums {
  readonly day: Day;
  /** Days since the run day before; 1 for the first. */
  readonly length: number;
  /** A group has fewer customers than on the run day before. */
  readonly isShrunk: boolean;
  readonly groups: Partial<Record<Group, Sums>>;
}

/** Null before the first day, and where totals are capped: the cap moves, so that a day's growth is not what happened on it. */
export function buildPerformance(
  days: readonly ReportDay[],
  metric: ReportMetric,
  span: Span = {},
): Performance | null {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined || metric.winsorQuantile != null) return null;
  const { from = first.day, to = last.day, excluded = [] } = span;
  const isIn = ({ day }: DaySums): boolean => day >= from && day <= to && !excluded.includes(day);
  const [shrunk, counted] = [true, false].map((wanted) =>
    growthOf(days).filter((each) => isIn(each) && each.isShrunk === wanted),
  ) as [DaySums[], DaySums[]];
  const groups = GROUPS.filter((group) => (last.groups[group]?.n ?? 0) > 0);
  return {
    from,
    to,
    excluded: excluded.filter((day) => day >= from && day <= to),
    shrunk: shrunk.map(({ day }) => day),
    kpis: KPIS.map(({ id, label, over, of }) => {
      const own = groups.filter(
        (group) => id === 'metric_per_customer' || DECIDED_GROUPS.some((each) => each === group),
      );
      const ratio = (part: readonly DaySums[], group: Group): GroupRatio => {
        const [numerator, denominator] = [of, over].map((pick) =>
          part.reduce((sum, each) => sum + (each.groups[group]?.[pick] ?? 0), 0),
        );
        const value = denominator! > 0 ? numerator! / denominator! : null;
        return { group, numerator: numerator!, denominator: denominator!, value };
      };
      const trend = counted.map(({ day, length: gap }): KpiPoint => {
        const since = (length: number): DaySums[] =>
          counted.filter((each) => each.day <= day && each.day > addDays(day, -length));
        const values = (group: Group) => ({
          daily: gap > 1 ? null : ratio(since(1), group).value,
          last7: ratio(since(7), group).value,
          last30: ratio(since(30), group).value,
        });
        return { day, groups: Object.fromEntries(own.map((group) => [group, values(group)])) };
      });
      return { id, label: label(metric.label), card: own.map((group) => ratio(counted, group)), trend };
    }),
  };
}

const KPIS = [
  {
    id: 'metric_per_customer',
    label: (metric: string) => `${metric} per customer and day`,
    of: 'metric',
    over: 'customers',
  },
  {
    id: 'messages_per_customer',
    label: () => 'accepted messages per customer and day',
    of: 'messages',
    over: 'customers',
  },
  {
    id: 'metric_per_message',
    label: (metric: string) => `${metric} per accepted message`,
    of: 'metric',
    over: 'messages',
  },
] as const satisfies readonly {
  readonly id: KpiId;
  readonly label: (metric: string) => string;
  readonly of: keyof Sums;
  readonly over: keyof Sums;
}[];

/** Totals are running ones: what a day added is the difference from the run day before it. */
function growthOf(days: readonly ReportDay[]): DaySums[] {
  return days.map((day, i) => {
    const before = days[i - 1];
    const length = before === undefined ? 1 : dayNumber(day.day) - dayNumber(before.day);
    const sizeOn = (each: ReportDay | undefined, group: Group): number => each?.groups[group]?.n ?? 0;
    return {
      day: day.day,
      length,
      isShrunk: GROUPS.some((group) => sizeOn(day, group) < sizeOn(before, group)),
      groups: Object.fromEntries(
        GROUPS.flatMap((group) => {
          const moments = day.groups[group];
          if (moments === undefined) return [];
          const metric = totalOn(day, group) - totalOn(before, group);
          return [[group, { metric, customers: moments.n * length, messages: day.sends[group]?.accepted ?? 0 }]];
        }),
      ),
    };
  });
}

function totalOn(day: ReportDay | undefined, group: Group): number {
  const moments = day?.groups[group];
  return moments === undefined ? 0 : moments.mean * moments.n;
}
