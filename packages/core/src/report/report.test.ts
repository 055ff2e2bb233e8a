import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asDay, GROUPS } from '../terms.ts';
import { buildReport } from './build-report.ts';
import { formatP, formatShare, formatUplift } from './format.ts';
import type { ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
/** As the programme stood after `days` days. */
const after = (days: number): ReportInput => ({ ...input, asOfDay: input.days[days - 1]!.day });
/** The same programme with the two groups' labels exchanged. */
function swapped(): ReportInput {
  const days = input.days.map((day) => ({
    ...day,
    groups: { ...day.groups, agent: day.groups.random_control!, random_control: day.groups.agent! },
  }));
  const enrolled = { ...input.enrolled, agent: input.enrolled.random_control, random_control: input.enrolled.agent };
  return { ...input, days, enrolled, shares: { ...input.shares, agent: 0.25, random_control: 0.5 } };
}
const withSizes = (holdout: number): ReportInput => ({ ...input, enrolled: { ...input.enrolled, holdout } });

describe('the finding', () => {
  test('says better with its interval, per 1,000 customers and in total', () => {
    const { finding } = buildReport(input);
    expect(finding.verdict).toBe('better');
    expect(finding.sentence).toBe(
      'The agent beats random control: +33.7\u00a0% visits, between +9.7\u00a0% and +57.7\u00a0%.',
    );
    expect(finding.lead).toBe(
      'That is 100.9 more visits per 1,000 customers (41.1 to 160.7), and about 303 more so far (124 to 483). Counted over 4,503 customers.',
    );
    expect(finding.sentence.split(finding.figure!)).toHaveLength(2);
  });

  test('says worse when the whole interval is below 0, with fewer instead of more', () => {
    const { finding } = buildReport(swapped());
    expect(finding.sentence).toMatch(/^The agent does worse than random control: −25\.2\u00a0% visits, between −/);
    expect(finding.lead).toContain('100.9 fewer visits per 1,000 customers (41.1 to 160.7)');
  });

  test('says that no difference is shown yet, and when an effect would be visible', () => {
    const { finding, contrasts } = buildReport(after(21));
    expect(finding.sentence).toMatch(/^No difference from random control shown yet: \+8\.7\u00a0% visits, between −17/);
    expect(finding.lead).toMatch(/An effect of ±15\u00a0% would be visible by \d+ \w+\./);
    expect(contrasts[0]!.visibleBy!.day > '2027-01-31').toBe(true);
  });

  test('says too early with a date before there are ten converters, and without one before the first run', () => {
    const few = input.days.slice(0, 1).map((day) => ({
      ...day,
      groups: { ...day.groups, random_control: { n: 1498, mean: 4 / 1498, m2: 4, nonZero: 4 } },
    }));
    expect(buildReport({ ...input, days: few, asOfDay: few[0]!.day }).finding.sentence).toBe(
      'Too early to tell: the first result comes about 13 Jan.',
    );
    const { finding, contrasts } = buildReport({ ...input, days: [] });
    expect(finding.verdict).toBe('too_early');
    expect(contrasts.every(({ absolute, series }) => absolute === null && series.length === 0)).toBe(true);
  });

  test('is about the holdout when there is no random control, and withheld when there is no other group', () => {
    const none = { shares: { ...input.shares, random_control: 0 }, enrolled: { ...input.enrolled, random_control: 0 } };
    expect(buildReport({ ...input, ...none }).finding.sentence).toMatch(/^The agent beats the holdout: \+46\.6/);
    const alone = { agent: 1, random_control: 0, business_as_usual: 0, holdout: 0 };
    expect(buildReport({ ...input, shares: alone, enrolled: alone }).finding.verdict).toBe('withheld');
  });
});

describe('a report whose group sizes do not match the plan', () => {
  const report = buildReport(withSizes(1200));

  test('withholds every comparison and holds no number from which the uplift could be had', () => {
    expect(report.finding.sentence).toBe(
      'The uplift is withheld: group sizes do not match the plan (p\u00a0below .0001).',
    );
    for (const contrast of report.contrasts) {
      expect(contrast.verdict).toBe('withheld');
      const { absolute, relative, increment, p, smallestP, series, computed } = contrast;
      expect([absolute, relative, increment, p, smallestP, series, computed]).toEqual([
        null,
        null,
        null,
        null,
        null,
        [],
        [],
      ]);
    }
    expect(report.groups.every(({ outcome }) => outcome === null)).toBe(true);
    expect(report.days).toEqual([]);
  });

  test('says what to do where more customers of one group are gone from the exports', () => {
    const { finding } = buildReport({ ...input, missing: { agent: 300, random_control: 40, holdout: 20 } });
    expect(finding.sentence).toMatch(/^The uplift is withheld: customers were lost by group/);
    expect(finding.lead).toContain('Give the agent a segment that success does not leave, or let an import or a feed');
    expect(finding.lead).not.toContain('were erased');
  });

  test('keeps the customers by group, by which the cause is found', () => {
    expect(report.groups.map(({ enrolled }) => enrolled)).toEqual([3005, 1498, 1200]);
    expect(report.checks[0]).toMatchObject({ state: 'failed', summary: 'Group sizes do not match the plan' });
  });
});

describe('the comparisons', () => {
  test('never hold an estimate outside its interval, and shown since is the start of an unbroken run', () => {
    for (let days = 1; days <= input.days.length; days += 1) {
      for (const { absolute, relative, increment, since, series, verdict } of buildReport(after(days)).contrasts) {
        for (const interval of [absolute, relative, increment])
          if (interval !== null)
            expect(interval.low < interval.estimate && interval.estimate < interval.high).toBe(true);
        expect(since !== null).toBe(verdict === 'better' || verdict === 'worse');
        for (const point of series)
          if (since !== null && point.day >= since) expect(Math.sign(point.relative!.low)).toBe(1);
      }
    }
  });

  test('share alpha between the primary pair once business as usual has customers', () => {
    const agent = input.days.at(-1)!.groups.agent!;
    const days = input.days.map((day) => ({ ...day, groups: { ...day.groups, business_as_usual: agent } }));
    const shares = { agent: 0.4, random_control: 0.1, business_as_usual: 0.4, holdout: 0.1 };
    const enrolled = { agent: 3005, random_control: 750, business_as_usual: 3005, holdout: 750 };
    const plannedSizes = { ...input.plannedSizes, agent_vs_business_as_usual: 6000 };
    const { contrasts } = buildReport({ ...input, days, shares, enrolled, plannedSizes });
    expect(contrasts.map(({ id, alpha }) => [id, alpha])).toEqual([
      ['agent_vs_random_control', 0.025],
      ['agent_vs_business_as_usual', 0.025],
      ['agent_vs_holdout', 0.05],
      ['random_control_vs_holdout', 0.05],
    ]);
  });

  test('are withheld without a planned size, since a sequence tuned afterwards promises nothing', () => {
    const { contrasts } = buildReport({ ...input, plannedSizes: { agent_vs_random_control: 4500 } });
    expect(contrasts.map(({ verdict }) => verdict)).toEqual(['better', 'withheld', 'withheld']);
  });
});

describe('the checks', () => {
  const check = (given: ReportInput, id: string) => buildReport(given).checks.find((one) => one.id === id)!;

  test('pass on the example', () => {
    const { checks } = buildReport(input);
    const unknown = ['pre_period_balance', 'propensities'];
    expect(checks.filter(({ state }) => state !== 'passed').map(({ id }) => id)).toEqual(unknown);
    expect(checks).toHaveLength(7);
  });

  test('note a difference in send volume that is larger than chance', () => {
    const days = input.days.map((day) => {
      const sends = day.sends.agent!;
      return { ...day, sends: { ...day.sends, agent: { ...sends, accepted: Math.round(sends.accepted * 1.2) } } };
    });
    const noted = check({ ...input, days }, 'send_volume');
    expect(noted.state).toBe('noted');
    expect(noted.summary).toMatch(/^The agent sends \+19\.\d\u00a0% messages$/);
  });

  test('fail above one in a thousand in doubt and below 99 percent of known outcomes', () => {
    const days = input.days.map((day) => ({ ...day, sends: { agent: { ...day.sends.agent!, inDoubt: 5 } } }));
    expect(check({ ...input, days }, 'in_doubt').state).toBe('failed');
    expect(check({ ...input, missing: { agent: 100 } }, 'outcomes_known').state).toBe('failed');
  });

  test('see customers lost from one group after enrolment, where enrolment itself looks as planned', () => {
    expect(check({ ...input, missing: { holdout: 250 } }, 'sample_ratio').state).toBe('failed');
  });

  test('know nothing before anybody is enrolled', () => {
    const nobody = { agent: 0, random_control: 0, business_as_usual: 0, holdout: 0 };
    const { checks } = buildReport({ ...input, enrolled: nobody, days: [] });
    expect(checks.map(({ state }) => state)).toEqual(Array(7).fill('not_known'));
  });
});

describe('the read model', () => {
  test('has option shares that add up to 1 in each group', () => {
    for (const { options } of buildReport(input).dimensions)
      for (const group of ['agent', 'randomControl'] as const)
        expect(options.reduce((sum, option) => sum + option[group].share!, 0)).toBeCloseTo(1, 12);
  });

  test('is plain JSON without NaN: it survives a round trip', () => {
    for (const days of [1, 5, 42]) {
      const report = buildReport(after(days));
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }
  });

  test('leaves out what was learned after its day', () => {
    expect(buildReport(after(20)).days.at(-1)!.day).toBe('2027-01-30');
  });

  test('refuses days out of order', () => {
    expect(() => buildReport({ ...input, days: input.days.toReversed() })).toThrow(/must ascend/);
  });

  test('uses none of the words that promise too much', () => {
    const texts = JSON.stringify([buildReport(input), buildReport(withSizes(1200)), buildReport(after(21))]);
    expect(texts).not.toMatch(
      /significan|winner|confidence level|p-value|probability to be best|lift score|AI-powered/i,
    );
  });

  test('writes money with its currency, per customer', () => {
    const metric = { ...input.metric, label: 'revenue', currency: 'EUR' };
    const { finding } = buildReport({ ...input, metric });
    expect(finding.lead).toMatch(/^That is €0\.10 more revenue per customer \(€0\.04 to €0\.16\), and about €303 more/);
  });
});

describe('numbers', () => {
  test('carry a true minus, a no-break space and no signed zero', () => {
    expect(formatUplift(-0.0519)).toBe('−5.2\u00a0%');
    expect(formatUplift(-0.0001)).toBe('0.0\u00a0%');
    expect([formatShare(0), formatShare(1), formatShare(0.0002)]).toEqual(['0\u00a0%', '100\u00a0%', '0.02\u00a0%']);
    expect([formatP(0.98), formatP(0.0002), formatP(1e-12), formatP(1)]).toEqual(['.98', '.0002', 'below .0001', '1']);
  });

  test('every group has its place in the order of the terms', () => {
    expect(buildReport(input).groups.map(({ group }) => group)).toEqual(
      GROUPS.filter((group) => input.shares[group] > 0),
    );
    expect(asDay(input.asOfDay)).toBe('2027-02-21');
  });
});
