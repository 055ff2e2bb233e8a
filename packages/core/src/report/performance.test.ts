import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asDay, type Group } from '../terms.ts';
import { buildReport } from './build-report.ts';
import { buildPerformance } from './performance.ts';
import type { DeclaredKpi, MessageStage, ReportDay, ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };

/** Running totals of the agent's group, customers, and messages of the day. */
const dayOf = (day: string, total: number, n: number, accepted: number): ReportDay => ({
  day: asDay(day),
  groups: { agent: { n, mean: total / n, m2: 1, nonZero: total } },
  sends: { agent: { decided: accepted, accepted, notSent: 0, inDoubt: 0 } },
});
const two = [dayOf('2027-01-11', 10, 100, 100), dayOf('2027-01-12', 12, 100, 10)];
const kpi = (days: readonly ReportDay[], id: string, span = {}) =>
  buildPerformance(days, { metric: input.metric, span })!.kpis.find((each) => each.id === id)!;

describe('performance', () => {
  test('a card is the ratio of sums: 10 of 100 and 2 of 10 are 10.9 %, not 15 %', () => {
    const { card, trend } = kpi(two, 'metric_per_message');
    expect(card).toEqual([{ group: 'agent', numerator: 12, denominator: 110, value: 12 / 110 }]);
    expect(trend.map(({ groups }) => groups.agent!.daily)).toEqual([0.1, 0.2]);
    expect(trend[1]!.groups.agent!.last7).toBe(12 / 110);
  });

  test('an excluded day counts nowhere, and its growth is not given to the next', () => {
    const days = [...two, dayOf('2027-01-13', 15, 100, 30)];
    const { card, trend } = kpi(days, 'metric_per_message', { excluded: [asDay('2027-01-12')] });
    expect(card[0]).toMatchObject({ numerator: 13, denominator: 130 });
    expect(trend.map(({ day }) => day)).toEqual(['2027-01-11', '2027-01-13']);
  });

  test('what grew over a gap is over the customers of all its days, and is no figure of one day', () => {
    const days = [...two, dayOf('2027-01-16', 32, 100, 10)];
    const { card, trend } = kpi(days, 'metric_per_customer');
    expect(card[0]).toMatchObject({ numerator: 32, denominator: 600 });
    expect(trend.map(({ groups }) => groups.agent!.daily)).toEqual([0.1, 0.02, null]);
    expect(trend[2]!.groups.agent!.last7).toBeCloseTo(32 / 600, 12);
  });

  test('a day on which customers were erased is left out, and named', () => {
    const days = [...two, dayOf('2027-01-13', 5, 60, 10), dayOf('2027-01-14', 8, 60, 10)];
    const { shrunk, kpis } = buildPerformance(days, { metric: input.metric })!;
    expect(shrunk).toEqual(['2027-01-13']);
    expect(kpis[0]!.card[0]).toMatchObject({ numerator: 15, denominator: 260 });
    expect(kpis[0]!.trend.map(({ day }) => day)).not.toContain('2027-01-13');
  });

  test('a span cuts both ends, and groups without messages have no ratio of messages', () => {
    const { kpis, from, to } = buildPerformance(input.days, {
      metric: input.metric,
      span: { from: asDay('2027-02-01') },
    })!;
    expect([from, to]).toEqual(['2027-02-01', '2027-02-21']);
    expect(kpis[0]!.card.map(({ group }) => group)).toEqual(['agent', 'random_control', 'holdout']);
    expect(kpis[1]!.card.map(({ group }) => group)).toEqual(['agent', 'random_control']);
    expect(kpis[0]!.trend).toHaveLength(21);
  });

  test('over all days the metric of a card is the total of the group', () => {
    const { groups, performance } = buildReport(input);
    const { card } = performance!.kpis[0]!;
    for (const { group, numerator } of card)
      expect(numerator).toBeCloseTo(groups.find((each) => each.group === group)!.outcome!.total, 6);
  });

  test('there is none while the uplift is withheld, before the first day, or where totals are capped', () => {
    expect(buildReport({ ...input, enrolled: { ...input.enrolled, holdout: 1200 } }).performance).toBeNull();
    expect(buildReport({ ...input, days: [] }).performance).toBeNull();
    expect(buildReport({ ...input, metric: { ...input.metric, winsorQuantile: 0.999 } }).performance).toBeNull();
  });
});

