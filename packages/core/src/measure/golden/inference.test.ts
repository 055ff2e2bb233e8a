/** Sequences, checks, multiplicity and planning against scipy, statsmodels and mpmath (see inference_oracle.py). */
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { lossByGroup } from '../checks/loss-by-group.ts';
import { stratifiedSampleRatio } from '../checks/sample-ratio-by.ts';
import { benjaminiHochberg, holm } from '../multiplicity/adjust.ts';
import { shrinkEffects } from '../multiplicity/shrinkage.ts';
import { minimumDetectableEffect, powerOf, sampleSize, scaleNeeded } from '../planning/power.ts';
import { oneSidedAlwaysValidP, oneSidedMultiplier } from '../sequence/always-valid.ts';
import { empiricalBernsteinSequence } from '../sequence/empirical-bernstein.ts';
import { offPolicySequence } from '../sequence/gamma-exponential.ts';
import { expectClose } from './testing.ts';

const golden = JSON.parse(readFileSync(new URL('./inference.json', import.meta.url), 'utf8')) as {
  one_sided: [number, number, number, number][];
  one_sided_p: [number, number, number, number, number][];
  empirical_bernstein: { values: number[]; alpha: number; looks: [number[], number[], number[]] }[];
  off_policy: { weights: number[]; rewards: number[]; alpha: number; low: number; high: number }[];
  holm: [number[], number[]][];
  benjamini_hochberg: [number[], number[]][];
  shrunk: { values: number[]; errors: number[]; between: number; mean: number; effects: [number, number][] }[];
  power: Record<
    'effect' | 'variance' | 'n' | 'ratio' | 'alpha' | 'power' | 'detectable' | 'size' | 'size_statsmodels',
    number
  >[];
  scale: {
    effect: number;
    error: number;
    n: number;
    alpha: number;
    power: number;
    planned: number | null;
    scale: number;
  }[];
  sequential_size: Record<'effect' | 'variance' | 'ratio' | 'size', number>[];
  loss: { enrolled: number[]; analysed: number[]; statistic: number; p: number }[];
  strata: { strata: [number[], number[]][]; statistic: number; degrees: number; p: number };
};

const expectAll = (actual: readonly number[] | null, expected: readonly number[], tolerance = 1e-12): void => {
  for (const [i, value] of expected.entries()) expectClose(actual?.[i], value, tolerance, 1e-12);
};

describe('sequences', () => {
  test.each(golden.one_sided)('one-sided width for alpha %d, N* %d, n %d', (alpha, plannedSize, n, value) =>
    expectClose(oneSidedMultiplier({ alpha, plannedSize }, n), value),
  );
  test.each(golden.one_sided_p)('one-sided p for alpha %d, N* %d, n %d, z %d', (alpha, plannedSize, n, z, log) =>
    expectClose(oneSidedAlwaysValidP({ alpha, plannedSize }, n, z), Math.exp(log), 1e-11),
  );
  test.each(golden.empirical_bernstein.map((row) => [row.values.length, row] as const))(
    'empirical Bernstein over %d values',
    (_, { values, alpha, looks }) => {
      const result = empiricalBernsteinSequence(values, { alpha });
      if (result.kind === 'refused') throw new Error(result.reason);
      expectAll(
        result.looks.map((look) => look.estimate),
        looks[0],
      );
      expectAll(
        result.looks.map((look) => look.low),
        looks[1],
        1e-11,
      );
      expectAll(
        result.looks.map((look) => look.high),
        looks[2],
        1e-11,
      );
    },
  );
  test.each(golden.off_policy.map((row) => [row.weights.length, row] as const))('off-policy over %d rows', (_, row) => {
    const result = offPolicySequence(row.weights, row.rewards, { alpha: row.alpha });
    if (result.kind === 'refused') throw new Error(result.reason);
    expectClose(result.low, row.low, 1e-11, 1);
    expectClose(result.high, row.high, 1e-11, 1);
  });
});

describe('several tests', () => {
  test.each(golden.holm)('Holm of %j', (ps, expected) => expectAll(holm(ps), expected));
  test.each(golden.benjamini_hochberg)('Benjamini–Hochberg of %j', (ps, expected) =>
    expectAll(benjaminiHochberg(ps), expected),
  );
  test.each(golden.shrunk)('shrinkage of $values', ({ values, errors, between, mean, effects }) => {
    const result = shrinkEffects(values.map((value, i) => ({ value, standardError: errors[i]! })));
    if (result.kind === 'refused') throw new Error(result.reason);
    expectClose(result.varianceBetween, between, 1e-8);
    expectClose(result.commonMean, mean, 1e-8);
    expectAll(
      result.effects.map((effect) => effect.value),
      effects.map(([value]) => value),
      1e-8,
    );
    expectAll(
      result.effects.map((effect) => effect.standardError),
      effects.map(([, error]) => error),
      1e-8,
    );
  });
});

describe('planning', () => {
  test.each(golden.power)('effect $effect, $n × $ratio customers', (row) => {
    const { effect, variance, n, ratio, alpha } = row;
    const groups = { treated: { n: n * ratio, variance }, control: { n, variance } };
    expectClose(powerOf(effect, groups, { alpha }), row.power, 1e-11);
    expectClose(minimumDetectableEffect(groups, { alpha }), row.detectable);
    const size = sampleSize({ effect, treatedVariance: variance, controlVariance: variance, ratio }, { alpha });
    expectClose(size, row.size);
    expectClose(size, row.size_statsmodels, 1e-4);
  });
  test.each(golden.scale)('scale for $effect ± $error at N* $planned', (row) =>
    expectClose(
      scaleNeeded(
        row.effect,
        { standardError: row.error, n: row.n },
        { alpha: row.alpha, power: row.power, plannedSize: row.planned },
      ),
      row.scale,
      1e-10,
    ),
  );
  test.each(golden.sequential_size)('size of a sequence for $effect', ({ effect, variance, ratio, size }) =>
    expectClose(
      sampleSize({ effect, treatedVariance: variance, controlVariance: variance, ratio }, { isSequential: true }),
      size,
      1e-10,
    ),
  );
});

describe('checks', () => {
  test.each(golden.loss)('loss of $enrolled to $analysed', ({ enrolled, analysed, statistic, p }) => {
    const check = lossByGroup(enrolled, analysed);
    if (check.kind === 'refused') throw new Error(check.reason);
    expectClose(check.statistic, statistic, 1e-11);
    expectClose(check.p, p, 1e-10);
  });
  test('sample ratio over epochs with different shares', () => {
    const { strata, statistic, degrees, p } = golden.strata;
    const { pooled } = stratifiedSampleRatio(
      strata.map(([observed, shares], i) => ({ name: `${i}`, observed, shares })),
    );
    expectClose(pooled?.statistic, statistic);
    expectClose(pooled?.degrees, degrees);
    expectClose(pooled?.p, p, 1e-11);
  });
});
