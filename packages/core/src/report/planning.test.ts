import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile, sampleVariance } from '../measure/index.ts';
import { buildReport } from './build-report.ts';
import type { ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };

describe('what can be seen', () => {
  const [plan] = buildReport(input).planning;
  const { agent, random_control: control } = input.days.at(-1)!.groups as Required<
    ReportInput['days'][number]['groups']
  >;
  const error = Math.sqrt(sampleVariance(agent)! / agent.n + sampleVariance(control)! / control.n);

  test('is the smallest effect of a plain look, (z₀.₉₇₅ + z₀.₈) standard errors, and a larger one of daily looks', () => {
    const plain = ((normalQuantile(0.975) + normalQuantile(0.8)) * error) / control.mean;
    expect(plan!.detectable.fixed).toBeCloseTo(plain, 12);
    expect(plan!.detectable.sequential / plan!.detectable.fixed).toBeGreaterThan(1.3);
    expect(plan).toMatchObject({ treatedCustomers: agent.n, controlCustomers: control.n, explained: 0 });
  });

  test('says with which probability an effect is found, which grows with the effect', () => {
    const z = (0.1 * control.mean) / error;
    const tenth = plan!.powers.find(({ effect }) => effect === 0.1)!;
    expect(tenth.fixed).toBeCloseTo(normalCdf(z - 1.959963984540054) + normalCdf(-z - 1.959963984540054), 12);
    const powers = plan!.powers.map(({ sequential }) => sequential);
    expect(powers).toEqual(powers.toSorted((a, b) => a - b));
  });

  test('compares shares of control: of the same customers an equal split finds the smallest effect', () => {
    const effects = plan!.allocations.map(({ sequential }) => sequential);
    expect(effects).toEqual(effects.toSorted((a, b) => b - a));
    expect(plan!.allocations.at(-1)).toMatchObject({ controlShare: 0.5, customersAgainstEqualSplit: 1 });
    expect(plan!.allocations[1]!.customersAgainstEqualSplit).toBeCloseTo(1 / 0.36, 12);
  });

  test('in words', () => {
    expect(plan!.says[0]).toMatch(
      /^With 3,005 customers of the agent and 1,498 of random control, an effect of ±\d+\.\d\u00a0% visits or more is found with probability \.80 by the interval that is read daily, and ±\d+\.\d\u00a0% by one look on a day that was fixed beforehand\.$/,
    );
    expect(plan!.says[2]).toContain('two equal groups: the smaller one decides.');
  });

  test('is not shown while the uplift is withheld, or before the baseline is known', () => {
    expect(buildReport({ ...input, enrolled: { ...input.enrolled, holdout: 1200 } }).planning).toEqual([]);
    expect(buildReport({ ...input, days: [] }).planning).toEqual([]);
  });
});
