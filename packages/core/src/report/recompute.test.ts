/** An analyst with nothing but the CSV: every figure of the report is made again from its rows, by formulas written down here. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { emptyAges } from '../data/index.ts';
import {
  addColumns,
  chiSquareSurvival,
  emptyJointMoments,
  momentsOf,
  normalCdf,
  normalQuantile,
} from '../measure/index.ts';
import { buildReport, type InboundInput, type ReportInput } from './index.ts';
import { reportCsv } from './report-csv.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const [yesterday, today] = input.days.slice(-2) as [ReportInput['days'][number], ReportInput['days'][number]];

const people = (customers: number, every: number, shift = 0) =>
  addColumns(emptyJointMoments(2), [
    Float64Array.from({ length: customers }, (_, i) => Number(i % every === 0) * 3 + (i % 4) + shift),
    Float64Array.from({ length: customers }, (_, i) => (i % 4) * 2 + ((i * 7) % 5)),
  ]);
const epochs = (shift: number) => [
  { epoch: 1, groups: { agent: people(1500, 3, shift), random_control: people(900, 4) } },
  { epoch: 2, groups: { agent: people(1505, 5, shift), random_control: people(598, 6) } },
];
const read = (shift: number) => {
  const parts = epochs(shift);
  return { epochs: parts, groups: { agent: momentsOf(parts[0]!.groups.agent, 0) }, cappedAt: null };
};
const weights = (n: number, mean: number) => ({
  n,
  w: 2 * n,
  wr: 2 * n * mean,
  w2: 5 * n,
  w2r: 5 * n * mean,
  w2r2: 6 * n * mean,
});
const cellOf = (option: string, mean: number) => ({
  ...{ group: 'random_control' as const, dimension: 'creative', option, segment: null, decisions: 2000, chosen: 1000 },
  ...{ accepted: 990, opened: 300, clicked: 40, converted: 1000 * mean, reward: 1000 * mean },
  ...{ taken: weights(1000, mean), left: weights(1000, 0.2) },
});
const kpis = (total: number) => ({
  clicks: {
    agent: { total, customerDays: total, last1: 2, last7: 9, last30: 20, ever: 30, clicks: 2 * total },
    random_control: {
      total: total / 2,
      customerDays: total / 2,
      last1: 1,
      last7: 4,
      last30: 9,
      ever: 12,
      clicks: total,
    },
  },
});
const segment = { attribute: 'country', value: 'DE' };
const ages = { ...emptyAges, under_1h: 95, under_2d: 4, older: 1 };
const shop: InboundInput = {
  ...{ name: 'shop', kind: 'events', format: 'csv', serves: true, isThere: true, unreadable: 0, waitingFiles: 0 },
  ...{ takenAt: 5, newestAt: 4, newestDay: null, kept: 100, repeats: 0, notCounted: 2, suspected: 0, ages },
  setAside: { 'no id in "who"': 7 },
  deliveries: [{ takenAt: 5, files: 2, meanBytes: 1500, largestBytes: 2000, rows: 100 }],
};
const health = (day: ReportInput['asOfDay']) => ({
  ...{ day, decisions: 90, policyVersion: 4, eligibleActions: 6, effectiveActions: 2, topProbability: 0.6 },
  ...{ propensity: 0.5, topChosen: 0.62, topMass: 0.6, topVariance: 0.24 },
});
const step = (day: ReportInput['asOfDay']) => ({
  ...{ day, audience: 5000, due: 200, noEligibleAction: 3, overBudget: 1, idle: null },
  outside: { left_segments: 11 },
});
type MessageCount = NonNullable<ReportInput['messages']>[number];
const messageCount = (group: MessageCount['group'], stage: MessageCount['stage'], decisions: number) => ({
  ...{ group, stage, reason: stage === 'aborted' ? 'quiet' : null, decisions },
});
const target = {
  ...{ target: 'c-1', name: 'mail', request: 'campaign' as const, complete: true },
  ours: { planned: 110, accepted: 100, inDoubt: 2, notSent: 8 },
  braze: { email: { sent: 90 } },
};

const rich: ReportInput = {
  ...input,
  metric: { ...input.metric, engagement: true },
  days: [
    { ...yesterday, epochs: epochs(0.4), kpis: kpis(40), otherReadings: { matured: read(0.6) } },
    {
      ...{ ...today, epochs: epochs(0.5), kpis: kpis(60) },
      halves: [momentsOf(people(700, 4), 0), momentsOf(people(798, 5), 0)],
      otherReadings: { matured: read(0.7), filter_off: read(0), filter_strict: read(0.5) },
    },
  ],
  kpis: [{ id: 'clicks', label: 'Clicks', event: 'message.click', count: 'events', per: 'send', isMoney: false }],
  maturedAfterDays: 28,
  enrolments: [
    { day: yesterday.day, group: 'agent', segment, customers: 71 },
    { day: yesterday.day, group: 'random_control', segment, customers: 19 },
  ],
  segmentDays: [yesterday, today].map(({ day }, i) => ({
    ...{ day, segment, group: 'agent' as const, customers: 500 + i, accepted: 80 + i, clicks: 7, total: 31 - i },
    ...{ customerDays: 20, kpis: { clicks: { total: 7 + i, customerDays: 6 } } },
  })),
  insights: {
    maturedUpTo: today.day,
    policyHealth: [health(yesterday.day), health(today.day)],
    beeswarm: [{ dimension: 'creative', attribute: 'recency', contribution: 0.4, rank: 0.5 }],
    cells: [cellOf('mens', 0.3), cellOf('womens', 0.2)],
  },
  epochs: [{ epoch: 1, fromDay: yesterday.day, shares: input.shares }],
  messages: [
    messageCount('agent', 'delivered', 60),
    messageCount('agent', 'opened', 20),
    messageCount('random_control', 'delivered', 30),
    messageCount('agent', 'aborted', 2),
  ],
  joins: [
    { kind: 'delivery', joined: 98, notJoined: 1 },
    { kind: 'open', joined: 20, notJoined: 1 },
  ],
  reconciliation: {
    days: [{ day: yesterday.day, counts: [{ group: 'agent', finding: 'sent', reason: null, decisions: 80 }] }],
    foreign: [{ day: today.day, group: 'agent', sender: 'other', target: 'c-9', sends: 3 }],
  },
  doubts: [{ day: yesterday.day, group: 'agent', dimension: null, option: '18', decisions: 2 }],
  refusals: [{ reason: 'quiet_day', today: 4, last14: 9 }],
  audience: {
    histories: [
      {
        subject: 'audience',
        sizes: [
          { day: yesterday.day, size: 5000 },
          { day: today.day, size: 4990 },
        ],
      },
    ],
    notRead: null,
  },
  brazeCounts: { timeZone: 'UTC', notRead: null, days: [{ ...target, day: yesterday.day }] },
  steps: [step(yesterday.day), step(today.day)],
  ends: [yesterday, today].flatMap(({ day }) => [
    { day, group: 'agent' as const, end: 'accepted' as const, reason: null, decisions: 80 },
    { day, group: 'random_control' as const, end: 'not_sent' as const, reason: 'too_late', decisions: 6 },
  ]),
  inbound: [shop],
  timeline: [{ day: today.day, kind: 'shares', label: 'shares', details: 'changed' }],
};
const report = buildReport(rich);
type Row = Record<'table' | 'day' | 'subject' | 'detail' | 'measure' | 'value', string>;
const rows = parse(reportCsv(report), { columns: true }) as Row[];
const figures = new Map(
  rows.map(({ table, day, subject, detail, measure, value }) => [
    [table, day, subject, detail, measure].join('|'),
    value,
  ]),
);

function figure(...name: string[]): number {
  const value = figures.get(name.join('|'));
  if (value === undefined || value === '') throw new Error(`no ${name.join('|')} in the CSV`);
  return Number(value);
}

const near = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected), `${actual}, expected ${expected}`).toBeLessThanOrEqual(1e-9 * Math.abs(expected));

/** Width in standard errors, and p of z. */
function sequence(alpha: number, planned: number, n: number) {
  const q = -2 * Math.log(alpha);
  const u = (n * (q + Math.log(q + 1))) / planned;
  return {
    width: Math.sqrt(((2 * (u + 1)) / u) * Math.log(Math.sqrt(u + 1) / alpha)),
    p: (z: number) => Math.min(1, Math.sqrt(u + 1) * Math.exp((-u * z * z) / (2 * (u + 1)))),
  };
}

