import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { emptyAges } from '../data/index.ts';
import { addColumns, emptyJointMoments, momentsOf } from '../measure/index.ts';
import { buildReport, type InboundInput, type ReportInput } from './index.ts';
import { reportCsv } from './report-csv.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
type Row = Record<'table' | 'day' | 'subject' | 'detail' | 'measure' | 'value', string>;
const rowsOf = (csv: string) => parse(csv, { columns: true }) as Row[];

test('every estimate can be recomputed from the sufficient statistics in the CSV, to 1e-9', () => {
  const rows = rowsOf(reportCsv(buildReport(input)));
  const find = (table: string, day: string, subject: string, detail: string, measure: string) =>
    Number(
      rows.find(
        (r) =>
          [table, day, subject, detail, measure].join() === [r.table, r.day, r.subject, r.detail, r.measure].join(),
      )!.value,
    );
  const { asOfDay } = input;
  const alpha = find('comparison', asOfDay, 'agent_vs_random_control', 'reading', 'alpha');
  const planned = find('comparison', asOfDay, 'agent_vs_random_control', 'reading', 'plannedSize');
  for (const { day } of input.days.slice(5)) {
    const [t, c] = ['agent', 'random_control'].map((group) => {
      const moment = (measure: string) => find('group_day', day, group, 'moments', measure);
      return { n: moment('n'), mean: moment('mean'), error: moment('m2') / (moment('n') - 1) / moment('n') };
    });
    const n = t!.n + c!.n;
    const q = -2 * Math.log(alpha);
    const u = (n * (q + Math.log(q + 1))) / planned;
    const width = Math.sqrt(((2 * (u + 1)) / u) * Math.log(Math.sqrt(u + 1) / alpha));
    const low = t!.mean - c!.mean - width * Math.sqrt(t!.error + c!.error);
    expect(find('comparison_day', day, 'agent_vs_random_control', 'absolute', 'low')).toBeCloseTo(low, 10);
  }
});

test('so can every estimate by epochs and with earlier behaviour, and random control against itself', () => {
  const people = (customers: number, every: number) =>
    addColumns(emptyJointMoments(2), [
      Float64Array.from({ length: customers }, (_, i) => Number(i % every === 0) + (i % 3)),
      Float64Array.from({ length: customers }, (_, i) => (i * 7) % 5),
    ]);
  const epochs = [
    { epoch: 1, groups: { agent: people(1500, 3), random_control: people(900, 4) } },
    { epoch: 2, groups: { agent: people(1505, 5), random_control: people(598, 6) } },
  ];
  const halves = [momentsOf(people(700, 4), 0), momentsOf(people(798, 5), 0)] as const;
  const days = [{ ...input.days.at(-1)!, epochs, halves }];
  const rows = rowsOf(reportCsv(buildReport({ ...input, days })));
  const find = (...name: string[]): number => {
    const found = rows.find((row) => name.join() === [row.table, row.subject, row.detail, row.measure].join());
    return Number(found?.value);
  };
  const theta = find('comparison', 'agent_vs_random_control', 'adjustment', 'theta_1');
  const part = (epoch: number, group: string) => {
    const of = (measure: string) => find('epoch_day', `epoch ${epoch} ${group}`, 'moments', measure);
    const m2 = of('m2_0') - 2 * theta * of('m2_01') + theta ** 2 * of('m2_1');
    return { n: of('n'), mean: of('mean_0') - theta * of('mean_1'), error: m2 / (of('n') - 1) / of('n') };
  };
  const strata = [1, 2].map((epoch) => [part(epoch, 'agent'), part(epoch, 'random_control')] as const);
  const n = strata.reduce((sum, [t, c]) => sum + t.n + c.n, 0);
  const estimate = strata.reduce((sum, [t, c]) => sum + ((t.n + c.n) / n) * (t.mean - c.mean), 0);
  const error = Math.sqrt(strata.reduce((sum, [t, c]) => sum + ((t.n + c.n) / n) ** 2 * (t.error + c.error), 0));
  expect(Math.abs(find('comparison', 'agent_vs_random_control', 'absolute', 'estimate') / estimate - 1)).toBeLessThan(
    1e-9,
  );
  expect(Math.abs(find('comparison', 'agent_vs_random_control', 'absolute', 'standardError') / error - 1)).toBeLessThan(
    1e-9,
  );
  const half = (at: number, measure: string) => find('half_day', `random_control half ${at}`, 'moments', measure);
  const gap = half(2, 'mean') - half(1, 'mean');
  expect(find('trust_day', 'random_control', 'absolute', 'estimate')).toBeCloseTo(gap, 12);
});

