/**
 * What a group's metric per customer is made of, as of the newest day: factors whose product it is. Two branches, as two roads
 * lead to it: through the customers who did it, and through the messages that were sent.
 */
import { DECIDED_GROUPS, GROUPS, type Group } from '../terms.ts';
import type { DeclaredKpi, MessageCount, MessageStage, ReportDay, ReportInput } from './report-input.ts';
import { totalSends } from './total-sends.ts';

export interface Driver {
  readonly group: Group;
  readonly branch: 'customers' | 'messages';
  /** Metric per customer, since enrolment. */
  readonly value: number;
  /** They multiply out to `value`: each `numerator / denominator`, and the numerator of one is the denominator of the next. */
  readonly factors: readonly Factor[];
}

interface Factor {
  /** `customers with visits per customer`. */
  readonly label: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number;
}

type DriverInput = Pick<ReportInput, 'metric' | 'kpis' | 'messages'>;

/** A road on which somewhere nobody is left has no factors beyond it; groups of whom nobody did anything have none. */
export function driversOf(days: readonly ReportDay[], input: DriverInput): Driver[] {
  const last = days.at(-1);
  const found = GROUPS.flatMap((group): Driver[] => {
    const moments = last?.groups[group];
    if (moments === undefined || moments.n === 0) return [];
    const { label } = input.metric;
    const whole = { one: label, many: label, count: moments.mean * moments.n };
    const everybody = { one: 'customer', many: 'customers', count: moments.n };
    const roads = {
      customers: customersRoad(group, last!, input),
      messages: messagesRoad(group, days, input),
    };
    return (['customers', 'messages'] as const).flatMap((branch) => {
      const road = roads[branch];
      if (road === null) return [];
      const factors = road.length === 0 ? [] : chained([everybody, ...road, whole]);
      return [{ group, branch, value: moments.mean, factors }];
    });
  });
  return found.sort((a, b) => Number(a.branch === 'messages') - Number(b.branch === 'messages'));
}

/** Something that is counted, with what one and several of it are called. */
interface Counted {
  readonly one: string;
  readonly many: string;
  readonly count: number;
}

/** Each over the one before it. */
const chained = (stages: readonly Counted[]): Factor[] =>
  stages.slice(1).map(({ many, count }, at) => {
    const before = stages[at]!;
    const value = count / before.count;
    return { label: `${many} per ${before.one}`, numerator: count, denominator: before.count, value };
  });

/** Customers who did it at all, and how often, where a KPI counts that apart from what it was worth. */
function customersRoad(group: Group, last: ReportDay, { metric, kpis = [] }: DriverInput): Counted[] | null {
  const converters = last.groups[group]?.nonZero ?? 0;
  if (converters === 0) return [];
  const having = `with ${metric.label}`;
  const who = { one: `customer ${having}`, many: `customers ${having}`, count: converters };
  const times = kpis.find((kpi) => countsSuccesses(kpi, metric.event) && metric.currency !== null);
  const count = times === undefined ? 0 : (last.kpis?.[times.id]?.[group]?.total ?? 0);
  const one = metric.event.replaceAll('_', ' ');
  return count > 0 ? [who, { one, many: one.endsWith('s') ? one : `${one}s`, count }] : [who];
}

const countsSuccesses = ({ event, count, isMoney }: DeclaredKpi, success: string): boolean =>
  event === success && count === 'events' && !isMoney;

const STAGES = ['delivered', 'opened', 'clicked'] as const satisfies readonly MessageStage[];

/** Messages, and what became of them where a feed tells; null for groups that get none. */
function messagesRoad(group: Group, days: readonly ReportDay[], { messages, metric }: DriverInput): Counted[] | null {
  if (!DECIDED_GROUPS.some((each) => each === group)) return null;
  const { accepted } = totalSends(days, group);
  if (accepted === 0) return [];
  // Where opens or clicks are the metric they are what it comes to, not a stage on the way.
  const stages = messages == null || metric.engagement === true ? [] : STAGES;
  const told = stages.map((stage) => message(stage, sumOf(messages ?? [], group, stage)));
  const until = told.findIndex(({ count }) => count === 0);
  return [message('accepted', accepted), ...(until === -1 ? told : told.slice(0, until))];
}

const message = (stage: string, count: number): Counted => ({
  one: `${stage} message`,
  many: `${stage} messages`,
  count,
});

const sumOf = (messages: readonly MessageCount[], group: Group, stage: MessageStage): number =>
  messages.reduce((sum, each) => (each.group === group && each.stage === stage ? sum + each.decisions : sum), 0);