/** Agent against random control by epochs, with what came before taken off, from `epoch_day`. */
function compared(day: string, reading: string, alpha: number, planned: number) {
  const parts = [1, 2].map((epoch) =>
    ['agent', 'random_control'].map((group) => {
      const of = (measure: string) => figure('epoch_day', day, `epoch ${epoch} ${group}`, reading, measure);
      return { n: of('n'), y: of('mean_0'), x: of('mean_1'), yy: of('m2_0'), xy: of('m2_01'), xx: of('m2_1') };
    }),
  ) as [Sums, Sums][];
  const all = parts.flat();
  const sum = <T>(list: readonly T[], of: (each: T) => number) => list.reduce((total, each) => total + of(each), 0);
  const n = sum(all, (each) => each.n);
  const theta = sum(all, (each) => each.xy) / sum(all, (each) => each.xx);
  const weighted = (of: (t: Sums, c: Sums, w: number) => number) => sum(parts, ([t, c]) => of(t, c, (t.n + c.n) / n));
  const error = (g: Sums, a: number) => (a * a * g.yy - 2 * a * theta * g.xy + theta * theta * g.xx) / (g.n - 1) / g.n;
  const absolute = weighted((t, c, w) => w * (t.y - c.y - theta * (t.x - c.x)));
  const [one, base] = [weighted((t, _, w) => w * t.y), weighted((_, c, w) => w * c.y)];
  const absoluteError = Math.sqrt(weighted((t, c, w) => w * w * (error(t, 1) + error(c, 1))));
  const relativeError = Math.sqrt(weighted((t, c, w) => w * w * (error(t, 1) + error(c, one / base)))) / Math.abs(base);
  const relative = absolute / Math.abs(base);
  const { width, p } = sequence(alpha, planned, n);
  const interval = (estimate: number, standardError: number) => ({
    ...{ estimate, standardError, low: estimate - width * standardError, high: estimate + width * standardError },
  });
  const treated = sum(parts, ([t]) => t.n);
  return {
    theta,
    treated,
    absolute: interval(absolute, absoluteError),
    relative: interval(relative, relativeError),
    p: Math.max(p(absolute / absoluteError), p(relative / relativeError)),
  };
}
type Sums = Record<'n' | 'y' | 'x' | 'yy' | 'xy' | 'xx', number>;