test('texts that a spreadsheet would run are quoted, numbers below 0 stay numbers', () => {
  const options = input.options.map((row) => ({ ...row, dimension: '=HYPERLINK("http://x","y")' }));
  const metric = { ...input.metric, label: '@SUM(A1)\n+1', event: '-cmd' };
  const csv = reportCsv(buildReport({ ...input, options, metric }));
  const texts = rowsOf(csv).flatMap((row) => Object.values(row));
  expect(texts).toContain("'@SUM(A1)\n+1");
  expect(texts).toContain("'-cmd");
  for (const text of texts) if (/^[=+\-@\t\r]/.test(text)) expect(Number.isFinite(Number(text)), text).toBe(true);
  expect(texts.some((text) => Number(text) < 0)).toBe(true);
});

test('a withheld report has no comparison figure and no daily statistics', () => {
  const csv = reportCsv(buildReport({ ...input, enrolled: { ...input.enrolled, holdout: 1200 } }));
  const rows = rowsOf(csv);
  expect(rows.some(({ table }) => table === 'comparison_day' || table === 'group_day')).toBe(false);
  expect(rows.some(({ measure }) => measure === 'estimate' || measure === 'mean')).toBe(false);
});

test('a withheld report has no row from which what followed an option, or a click that is the metric, can be read by group', () => {
  const side = { n: 9, w: 9, wr: 9, w2: 9, w2r: 9, w2r2: 9 };
  const cell = {
    ...{ group: 'agent' as const, dimension: 'creative', option: 'mens', segment: null, decisions: 10, chosen: 9 },
    ...{ accepted: 9, opened: 9, clicked: 9, converted: 9, reward: 9, taken: side, left: side },
  };
  const report = buildReport({
    ...{ ...input, metric: { ...input.metric, engagement: true }, enrolled: { ...input.enrolled, holdout: 1200 } },
    insights: { maturedUpTo: null, cells: [cell], policyHealth: [], beeswarm: [] },
    messages: [{ group: 'agent', stage: 'clicked', reason: null, decisions: 9 }],
  });
  const told = rowsOf(reportCsv(report)).filter(({ measure }) =>
    /^(agent )?(opened|clicked|converted|reward|.*_by_machine|.*_by_bot)$/.test(measure!),
  );
  expect(told.length).toBeGreaterThan(4);
  expect(told.every(({ value }) => value === '')).toBe(true);
});

test('feeds tell their state, what was set aside by reason, and how late events came', () => {
  const ages = { ...emptyAges, under_1h: 3, older: 1 };
  const shop: InboundInput = {
    ...{ name: 'shop', kind: 'events', format: 'csv', serves: true, isThere: true, unreadable: 0, waitingFiles: 0 },
    ...{ takenAt: 5, newestAt: 4, newestDay: null, kept: 4, repeats: 0, notCounted: 2, suspected: 0, ages },
    setAside: { 'no id in "who"': 7 },
    deliveries: [{ takenAt: 5, files: 2, meanBytes: 1500, largestBytes: 2000, rows: 100 }],
  };
  const feeds = rowsOf(reportCsv(buildReport({ ...input, inbound: [shop] }))).filter(({ table }) => table === 'feed');
  const found = (detail: string, measure: string) =>
    feeds.find((row) => row.detail === detail && row.measure === measure)?.value;
  expect([found('state', 'state'), found('rows', 'kept'), found('rows', 'notCounted')]).toEqual(['ok', '4', '2']);
  expect([found('set_aside', 'no id in "who"'), found('age_at_arrival', 'older')]).toEqual(['7', '1']);
  expect(found('age_at_arrival', 'lateShare')).toBe('0.25');
});
