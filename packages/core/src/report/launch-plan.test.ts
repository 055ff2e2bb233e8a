import { describe, expect, test } from 'vitest';
import { rateVariance } from '../measure/index.ts';
import { type LaunchFacts, planLaunch } from './launch-plan.ts';

const rate = 0.02;
const facts = (control: number, more: Partial<LaunchFacts> = {}): LaunchFacts => ({
  ...{ customers: 80_000, alpha: 0.05, label: 'orders' },
  shares: { agent: 1 - control, random_control: control, business_as_usual: 0, holdout: 0 },
  baseline: { mean: rate, variance: rateVariance(rate), days: 28 },
  ...more,
});
const first = (given: LaunchFacts) => planLaunch(given)!.contrasts[0]!;

describe('before a launch', () => {
  // Published beside the formula: 2 % of 80,000 customers, one look, power .8.
  test.each([
    [1 / 8, 0.21],
    [1 / 4, 0.16],
    [1 / 2, 0.14],
  ])('a random control of %f finds the effect that the formula says', (control, effect) => {
    expect(first(facts(control)).detectable.fixed).toBeCloseTo(effect, 2);
    const { sequential, fixed } = first(facts(control)).detectable;
    expect(sequential / fixed).toBeGreaterThan(1.3);
    expect(sequential / fixed).toBeLessThan(1.5);
  });

  test('groups have their shares of the audience', () => {
    const { groups } = planLaunch(facts(0.1))!;
    expect(groups).toEqual([
      { group: 'agent', customers: 72_000 },
      { group: 'random_control', customers: 8_000 },
    ]);
  });

  test('an effect that the window just finds is found on its last day, and half of it after four times as long', () => {
    const [, , tenth, fifth] = first(facts(1 / 2)).when;
    const { fixed, sequential } = first(facts(1 / 2)).detectable;
    expect(tenth).toEqual({
      effect: 0.1,
      fixed: Math.ceil(28 * (fixed / 0.1) ** 2),
      sequential: Math.ceil(28 * (sequential / 0.1) ** 2),
    });
    expect(tenth!.fixed! / fifth!.fixed!).toBeCloseTo(4, 0);
  });

  test('what is not found within a year says so', () => {
    const { when, says } = first(facts(1 / 8));
    expect(when[0]).toEqual({ effect: 0.02, sequential: null, fixed: null });
    expect(says.at(-1)).toMatch(
      /^Against random control, read daily: ±2\.0\u00a0% not within a year \(nor in one look\), ±/,
    );
  });

  test('two primary comparisons share the level', () => {
    const shares = { agent: 0.5, random_control: 0.2, business_as_usual: 0.3, holdout: 0 };
    const { contrasts } = planLaunch(facts(0, { shares }))!;
    expect(contrasts.map(({ alpha }) => alpha)).toEqual([0.025, 0.025]);
  });

  test('nothing is planned for nobody, or for a metric that never is', () => {
    expect(planLaunch(facts(0.1, { customers: 0 }))).toBeNull();
    expect(planLaunch(facts(0.1, { baseline: { mean: 0, variance: 0, days: 28 } }))).toBeNull();
  });
});
