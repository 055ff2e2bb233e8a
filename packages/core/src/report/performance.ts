/**
 * What each group did over a span of days, as ratios of sums: 10 of 100 on one day and 2 of 10 on the next are 12 of 110, not
 * the mean of two shares. Descriptive: whether groups differ is said by the comparisons, with their intervals.
 */
import type { Segment } from '../data/index.ts';
import { type Day, DECIDED_GROUPS, GROUPS, type Group } from '../terms.ts';
import { dayNumber } from '../time.ts';
import { type Driver, driversOf } from './driver-tree.ts';
import { builtInKpis, declaredKpis, type GroupRatio, type Growth, type KpiSource } from './kpi-sources.ts';
import type { Provisional } from './provisional.ts';
import type { ReportDay, ReportInput } from './report-input.ts';
import { buildSegmentKpis, ofSegmentAlone, type SegmentKpis } from './segment-kpis.ts';

export interface Performance {
  readonly from: Day;
  readonly to: Day;
  /** Days of the span that count nowhere here. */
  readonly excluded: readonly Day[];
  /** Days of the span that count nowhere either, as a group has fewer customers than before: what they took with them is no growth. */
  readonly shrunk: readonly Day[];
  /** Whose cards and trends these are; null: everybody's. */
  readonly segment: Segment | null;
  readonly kpis: readonly KpiReport[];
  /** Declared KPIs that no source tells of, by label. */
  readonly unknown: readonly string[];
  /** The cards by segment, as customers were on each day; empty where no attribute splits them. */
  readonly segments: readonly SegmentKpis[];
  /** First day of the span that is known by segment; null: none is. */
  readonly segmentsFrom: Day | null;
  /** What the metric per customer is made of; empty where totals are capped, and for a segment. */
  readonly drivers: readonly Driver[];
}

export interface KpiReport {
  readonly id: string;
  /** `visits per customer and day`. */
  readonly label: string;
  /** It adds up money of the metric's currency. */
  readonly isMoney: boolean;
  /** Over the whole span. Empty for different customers over a span that their number is not known of. */
  readonly card: readonly GroupRatio[];
  /** One point per counted day. */
  readonly trend: readonly KpiPoint[];
}

interface KpiPoint {
  readonly day: Day;
  /** More may still be told of it, or of a day of its 7 or 30. */
  readonly provisional: boolean;
  /** The day alone (null where the run day before is not the day before), and the 7 and 30 calendar days that end with it (counted days only). */
  readonly groups: Partial<Readonly<Record<Group, Readonly<Record<'daily' | 'last7' | 'last30', number | null>>>>>;
}

type PerformanceInput = Pick<ReportInput, 'metric' | 'kpis' | 'span' | 'segmentDays' | 'messages'>;

/**
 * Null without days, and where there is nothing to show: with a cap on totals the cap moves, so that a day's growth of the
 * metric is not what happened on it; declared KPIs are never capped.
 */
export function buildPerformance(
  days: readonly ReportDay[],
  input: PerformanceInput,
  provisional: Provisional | null = null,
): Performance | null {
  const [first, last] = [days[0], days.at(-1)];
  const { metric, kpis = [], span = {}, segmentDays = [] } = input;
  const sources = [...(metric.winsorQuantile == null ? builtInKpis(metric) : []), ...declaredKpis(kpis)];
  if (first === undefined || last === undefined || sources.length === 0) return null;
  const { from = first.day, to = last.day, excluded = [], segment = null } = span;
  const growth = growthOf(days).filter(({ day }) => day.day >= from && day.day <= to && !excluded.includes(day.day));
  const counted = growth.filter((each) => !hasShrunk(each));
  const isWhole = from === first.day && to === last.day && counted.length === days.length;
  const known = sources.filter(({ isKnown }) => isKnown(last));
  const shown = segment === null ? known : ofSegmentAlone(known, segmentDays, segment);
  const lengthOf = new Map(counted.map(({ day, length }) => [day.day, length]));
  return {
    from,
    to,
    excluded: excluded.filter((day) => day >= from && day <= to),
    shrunk: growth.filter(hasShrunk).map(({ day }) => day.day),
    segment,
    kpis: shown.map((source) => kpiReport(source, counted, { last, isWhole, provisional })),
    unknown: sources.filter((source) => !known.includes(source)).map(({ label }) => label),
    segments: buildSegmentKpis(segmentDays, known, lengthOf),
    segmentsFrom: segmentDays.find(({ day }) => lengthOf.has(day))?.day ?? null,
    drivers: metric.winsorQuantile == null && segment === null ? driversOf(days, input) : [],
  };
}

interface Shown {
  readonly last: ReportDay;
  /** The span is all of the programme, with no day left out. */
  readonly isWhole: boolean;
  readonly provisional: Provisional | null;
}

function kpiReport(source: KpiSource, counted: readonly Growth[], { last, isWhole, provisional }: Shown): KpiReport {
  const { id, label, isMoney, needsMessages } = source;
  const groups = GROUPS.filter(
    (group) => (last.groups[group]?.n ?? 0) > 0 && (!needsMessages || DECIDED_GROUPS.some((each) => each === group)),
  );
  const over = (part: readonly Growth[], group: Group, days: number | null): GroupRatio | null => {
    const ratio = source.ratio(part, group, days);
    return ratio && { group, ...ratio, value: ratio.denominator > 0 ? ratio.numerator / ratio.denominator : null };
  };
  const numbers = counted.map(({ day }) => dayNumber(day.day));
  const trend = counted.map(({ day: { day }, length }, at): KpiPoint => {
    const since = (days: number): Growth[] => {
      let from = at;
      while (from > 0 && numbers[from - 1]! > numbers[at]! - days) from -= 1;
      return counted.slice(from, at + 1);
    };
    const values = (group: Group) => ({
      daily: length > 1 ? null : (over(since(1), group, 1)?.value ?? null),
      last7: over(since(7), group, 7)?.value ?? null,
      last30: over(since(30), group, 30)?.value ?? null,
    });
    const isOpen = provisional !== null && day >= provisional.from;
    return { day, provisional: isOpen, groups: Object.fromEntries(groups.map((group) => [group, values(group)])) };
  });
  const card = groups.flatMap((group) => over(counted, group, isWhole ? null : Number.NaN) ?? []);
  return { id, label, isMoney, card, trend };
}

const growthOf = (days: readonly ReportDay[]): Growth[] =>
  days.map((day, i) => {
    const before = days[i - 1];
    return { day, before, length: before === undefined ? 1 : dayNumber(day.day) - dayNumber(before.day) };
  });

const hasShrunk = ({ day, before }: Growth): boolean =>
  GROUPS.some((group) => (day.groups[group]?.n ?? 0) < (before?.groups[group]?.n ?? 0));