describe('from the CSV alone, to 1e-9', () => {
  const id = 'agent_vs_random_control';
  const plan = (table: string) =>
    [figure(table, today.day, id, 'reading', 'alpha'), figure(table, today.day, id, 'reading', 'plannedSize')] as const;

  test.each([
    ['comparison', 'moments'],
    ['matured', 'matured'],
  ])('every interval, increment and p: %s', (table, reading) => {
    for (const { day } of rich.days) {
      const found = compared(day, reading, ...plan(table));
      for (const kind of ['absolute', 'relative'] as const)
        for (const [measure, value] of Object.entries(found[kind]))
          near(figure(`${table}_day`, day, id, kind, measure), value);
    }
    const [first, last] = rich.days.map(({ day }) => compared(day, reading, ...plan(table))) as [Compared, Compared];
    near(figure(table, today.day, id, 'adjustment', 'theta_1'), last.theta);
    near(figure(table, today.day, id, 'reading', 'p'), last.p);
    near(figure(table, today.day, id, 'reading', 'smallestP'), Math.min(first.p, last.p));
    for (const [measure, value] of Object.entries(last.absolute))
      near(figure(table, today.day, id, 'increment', measure), value * last.treated);
  });
  type Compared = ReturnType<typeof compared>;

  test('the verdict of every filter of opens and clicks', () => {
    for (const [level, reading] of [
      ['off', 'filter_off'],
      ['strict', 'filter_strict'],
    ] as const) {
      const { absolute, relative } = compared(today.day, reading, ...plan('comparison'));
      const sides = [absolute, relative].map(({ low, high }) => Math.sign(low) + Math.sign(high));
      const verdict = sides.every((side) => side === 2)
        ? 'better'
        : sides.every((side) => side === -2)
          ? 'worse'
          : 'unproven';
      const told = report.filters?.contrasts
        .find((each) => each.id === id)
        ?.levels.find((each) => each.level === level);
      expect(told?.verdict).toBe(verdict);
    }
  });

  test('random control against itself', () => {
    const half = (at: number) => {
      const of = (measure: string) => figure('half_day', today.day, `random_control half ${at}`, 'moments', measure);
      return { n: of('n'), mean: of('mean'), error: of('m2') / (of('n') - 1) / of('n') };
    };
    const [one, two] = [half(1), half(2)];
    near(figure('trust_day', today.day, 'random_control', 'absolute', 'estimate'), two.mean - one.mean);
    near(
      figure('trust_day', today.day, 'random_control', 'absolute', 'standardError'),
      Math.sqrt(one.error + two.error),
    );
  });

  test('key figures of everybody and of a segment', () => {
    const total = (day: string, group: string) =>
      figure('group_day', day, group, 'moments', 'n') * figure('group_day', day, group, 'moments', 'mean');
    const days = rich.days.map(({ day }) => day);
    const customers = days.reduce((sum, day) => sum + figure('group_day', day, 'agent', 'moments', 'n'), 0);
    const accepted = days.reduce((sum, day) => sum + figure('send_day', day, 'agent', 'decisions', 'accepted'), 0);
    near(figure('kpi', today.day, 'metric_per_customer', 'agent', 'value'), total(today.day, 'agent') / customers);
    near(figure('kpi', today.day, 'metric_per_message', 'agent', 'value'), total(today.day, 'agent') / accepted);
    near(
      figure('kpi', today.day, 'clicks', 'agent', 'value'),
      figure('kpi_total_day', today.day, 'clicks', 'agent', 'total') / accepted,
    );
    const growth = total(today.day, 'agent') - total(yesterday.day, 'agent');
    near(
      figure('kpi_day', today.day, 'metric_per_customer', 'agent', 'daily'),
      growth / figure('group_day', today.day, 'agent', 'moments', 'n'),
    );
    const own = (measure: string) =>
      days.reduce((sum, day) => sum + figure('segment_day', day, 'country=DE', 'agent', measure), 0);
    near(
      figure('kpi_segment', today.day, 'country=DE', 'metric_per_customer agent', 'value'),
      own('total') / own('customers'),
    );
    near(
      figure('kpi_segment', today.day, 'country=DE', 'clicks agent', 'value'),
      own('clicks total') / own('accepted'),
    );
  });

  test('what an option is worth', () => {
    const mean = (side: string) => {
      const of = (sum: string) =>
        figure('insight', today.day, 'creative=mens', 'everybody', `random_control ${side} ${sum}`);
      const value = of('wr') / of('w');
      return {
        value,
        error: (of('w2r2') - 2 * value * of('w2r') + value * value * of('w2')) / of('w') ** 2,
        n: of('n'),
      };
    };
    const [taken, left] = [mean('taken'), mean('left')];
    const error = Math.sqrt(taken.error + left.error);
    const { width } = sequence(0.05, 10_000, taken.n + left.n);
    const told = (measure: string) => figure('insight', today.day, 'creative=mens', 'everybody', `value ${measure}`);
    near(told('estimate'), taken.value - left.value);
    near(told('low'), taken.value - left.value - width * error);
  });

  test('the check of group sizes', () => {
    const groups = ['agent', 'random_control', 'business_as_usual', 'holdout'].flatMap((group) => {
      const share = figures.get(`group|${today.day}|${group}|so far|plannedShare`);
      return share === undefined || Number(share) === 0
        ? []
        : [{ share: Number(share), n: figure('group', today.day, group, 'so far', 'enrolled') }];
    });
    const total = groups.reduce((sum, { n }) => sum + n, 0);
    const statistic = groups.reduce((sum, { n, share }) => sum + (n - share * total) ** 2 / (share * total), 0);
    near(figure('check', today.day, 'sample_ratio', 'figure', 'p'), chiSquareSurvival(statistic, groups.length - 1));
    expect(figure('enrolled_day', yesterday.day, 'country=DE', 'agent', 'customers')).toBe(71);
  });

  test('shares of options, and what each group did so far', () => {
    for (const group of ['agent', 'random_control']) {
      const of14 = (option: string) => figure('option', today.day, option, group, 'decidedLast14');
      const decided = (option: string) => figure('option', today.day, option, group, 'decided');
      const options = rows
        .filter(({ table, detail, measure }) => table === 'option' && detail === group && measure === 'decided')
        .map(({ subject }) => subject);
      const dimension = options.filter((option) => option.startsWith(`${options[0]!.split('=')[0]}=`));
      const all = dimension.reduce((sum, option) => sum + decided(option), 0);
      near(figure('option', today.day, options[0]!, group, 'share'), decided(options[0]!) / all);
      const all14 = dimension.reduce((sum, option) => sum + of14(option), 0);
      near(figure('option', today.day, options[0]!, group, 'shareLast14'), of14(options[0]!) / all14);
      const of = (measure: string) => figure('group_day', today.day, group, 'moments', measure);
      near(figure('group', today.day, group, 'so far', 'total'), of('n') * of('mean'));
      near(figure('group', today.day, group, 'so far', 'mean'), of('mean'));
    }
  });

  test('what became of messages, and how much of what is told belongs to decisions', () => {
    const days = rich.days.map(({ day }) => day);
    const accepted = days.reduce((sum, day) => sum + figure('send_day', day, 'agent', 'decisions', 'accepted'), 0);
    near(figure('message', today.day, 'agent', 'decisions', 'accepted'), accepted);
    const joins = (measure: string) =>
      ['delivery', 'open'].reduce((sum, kind) => sum + figure('join', today.day, kind, 'events', measure), 0);
    near(
      figure('check', today.day, 'join_rate', 'figure', 'share'),
      joins('joined') / (joins('joined') + joins('notJoined')),
    );
  });

  test('drivers multiply out', () => {
    const of = (detail: string, measure: string) => figure('driver', today.day, 'agent', detail, measure);
    for (const branch of ['customers', 'messages']) {
      const details = rows
        .filter(
          ({ table, subject, detail, measure }) =>
            table === 'driver' && subject === 'agent' && measure === 'numerator' && detail.startsWith(`${branch}:`),
        )
        .map(({ detail }) => detail);
      const product = details.reduce((all, detail) => (all * of(detail, 'numerator')) / of(detail, 'denominator'), 1);
      near(of(branch, 'value'), product);
      near(of(branch, 'value'), figure('group_day', today.day, 'agent', 'moments', 'mean'));
    }
  });

  test('the smallest effect, power and what other shares would find', () => {
    const of = (group: string, measure: string) => figure('group_day', today.day, group, 'moments', measure);
    const sized = (group: string) => ({ n: of(group, 'n'), variance: of(group, 'm2') / (of(group, 'n') - 1) });
    const [treated, control] = [sized('agent'), sized('random_control')];
    const [alpha, planned] = plan('comparison');
    const assumed = (measure: string) => figure('planning', today.day, id, 'assumed', measure);
    const [n, baseline] = [treated.n + control.n, of('random_control', 'mean')];
    const found = (look: string, measure: string) => figure('planning', today.day, id, look, measure);
    const looks = { sequential: sequence(alpha, planned, n).width, fixed: -normalQuantile(alpha / 2) };
    for (const [look, multiplier] of Object.entries(looks)) {
      const smallest = (t: typeof treated, c: typeof treated) =>
        ((multiplier + normalQuantile(assumed('power'))) *
          Math.sqrt((t.variance / t.n + c.variance / c.n) * (1 - assumed('explained')))) /
        baseline;
      near(found(look, 'detectable'), smallest(treated, control));
      const half = { n: n / 2, variance: control.variance };
      near(found(look, 'detectable with a control of 0.5'), smallest(half, half));
      const error = Math.sqrt(
        (treated.variance / treated.n + control.variance / control.n) * (1 - assumed('explained')),
      );
      const z = (0.05 * baseline) / error;
      near(found(look, 'power of 0.05'), normalCdf(z - multiplier) + normalCdf(-z - multiplier));
    }
  });

  test('the way out adds up, by stage and by day', () => {
    const funnel = (stage: string, who: string) => figure('funnel', today.day, stage, 'count', who);
    for (const stage of ['due', 'decided', 'accepted'])
      near(funnel(stage, 'all'), funnel(stage, 'agent') + funnel(stage, 'random_control'));
    near(funnel('accepted', 'all'), 2 * 80);
    for (const { day } of rich.days) {
      const of = (measure: string) => figure('outbound_day', day, 'customers', 'step', measure);
      near(of('chosen'), of('due') - of('noEligibleAction'));
      const sends = rows.filter(
        ({ table, day: on, measure }) => table === 'send_day' && on === day && measure === 'accepted',
      );
      near(
        of('accepted'),
        sends.reduce((sum, { value }) => sum + Number(value), 0),
      );
    }
  });

  test('Braze’s counts beside ours, how late a feed is, and for how long a day is provisional', () => {
    const of = (detail: string, measure: string) => figure('braze_day', yesterday.day, 'c-1', detail, measure);
    near(of('compared', 'difference'), of('email', 'sent') - of('ours', 'accepted'));
    const age = (measure: string) => figure('feed', today.day, 'shop', 'age_at_arrival', measure);
    const told = ['future', 'under_1h', 'under_6h', 'under_1d', 'under_2d', 'under_7d'].map(age);
    const all = told.reduce((sum, events) => sum + events, age('older'));
    near(age('lateShare'), (age('under_2d') + age('under_7d') + age('older')) / all);
    // 95 of 99 that are no backfill came within a day, all within two.
    expect(rows.find(({ table }) => table === 'provisional')).toMatchObject({ day: yesterday.day, value: '2' });
  });

  test('the check of draws, from how probable the best was on each day', () => {
    const of = (day: string, measure: string) => figure('policy_day', day, 'agent', 'decisions', measure);
    const days = rich.days.map(({ day }) => day);
    const sum = (value: (day: string) => number) =>
      days.reduce((all, day) => all + of(day, 'decisions') * value(day), 0);
    const off = sum((day) => of(day, 'topChosen') - of(day, 'topMass'));
    near(
      figure('check', today.day, 'propensities', 'figure', 'z'),
      off / Math.sqrt(sum((day) => of(day, 'topVariance'))),
    );
  });

  test('no table is left out: each is made again above, or is counts and words as they were kept', () => {
    const madeAgain = [
      ...[
        'braze_day',
        'check',
        'comparison',
        'comparison_day',
        'driver',
        'feed',
        'filter',
        'funnel',
        'group',
        'insight',
      ],
      ...['kpi', 'kpi_day', 'kpi_segment', 'matured', 'matured_day', 'message', 'option', 'outbound_day', 'planning'],
      ...['provisional', 'trust_day'],
    ];
    const kept = [
      ...[
        'delivery',
        'doubt',
        'enrolled_day',
        'epoch',
        'epoch_day',
        'foreign_campaign',
        'group_day',
        'half_day',
        'join',
        'kpi_total_day',
      ],
      ...[
        'policy_day',
        'reason',
        'reconciled_day',
        'refusal',
        'report',
        'segment_day',
        'send_day',
        'size_day',
        'timeline',
      ],
    ];
    expect([...new Set(rows.map(({ table }) => table))].sort()).toEqual([...madeAgain, ...kept].sort());
  });
});
