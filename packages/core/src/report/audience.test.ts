import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addDays } from '../time.ts';
import { buildReport } from './build-report.ts';
import type { ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const sizes = (...last: readonly number[]) =>
  [...Array(14).fill(10_000), ...last].map((size, i, all) => ({
    day: addDays(input.asOfDay, i + 1 - all.length),
    size,
  }));
const reportOf = (...histories: readonly (readonly [string, ReturnType<typeof sizes>])[]) =>
  buildReport({
    ...input,
    audience: { notRead: null, histories: histories.map(([subject, own]) => ({ subject, sizes: own })) },
  });
const checkOf = (report: ReturnType<typeof reportOf>) => report.checks.find(({ id }) => id === 'audience_size');

describe('the audience in the report', () => {
  test('is as usual', () => {
    const report = reportOf(['audience', sizes(10_000)], ['seg', sizes(10_100)]);
    expect(checkOf(report)).toMatchObject({ state: 'passed', summary: 'Audience of usual size' });
    expect(report.audience?.histories.map(({ subject }) => subject)).toEqual(['audience', 'seg']);
  });

  test('has fallen: noted, in words', () => {
    const report = reportOf(['audience', sizes(7_000)]);
    expect(checkOf(report)).toMatchObject({
      state: 'noted',
      summary: 'The audience fell by 30.0\u00a0%, from 10,000 to 7,000',
    });
  });

  test('is gone in one segment of it: failed', () => {
    const report = reportOf(['audience', sizes(10_000)], ['seg', sizes(0)]);
    expect(checkOf(report)).toMatchObject({
      state: 'failed',
      summary: 'The segment seg is empty: nobody is left of 10,000',
    });
    expect(reportOf(['seg', sizes(3)]).audience?.histories[0]?.alerts[0]?.says).toBe(
      'is nearly empty: from 10,000 to 3',
    );
  });

  test('had an alert some days ago: listed, and not noted today', () => {
    const report = reportOf(['audience', sizes(6_000, 6_000, 6_000)]);
    expect(report.audience?.histories[0]?.alerts.map(({ day }) => day)).toEqual([addDays(input.asOfDay, -2)]);
    expect(checkOf(report)?.state).toBe('passed');
  });

  test('leaves out segments that nobody counts', () => {
    const untracked = sizes(0).map(({ day }) => ({ day, size: 0 }));
    expect(reportOf(['seg', untracked])).toMatchObject({ audience: { histories: [] } });
    expect(checkOf(reportOf(['seg', untracked]))?.state).toBe('not_known');
    expect(buildReport(input).audience).toBeNull();
  });
});
