/** Pictures of the report: what each shows, and that its numbers stand beside it as a table. */
import { readFileSync } from 'node:fs';
import { emptyAges } from '@fitly/core/data';
import { buildReport, type ReportInput } from '@fitly/core/report';
import type { asDay } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { renderReportPage } from './report-page.ts';

const golden = new URL('../../../core/src/report/golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const [first, second] = input.days.slice(-2).map(({ day }) => day) as [
  ReturnType<typeof asDay>,
  ReturnType<typeof asDay>,
];
const sums = { n: 0, w: 0, wr: 0, w2: 0, w2r: 0, w2r2: 0 };
const cell = (group: 'agent' | 'random_control', option: string, chosen: number, value: string | null) => ({
  ...{ group, dimension: 'creative', option, decisions: 100, chosen, accepted: chosen, opened: 0, clicked: 0 },
  ...{ converted: 5, reward: 5, taken: sums, left: sums },
  segment: value === null ? null : { attribute: 'country', value },
});
const health = (day: typeof first, effectiveActions: number) => ({
  ...{ day, decisions: 400, policyVersion: 2, eligibleActions: 24, effectiveActions },
  ...{ topProbability: 1 / effectiveActions, propensity: 0.5, topChosen: 0.6 },
});
const points = [-0.2, 0, 0, 0.4].map((contribution, i) => ({
  ...{ dimension: 'creative', attribute: i % 2 === 0 ? 'recency' : 'country', contribution },
  rank: i % 2 === 0 ? i / 3 : null,
}));
const end = (group: 'agent' | 'random_control', kind: 'accepted' | 'cap', decisions: number) => ({
  ...{ day: second, group, end: kind, reason: null, decisions },
});
const rich: ReportInput = {
  ...input,
  ends: [end('agent', 'accepted', 90), end('agent', 'cap', 12), end('random_control', 'accepted', 30)],
  insights: {
    maturedUpTo: first,
    cells: [
      ...[cell('agent', 'mens', 70, null), cell('agent', 'womens', 30, null), cell('agent', 'mens', 60, 'DE')],
      ...[cell('agent', 'womens', 5, 'FR'), cell('random_control', 'mens', 48, null)],
    ],
    policyHealth: [health(first, 24), health(second, 2)],
    beeswarm: points,
  },
  segmentDays: [
    {
      ...{ day: second, segment: { attribute: 'country', value: 'DE' }, group: 'agent', customers: 50, accepted: 8 },
      ...{ clicks: 0, total: 6, customerDays: 5, kpis: {} },
    },
  ],
};
const markup = renderReportPage({
  report: buildReport(rich),
  progress: { state: 'done', day: 42, ofDays: 42, date: second, step: null, message: null },
});
const section = (heading: string): string =>
  markup.slice(markup.indexOf(`<h2>${heading}</h2>`)).split('</section>', 1)[0]!;

test.each(['Who gets what', 'What speaks for the choice', 'How the agent looks around', 'The way out'])(
  '%s has its numbers as a table, says how they are computed, and links to the CSV',
  (heading) => {
    const own = section(heading);
    expect(own).toContain('<table');
    expect(own).toContain('<summary>How computed</summary>');
    expect(own).toContain('href="/report.csv"');
    expect(own).not.toMatch(/NaN|undefined|Infinity| style=/);
    const wanted = [...own.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
    for (const id of wanted) expect(markup).toContain(`id="${id}"`);
  },
);

test('each picture is drawn for a wide page and for a phone, with its finding as its name', () => {
  for (const heading of ['What speaks for the choice', 'How the agent looks around']) {
    const own = section(heading);
    expect(own.match(/<div class="wide"><svg/g)!.length).toBe(own.match(/<div class="phone"><svg/g)!.length);
    for (const [, label] of own.matchAll(/role="img" aria-label="([^"]*)"/g)) expect(label!.length).toBeGreaterThan(20);
  }
  expect(section('What speaks for the choice').match(/<circle/g)).toHaveLength(2 * points.length + 3);
});

test('shares of segments add up, thin segments stay in the CSV, and random control stands last', () => {
  const own = section('Who gets what');
  expect(own).toContain('country: DE');
  expect(own).not.toContain('country: FR');
  expect(own.lastIndexOf('<tr class="outlined">')).toBe(own.lastIndexOf('<tr'));
});

test('the way out names what was lost, and where all actions are alike there is no most probable one', () => {
  expect(section('The way out')).toContain('the budget of the day was used up 12');
  const days = section('How the agent looks around').split('<tbody>')[1]!.split('<tr>');
  expect([days[1]!.includes('60.0'), days[2]!.includes('60.0')]).toEqual([true, false]);
});

test('key figures by segment stand under those of everybody', () => {
  expect(section('Key figures')).toContain('country: DE');
});

test('days of which more may still be told are drawn dashed, and the page says why', () => {
  const feed = {
    ...{
      name: 'shop',
      kind: 'events' as const,
      format: 'csv',
      serves: true,
      isThere: true,
      unreadable: 0,
      waitingFiles: 0,
    },
    ...{
      takenAt: 1,
      newestAt: 1,
      newestDay: null,
      kept: 4,
      repeats: 0,
      notCounted: 0,
      suspected: 0,
      setAside: {},
      deliveries: [],
    },
    ages: { ...emptyAges, under_2d: 4 },
  };
  const progress = { state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null } as const;
  const told = renderReportPage({ report: buildReport({ ...rich, inbound: [feed] }), progress });
  expect(told.match(/class="line open"/g)).toHaveLength(2);
  expect(told).toContain('stroke-dasharray="2 2"');
  expect(told).toContain('99 of 100 events of the feed “shop” come within 2 days. They are dashed.');
  expect(markup).not.toMatch(/class="line open"|stroke-dasharray="2 2"|may still be told/);
});

test('what can be seen stands in a sentence, with power and other shares as a table', () => {
  const own = section('What can be seen');
  expect(own).toMatch(/an effect of ±\d+\.\d\u00a0% visits or more is found with probability \.80/);
  expect(own.match(/is found with probability<\/th>/g)).toHaveLength(4);
  expect(own.match(/would find<\/th>/g)).toHaveLength(5);
});
