/** The matured reading, other filters of opens and clicks, and the sizes of each day's new customers. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asDay, type Group } from '../terms.ts';
import { buildReport } from './build-report.ts';
import type { EnrolmentCount, OtherReading, ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };

/** Every day from `from` on is also read another way: as the day `lag` days before it was, or as `change` has it. */
const alsoRead = (
  reading: OtherReading,
  from: number,
  groupsOf: (at: number) => ReportInput['days'][number]['groups'],
) => ({
  ...input,
  days: input.days.map((day, at) =>
    at < from ? day : { ...day, otherReadings: { ...day.otherReadings, [reading]: { groups: groupsOf(at) } } },
  ),
});

describe('the matured reading', () => {
  const lagged = { ...alsoRead('matured', 28, (at) => input.days[at - 28]!.groups), maturedAfterDays: 28 };

  test('compares only customers whose window is over, each once, and says who is held back', () => {
    const { matured, contrasts } = buildReport(lagged);
    const early = buildReport({ ...input, asOfDay: input.days.at(-29)!.day });
    expect(matured!.contrasts.map(({ absolute }) => absolute)).toEqual(early.contrasts.map(({ absolute }) => absolute));
    expect(matured!.contrasts[0]!.absolute).not.toEqual(contrasts[0]!.absolute);
    expect(matured).toMatchObject({ windowDays: 28, enrolledUpTo: '2027-01-24' });
    const sizes = (at: number) => Object.values(input.days.at(at)!.groups).reduce((sum, { n }) => sum + n, 0);
    expect(matured!.customers).toBe(sizes(-29));
    expect(matured!.heldBack).toBe(sizes(-1) - sizes(-29));
  });

  test('says on which day the first windows are over, before there is anybody', () => {
    const { matured } = buildReport({ ...input, maturedAfterDays: 60 });
    expect(matured!.contrasts[0]).toMatchObject({
      verdict: 'too_early',
      says: 'the first customers’ windows are complete on 12 Mar',
    });
  });

  test('is withheld with everything else, and absent where nothing is read', () => {
    const { matured } = buildReport({ ...lagged, enrolled: { ...input.enrolled, holdout: 1200 } });
    expect(matured!.contrasts.every(({ verdict, absolute }) => verdict === 'withheld' && absolute === null)).toBe(true);
    expect(buildReport(input).matured).toBeNull();
  });
});

describe('other filters of opens and clicks', () => {
  const metric = { ...input.metric, label: 'opened messages', event: 'message.open', engagement: true as const };
  /** Both groups open alike. */
  const alike = (at: number) => ({ ...input.days[at]!.groups, random_control: input.days[at]!.groups.agent! });
  const both = (strict: (at: number) => ReportInput['days'][number]['groups']): ReportInput => {
    const off = alsoRead('filter_off', 0, (at) => input.days[at]!.groups);
    const days = off.days.map((day, at) => ({
      ...day,
      otherReadings: { ...day.otherReadings, filter_strict: { groups: strict(at) } },
    }));
    return { ...input, metric, days };
  };

  test('a verdict that flips under one of them is fragile, and the finding begins with that', () => {
    const { filters, finding } = buildReport(both(alike));
    expect(filters!.contrasts[0]).toMatchObject({ id: 'agent_vs_random_control', fragile: true });
    expect(filters!.contrasts[0]!.levels.map(({ level, verdict }) => [level, verdict])).toEqual([
      ['off', 'better'],
      ['normal', 'better'],
      ['strict', 'unproven'],
    ]);
    expect(finding.lead).toMatch(/^Fragile: it hangs on which opens and clicks are taken for people’s\./);
  });

  test('one that stands under all of them is not, and other metrics have no filter', () => {
    const { filters, finding } = buildReport(both((at) => input.days[at]!.groups));
    expect(filters!.contrasts.some(({ fragile }) => fragile)).toBe(false);
    expect(finding.lead).not.toContain('Fragile');
    expect(buildReport(input).filters).toBeNull();
  });
});

describe('the sizes of each day and segment', () => {
  const counts = (day: string, sizes: readonly [Group, number][], value: string | null = null): EnrolmentCount[] =>
    sizes.map(([group, customers]) => ({
      day: asDay(day),
      group,
      customers,
      segment: value === null ? null : { attribute: 'country', value },
    }));
  const fair = (n: number): [Group, number][] => [
    ['agent', n * 0.5],
    ['random_control', n * 0.25],
    ['holdout', n * 0.25],
  ];
  const shares = { agent: 0.5, random_control: 0.25, business_as_usual: 0, holdout: 0.25 };
  const checkOf = (enrolments: readonly EnrolmentCount[], id: string) =>
    buildReport({ ...input, shares, enrolments }).checks.find((each) => each.id === id);

  test('a day that lost a group withholds the uplift, though the total looks as planned', () => {
    const enrolments = [
      ...counts('2027-01-11', [
        ['agent', 1500],
        ['random_control', 850],
        ['holdout', 650],
      ]),
      ...counts('2027-01-12', [
        ['agent', 1500],
        ['random_control', 650],
        ['holdout', 850],
      ]),
    ];
    const check = checkOf(enrolments, 'sample_ratio_by_day');
    expect(check).toMatchObject({ state: 'failed', summary: 'Group sizes of each day do not match the plan' });
    expect(buildReport({ ...input, shares, enrolments }).finding.verdict).toBe('withheld');
  });

  test('a segment that lost a group is named', () => {
    const enrolments = [
      ...counts('2027-01-11', fair(4000), 'DE'),
      ...counts(
        '2027-01-11',
        [
          ['agent', 2000],
          ['random_control', 1000],
          ['holdout', 600],
        ],
        'FR',
      ),
    ];
    const check = checkOf(enrolments, 'sample_ratio_by_segment');
    expect(check).toMatchObject({ state: 'failed' });
    expect(check!.detail).toContain('country = FR');
  });

  test('one day and no segment have nothing to check, and fair ones pass', () => {
    expect(checkOf(counts('2027-01-11', fair(4000)), 'sample_ratio_by_day')).toBeUndefined();
    expect(checkOf([], 'sample_ratio_by_segment')).toBeUndefined();
    const two = [...counts('2027-01-11', fair(4000)), ...counts('2027-01-12', fair(400))];
    expect(checkOf(two, 'sample_ratio_by_day')).toMatchObject({ state: 'passed' });
    expect(checkOf(counts('2027-01-11', fair(4000), 'DE'), 'sample_ratio_by_segment')).toMatchObject({
      state: 'passed',
    });
  });
});
