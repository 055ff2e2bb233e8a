/**
 * The measurement against values from Python (numpy, scipy, exact fractions); the script and its versions stand beside.
 * Tolerances: 1e-12 relative for closed forms, 1e-9 where the oracle integrates or adds up thousands of logarithms.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleRatio, sequentialSampleRatio } from './checks/sample-ratio.ts';
import { absoluteDifference, relativeLift } from './estimate/two-sample.ts';
import { addValues, emptyMoments } from './moments/moments.ts';
import { alwaysValidP, sequenceMultiplier } from './sequence/asymptotic.ts';
import { upperGamma } from './special/gamma.ts';
import { logGamma } from './special/log-gamma.ts';
import { normalQuantile, normalSurvival } from './special/normal.ts';

interface Oracle {
  log_gamma: [number, number][];
  upper_gamma: [number, number, number][];
  normal_survival: [number, number][];
  normal_quantile: [number, number][];
  moments: { values: number[]; mean: number; m2: number }[];
  two_sample: {
    treated: number[];
    control: number[];
    absolute: number;
    absolute_se: number;
    relative: number;
    relative_se: number;
  }[];
  multiplier: [number, number, number, number][];
  always_valid_p: [number, number, number, number, number][];
  sample_ratio: { observed: number[]; shares: number[]; statistic: number; p: number }[];
  sequential_sample_ratio: { looks: number[][]; shares: number[]; p: number }[];
}
const oracle = JSON.parse(readFileSync(new URL('./golden/measure.json', import.meta.url), 'utf8')) as Oracle;

function expectClose(actual: number | null, expected: number, tolerance = 1e-12): void {
  expect(actual).not.toBeNull();
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(expected), 1e-300));
}
const of = (values: number[]) => addValues(emptyMoments, values);

describe('against Python', () => {
  test.each(oracle.log_gamma)('ln Γ(%d)', (x, value) => expectClose(logGamma(x), value));
  test.each(oracle.upper_gamma)('Q(%d, %d)', (a, x, value) => expectClose(upperGamma(a, x), value, 2e-12));
  test.each(oracle.normal_survival)('P(Z ≥ %d)', (z, value) => expectClose(normalSurvival(z), value, 2e-12));
  test.each(oracle.normal_quantile)('normal quantile of %d', (p, value) => expectClose(normalQuantile(p), value));

  test.each(oracle.moments)('moments of $values.0 and others, %#', ({ values, mean, m2 }) => {
    const moments = of(values);
    expectClose(moments.mean, mean);
    expectClose(moments.m2, m2);
    expect(moments.nonZero).toBe(values.filter((value) => value !== 0).length);
  });

  test.each(oracle.two_sample)('differences of two groups, %#', (pair) => {
    const absolute = absoluteDifference(of(pair.treated), of(pair.control));
    const relative = relativeLift(of(pair.treated), of(pair.control));
    if (absolute.kind === 'refused' || relative.kind === 'refused') throw new Error('refused');
    expectClose(absolute.value, pair.absolute, 1e-11);
    expectClose(absolute.standardError, pair.absolute_se);
    expectClose(relative.value, pair.relative, 1e-11);
    expectClose(relative.standardError, pair.relative_se);
  });

  test.each(oracle.multiplier)('width for alpha %d, N* %d, n %d', (alpha, plannedSize, n, value) =>
    expectClose(sequenceMultiplier({ alpha, plannedSize }, n), value, 1e-9),
  );
  test.each(oracle.always_valid_p)('p for alpha %d, N* %d, n %d, z %d', (alpha, plannedSize, n, z, value) =>
    expectClose(alwaysValidP({ alpha, plannedSize }, n, z), value, 1e-9),
  );

  test.each(oracle.sample_ratio)('sample ratio of $observed', ({ observed, shares, statistic, p }) => {
    const check = sampleRatio(observed, shares);
    if (check.kind === 'refused') throw new Error(check.reason);
    if (statistic === 0) expect(check.statistic).toBe(0);
    else expectClose(check.statistic, statistic);
    expectClose(check.p, p, 1e-11);
  });
  test.each(oracle.sequential_sample_ratio)('sequential sample ratio of $looks', ({ looks, shares, p }) => {
    const check = sequentialSampleRatio(looks, shares);
    if (check.kind === 'refused') throw new Error(check.reason);
    expectClose(check.p, p, 1e-8);
  });
});