describe('declared KPIs', () => {
  const opens = {
    id: 'openers',
    label: 'Openers',
    event: 'message.open',
    count: 'customers',
    per: 'customer',
    isMoney: false,
  } as const;
  const clicks = {
    id: 'clicks',
    label: 'Clicks',
    event: 'message.click',
    count: 'events',
    per: 'send',
    isMoney: false,
  } as const;
  const totals = (total: number, more = {}) => ({
    agent: { total, customerDays: total, last1: 0, last7: 0, last30: 0, ever: 0, clicks: 0, ...more },
  });
  const days = two.map((day, at) => ({
    ...day,
    kpis: { clicks: totals([10, 12][at]!), openers: totals(0, { last1: 4, last7: 7, last30: 9, ever: 9 }) },
  }));
  const performance = buildPerformance(days, { metric: input.metric, kpis: [clicks, opens] })!;
  const declared = (id: string) => performance.kpis.find((each) => each.id === id)!;

  test('a rate is the ratio of sums, and groups without messages have none', () => {
    expect(declared('clicks')).toMatchObject({
      label: 'Clicks per accepted message',
      card: [{ group: 'agent', numerator: 12, denominator: 110 }],
    });
    expect(declared('clicks').trend.map(({ groups }) => groups.agent!.daily)).toEqual([0.1, 0.2]);
  });

  test('different customers are counted for a day, a week and a month, and never added up', () => {
    expect(declared('openers').label).toBe('Openers per customer');
    expect(declared('openers').trend[1]!.groups.agent).toEqual({ daily: 0.04, last7: 0.07, last30: 0.09 });
    expect(declared('openers').card).toMatchObject([{ numerator: 9, denominator: 100 }]);
    const part = buildPerformance(days, { metric: input.metric, kpis: [opens], span: { from: asDay('2027-01-12') } })!;
    expect(part.kpis.at(-1)!.card).toEqual([]);
  });

  test('one that nothing tells of is named and has no number; a cap on totals leaves declared ones alone', () => {
    const metric = { ...input.metric, winsorQuantile: 0.999 };
    const { unknown, kpis, drivers } = buildPerformance(days, { metric, kpis: [clicks, { ...opens, id: 'gone' }] })!;
    expect(unknown).toEqual(['Openers per customer']);
    expect(kpis.map(({ id }) => id)).toEqual(['clicks']);
    expect(drivers).toEqual([]);
  });

  test('key figures of one segment add up the days on which customers were in it', () => {
    const web = { attribute: 'channel', value: 'Web' };
    const cell = (day: string, group: Group, total: number) => ({
      ...{ day: asDay(day), segment: web, group, customers: 40, accepted: 10, clicks: 0, total, customerDays: total },
      kpis: { clicks: { total: 3, customerDays: 2 } },
    });
    const segmentDays = [
      cell('2027-01-11', 'agent', 4),
      cell('2027-01-12', 'agent', 1),
      { ...cell('2027-01-12', 'agent', 99), segment: { ...web, value: 'Phone' } },
    ];
    const given = { metric: input.metric, kpis: [clicks, opens], segmentDays };
    const { kpis, segment, drivers } = buildPerformance(days, { ...given, span: { segment: web } })!;
    expect(segment).toEqual(web);
    expect(drivers).toEqual([]);
    const shown = Object.fromEntries(kpis.map((each) => [each.id, each]));
    expect(shown['metric_per_customer']!.card).toEqual([
      { group: 'agent', numerator: 5, denominator: 80, value: 5 / 80 },
    ]);
    expect(shown['metric_per_customer']!.trend.map(({ groups }) => groups.agent!.daily)).toEqual([0.1, 0.025]);
    expect(shown['clicks']!.card).toMatchObject([{ numerator: 6, denominator: 20 }]);
    expect(shown['openers']).toBeUndefined();
    const whole = buildPerformance(days, given)!;
    expect(whole.segments[0]!.kpis[0]!.card).toEqual(shown['metric_per_customer']!.card);
  });

  test('a day of which more may still be told is provisional, and so are all later ones', () => {
    const provisional = { from: asDay('2027-01-12'), days: 1, says: '' };
    const { kpis } = buildPerformance(days, { metric: input.metric }, provisional)!;
    expect(kpis[0]!.trend.map((point) => point.provisional)).toEqual([false, true]);
  });
});

