/** A campaign that cannot fail proves nothing: an ordinary report has none of what is claimed. */
import { readFileSync } from 'node:fs';
import { buildReport, type ReportInput } from '@fitly/core/report';
import { asDay } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { ofClickers, ofMistake, ofShop } from './claims.ts';

const golden = new URL('../../packages/core/src/report/golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const ordinary = { report: buildReport(input), csv: '', excluded: [asDay('2027-02-20')] };

test('claims fail where a report lacks what they are about', () => {
  const failing = [ofShop, ofMistake, ofClickers].map((judge) => judge(ordinary).filter(({ holds }) => !holds).length);
  expect(failing).toEqual([6, 2, 3]);
});

test('a customer more in a segment than in its group is found', () => {
  const cell = {
    segment: { attribute: 'country', value: 'DE' },
    group: 'agent',
    accepted: 0,
    clicks: 0,
    total: 0,
  } as const;
  const last = input.days.at(-1)!;
  const of = (customers: number) =>
    ofShop({
      ...ordinary,
      report: buildReport({
        ...input,
        segmentDays: [{ ...cell, day: last.day, customers, customerDays: 0, kpis: {} }],
      }),
    }).find(({ says }) => says.startsWith('segments'))?.holds;
  expect([of(last.groups.agent!.n), of(last.groups.agent!.n + 1)]).toEqual([true, false]);
});
