/** Where the numbers of a KPI come from: what a group's running totals grew by, over customers and days, messages or clicks. */
import type { Group } from '../terms.ts';
import type { DeclaredKpi, DeclaredTotals, ReportDay, ReportMetric, SegmentDay } from './report-input.ts';

/** A day, and the run day before it: running totals grew in between. */
export interface Growth {
  readonly day: ReportDay;
  readonly before: ReportDay | undefined;
  /** Days since the run day before; 1 for the first. */
  readonly length: number;
}

export interface KpiSource {
  readonly id: string;
  readonly label: string;
  readonly isMoney: boolean;
  /** Groups that get no messages have none. */
  readonly needsMessages: boolean;
  /** Whether anything tells of it. */
  readonly isKnown: (day: ReportDay) => boolean;
  /**
   * Over these days, oldest first. `length`: in calendar days up to the last of them; null: all of the programme; NaN: any other
   * span. Null where such a span has no number of different customers.
   */
  readonly ratio: (part: readonly Growth[], group: Group, length: number | null) => Ratio | null;
  /** The same over the days of a segment; null for different customers, who are not known by segment. */
  readonly ofSegment: ((day: SegmentGrowth) => Ratio) | null;
}

/** A day of a segment in one group. */
export interface SegmentGrowth {
  readonly cell: SegmentDay;
  readonly length: number;
}

export interface GroupRatio {
  readonly group: Group;
  readonly numerator: number;
  readonly denominator: number;
  /** numerator / denominator; null over 0. */
  readonly value: number | null;
}

interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

type Amount = (growth: Growth, group: Group) => number;

/** The metric itself, and messages. */
export const builtInKpis = ({ label, currency }: ReportMetric): KpiSource[] => [
  built('metric_per_customer', `${label} per customer and day`, currency !== null, [metricGrowth, customerDays]),
  built('messages_per_customer', 'accepted messages per customer and day', false, [messages, customerDays]),
  built('metric_per_message', `${label} per accepted message`, currency !== null, [metricGrowth, messages]),
];

const built = (id: string, label: string, isMoney: boolean, [of, over]: readonly [Amount, Amount]): KpiSource => ({
  id,
  label,
  isMoney,
  needsMessages: id !== 'metric_per_customer',
  isKnown: () => true,
  ratio: (part, group) => ({ numerator: sumOf(part, group, of), denominator: sumOf(part, group, over) }),
  ofSegment: ({ cell, length }) => ({
    numerator: of === messages ? cell.accepted : cell.total,
    denominator: over === messages ? cell.accepted : cell.customers * length,
  }),
});

export const declaredKpis = (kpis: readonly DeclaredKpi[]): KpiSource[] =>
  kpis.map((kpi) => ({
    id: kpi.id,
    label: `${kpi.label} ${PER[kpi.per]}${kpi.per === 'customer' && kpi.count !== 'customers' ? ' and day' : ''}`,
    isMoney: kpi.isMoney,
    needsMessages: kpi.per !== 'customer',
    isKnown: (day) => day.kpis?.[kpi.id] !== undefined,
    ratio: (part, group, length) =>
      kpi.count === 'customers' ? differentCustomers(kpi, part, group, length) : growthRatio(kpi, part, group),
    ofSegment: kpi.count === 'customers' ? null : (growth) => segmentRatio(kpi, growth),
  }));

function segmentRatio({ id, per, count }: DeclaredKpi, { cell, length }: SegmentGrowth): Ratio {
  const own = cell.kpis[id] ?? { total: 0, customerDays: 0 };
  const numerator = count === 'events' ? own.total : own.customerDays;
  const denominators = { customer: cell.customers * length, send: cell.accepted, click: cell.clicks };
  return { numerator, denominator: denominators[per] };
}

const PER = { customer: 'per customer', send: 'per accepted message', click: 'per click' } as const;

function growthRatio({ id, per, count }: DeclaredKpi, part: readonly Growth[], group: Group): Ratio {
  const field = count === 'events' ? 'total' : 'customerDays';
  const numerator = sumOf(part, group, (growth) => kpiGrowth(growth, id, group, field));
  return { numerator, denominator: denominatorOf({ id, per }, part, group) };
}

/** Each once in the span, which is known for spans of 1, 7 and 30 days and for the whole programme. */
function differentCustomers({ id, per }: DeclaredKpi, part: readonly Growth[], group: Group, length: number | null) {
  const last = part.at(-1);
  const field =
    length === null ? 'ever' : length === 1 ? 'last1' : length === 7 ? 'last7' : length === 30 ? 'last30' : null;
  if (last === undefined || field === null) return null;
  const numerator = last.day.kpis?.[id]?.[group]?.[field] ?? 0;
  const customers = last.day.groups[group]?.n ?? 0;
  return { numerator, denominator: per === 'customer' ? customers : denominatorOf({ id, per }, part, group) };
}

function denominatorOf({ id, per }: Pick<DeclaredKpi, 'id' | 'per'>, part: readonly Growth[], group: Group): number {
  if (per === 'click') return sumOf(part, group, (growth) => kpiGrowth(growth, id, group, 'clicks'));
  return sumOf(part, group, per === 'send' ? messages : customerDays);
}

const sumOf = (part: readonly Growth[], group: Group, of: Amount): number =>
  part.reduce((sum, growth) => sum + of(growth, group), 0);

const kpiGrowth = ({ day, before }: Growth, id: string, group: Group, field: keyof DeclaredTotals): number =>
  (day.kpis?.[id]?.[group]?.[field] ?? 0) - (before?.kpis?.[id]?.[group]?.[field] ?? 0);

/** Totals are running ones: what a day added is the difference from the run day before it. */
function metricGrowth({ day, before }: Growth, group: Group): number {
  return day.groups[group] === undefined ? 0 : totalOn(day, group) - totalOn(before, group);
}

/** Enrolled customers with known outcomes, times the days since the run day before: that is how long totals grew. */
function customerDays({ day, length }: Growth, group: Group): number {
  return (day.groups[group]?.n ?? 0) * length;
}

function messages({ day }: Growth, group: Group): number {
  return day.groups[group] === undefined ? 0 : (day.sends[group]?.accepted ?? 0);
}

function totalOn(day: ReportDay | undefined, group: Group): number {
  const moments = day?.groups[group];
  return moments === undefined ? 0 : moments.mean * moments.n;
}