describe('drivers', () => {
  const product = (factors: readonly { readonly value: number }[]): number =>
    factors.reduce((so, { value }) => so * value, 1);

  test('multiply out to the metric of each group, by its customers and by its messages', () => {
    const { drivers } = buildReport(input).performance!;
    for (const { value, factors } of drivers) expect(product(factors)).toBeCloseTo(value, 12);
    expect(drivers.map(({ group, branch }) => `${group} by ${branch}`)).toEqual([
      'agent by customers',
      'random_control by customers',
      'holdout by customers',
      'agent by messages',
      'random_control by messages',
    ]);
  });

  test('have a factor for each stage that a feed tells of, and one for how often where a KPI counts it', () => {
    const revenue = { ...input.metric, label: 'revenue', event: 'purchase', currency: 'EUR' };
    const orders = {
      id: 'orders',
      label: 'Orders',
      event: 'purchase',
      count: 'events',
      per: 'customer',
      isMoney: false,
    };
    const totals = { total: 6, customerDays: 5, last1: 0, last7: 0, last30: 0, ever: 4, clicks: 0 };
    const day = { ...dayOf('2027-01-11', 90, 100, 80), kpis: { orders: { agent: totals } } };
    const earned = { ...day, groups: { agent: { ...day.groups.agent!, nonZero: 4 } } };
    const told = (stage: MessageStage, decisions: number) =>
      ({ group: 'agent', stage, reason: null, decisions }) as const;
    const messages = [told('delivered', 70), told('opened', 30), told('clicked', 9)];
    const { drivers } = buildPerformance([earned], { metric: revenue, kpis: [orders as DeclaredKpi], messages })!;
    expect(drivers.map(({ factors }) => factors.map(({ label, value }) => [label, value]))).toEqual([
      [
        ['customers with revenue per customer', 0.04],
        ['purchases per customer with revenue', 1.5],
        ['revenue per purchase', 15],
      ],
      [
        ['accepted messages per customer', 0.8],
        ['delivered messages per accepted message', 70 / 80],
        ['opened messages per delivered message', 30 / 70],
        ['clicked messages per opened message', 9 / 30],
        ['revenue per clicked message', 10],
      ],
    ]);
    for (const { factors, value } of drivers) expect(product(factors)).toBeCloseTo(value, 12);
  });

  test('of groups in which nobody did anything there are none, and a stage that nobody reached ends the road', () => {
    const day = dayOf('2027-01-11', 0, 100, 80);
    const { drivers } = buildPerformance([day], { metric: input.metric, messages: [] })!;
    expect(drivers.map(({ factors }) => factors.map(({ value }) => value))).toEqual([[], [0.8, 0]]);
  });
});

describe('the way to Braze', () => {
  test('loses customers step by step, each for a reason', () => {
    const day = { ...two[0]!, sends: { agent: { decided: 100, accepted: 80, notSent: 18, inDoubt: 2 } } };
    const step = {
      day: day.day,
      audience: 900,
      due: 100,
      noEligibleAction: 8,
      overBudget: 4,
      outside: { audience_rule: 30 },
      idle: null,
    };
    const { outbound } = buildReport({ ...input, asOfDay: day.day, days: [day], steps: [step] });
    expect(outbound).toEqual([{ ...step, chosen: 92, accepted: 80, notSent: 10, inDoubt: 2 }]);
    expect(buildReport(input).outbound).toEqual([]);
  });
});
