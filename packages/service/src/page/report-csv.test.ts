import { readFileSync } from 'node:fs';
import { buildReport, type ReportInput } from '@fitly/core/report';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { reportCsv } from './report-csv.ts';

const golden = new URL('../../../core/src/report/golden/report.json', import.meta.url);
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
