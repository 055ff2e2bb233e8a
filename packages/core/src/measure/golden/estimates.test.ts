/** Estimators against numpy, scipy, statsmodels and mpmath, from the single customers (see estimates_oracle.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cupedDifference, cupedLift, cupedTheta } from '../estimate/cuped.ts';
import { cupedRatioDifference, cupedRatioLift } from '../estimate/cuped-ratio.ts';
import { fiellerLift } from '../estimate/fieller.ts';
import { miettinenNurminenDifference, miettinenNurminenRatio } from '../estimate/miettinen-nurminen.ts';
import { newcombeDifference } from '../estimate/newcombe.ts';
import { clopperPearson, wilson } from '../estimate/proportion.ts';
import { quantileDifference, quantileInterval, summariseQuantile } from '../estimate/quantile.ts';
import { groupRatio, ratioDifference, ratioLift } from '../estimate/ratio-metric.ts';
import { deltaLift, welchDifference } from '../estimate/welch.ts';
import { momentsOf } from '../moments/joint-moments.ts';
import { postStratifiedDifference, postStratifiedLift } from '../strata/post-stratification.ts';
import { expectClose, expectEstimate, inferred, jointFrom, momentsFrom } from './testing.ts';

type Table = [number, number, number, number];
type ValueAndError = [number, number];
interface Pair {
  treated: number[];
  control: number[];
}
interface Cuped {
  theta: number[];
  value: number;
  error: number;
  reduction: number;
}
const golden = JSON.parse(readFileSync(new URL('./estimates.json', import.meta.url), 'utf8')) as {
  welch: (Pair & Record<'alpha' | 'low' | 'high' | 'p_two_sided' | 'p_greater' | 'p_less' | 'degrees', number>)[];
  lift: (Pair & { value: number; error: number })[];
  fieller: (Pair & { alpha: number; kind: 'interval' | 'complement' | 'whole_line'; edges: number[] })[];
  miettinen_nurminen: { table: Table; alpha: number; low: number; high: number; p: number }[];
  newcombe: { table: Table; low: number; high: number }[];
  ratio_of_rates: { table: Table; low: number; high: number }[];
  one_rate: { converters: number; n: number; method: 'wilson' | 'clopper_pearson'; low: number; high: number }[];
  cuped: {
    treated: number[][];
    control: number[][];
    one: Cuped;
    two: Cuped;
    lift: { theta: number; value: number; error: number };
  };
  ratio: {
    treated: number[][];
    control: number[][];
    difference: ValueAndError;
    lift: ValueAndError;
    cluster: ValueAndError;
    theta: number;
    cuped_difference: ValueAndError;
    cuped_lift: ValueAndError;
  };
  quantile_interval: { values: number[]; level: number; low: number | null; high: number | null }[];
  quantile_difference: Pair & { level: number; value: number; error: number };
  post_stratified: { epochs: [number[], number[]][]; value: number; error: number; lift: ValueAndError };
};

const rates = ([x1, n1, x0, n0]: Table) =>
  [
    { converters: x1, n: n1 },
    { converters: x0, n: n0 },
  ] as const;

describe('means', () => {
  test.each(golden.welch.map((row, i) => [i, row] as const))('Welch, %d', (_, row) => {
    const tolerance = 1e-11;
    const [treated, control] = [momentsOf(jointFrom([row.treated]), 0), momentsOf(jointFrom([row.control]), 0)];
    const scale = row.high - row.low;
    const two = inferred(welchDifference(treated, control, { alpha: row.alpha }));
    expectClose(two.low, row.low, tolerance, scale);
    expectClose(two.high, row.high, tolerance, scale);
    expectClose(two.p, row.p_two_sided, tolerance * 10);
    expectClose(two.degrees, row.degrees, tolerance);
    expectClose(
      inferred(welchDifference(treated, control, { alternative: 'greater' })).p,
      row.p_greater,
      tolerance * 10,
    );
    const less = inferred(welchDifference(treated, control, { alternative: 'less' }));
    expectClose(less.p, row.p_less, tolerance * 10);
    expect(less.low).toBeNull();
  });

  test.each(golden.lift.map((row, i) => [i, row] as const))('relative lift, %d', (_, row) =>
    expectEstimate(deltaLift(momentsFrom(row.treated), momentsFrom(row.control)), row.value, row.error),
  );

  test.each(golden.fieller.map((row) => [row.kind, row.alpha, row] as const))(
    'Fieller: %s at alpha %d',
    (_, alpha, row) => {
      const set = fiellerLift(momentsFrom(row.treated), momentsFrom(row.control), { alpha });
      expect(set.kind).toBe(row.kind);
      const edges =
        set.kind === 'interval' ? [set.low, set.high] : set.kind === 'complement' ? [set.below, set.above] : [];
      expect(edges).toHaveLength(row.edges.length);
      edges.forEach((edge, i) => {
        expectClose(edge, row.edges[i]!, 1e-10);
      });
    },
  );
});

describe('rates', () => {
  test.each(golden.miettinen_nurminen)(
    'Miettinen–Nurminen difference of $table at $alpha',
    ({ table, alpha, low, high, p }) => {
      const result = inferred(miettinenNurminenDifference(...rates(table), { alpha }));
      expectClose(result.low, low, 1e-12, 1);
      expectClose(result.high, high, 1e-12, 1);
      expectClose(result.p, p, 1e-11);
    },
  );
  test.each(golden.newcombe)('Newcombe difference of $table', ({ table, low, high }) => {
    const result = inferred(newcombeDifference(...rates(table)));
    expectClose(result.low, low, 1e-13, 1);
    expectClose(result.high, high, 1e-13, 1);
  });
  test.each(golden.ratio_of_rates)('Miettinen–Nurminen ratio of $table', ({ table, low, high }) => {
    const result = inferred(miettinenNurminenRatio(...rates(table)));
    expectClose(result.low, low, 1e-10);
    expectClose(result.high, high, 1e-10);
  });
  test.each(golden.one_rate)('$method of $converters / $n', ({ converters, n, method, low, high }) => {
    const interval = method === 'wilson' ? wilson : clopperPearson;
    const result = inferred(interval({ converters, n }));
    expectClose(result.low, low, 1e-11, 1e-6);
    expectClose(result.high, high, 1e-11, 1e-6);
  });
});

describe('CUPED', () => {
  const [treated, control] = [jointFrom(golden.cuped.treated), jointFrom(golden.cuped.control)];
  const first = [0, 1].map((i) => jointFrom([golden.cuped.treated, golden.cuped.control][i]!.slice(0, 2))) as [
    typeof treated,
    typeof control,
  ];

  test.each([
    ['one covariate', first, golden.cuped.one],
    ['history and whether there is any', [treated, control], golden.cuped.two],
  ] as const)('with %s', (_, groups, expected) => {
    const theta = cupedTheta(groups);
    theta.forEach((value, i) => {
      expectClose(value, expected.theta[i]!, 1e-10);
    });
    const result = inferred(cupedDifference(groups[0], groups[1]));
    expectEstimate(result, expected.value, expected.error);
    expectClose(result.varianceReduction, expected.reduction, 1e-10);
  });
  test('as a relative lift', () =>
    expectEstimate(cupedLift(...first), golden.cuped.lift.value, golden.cuped.lift.error));
});

describe('ratio metrics', () => {
  const [treated, control] = [jointFrom(golden.ratio.treated), jointFrom(golden.ratio.control)];
  const pair = [0, 1].map((i) => jointFrom([golden.ratio.treated, golden.ratio.control][i]!.slice(0, 2))) as [
    typeof treated,
    typeof control,
  ];

  test('one group equals regression with errors clustered by customer', () => {
    const ratio = groupRatio(pair[0]);
    if (ratio.kind === 'refused') throw new Error(ratio.reason);
    expectClose(ratio.value, golden.ratio.cluster[0]);
    expectClose(Math.sqrt(ratio.variance / ratio.n), golden.ratio.cluster[1], 1e-11);
  });
  test('difference', () => expectEstimate(ratioDifference(...pair), ...golden.ratio.difference));
  test('lift', () => expectEstimate(ratioLift(...pair), ...golden.ratio.lift));
  test('CUPED difference', () => {
    const result = inferred(cupedRatioDifference(treated, control));
    expectClose(result.theta[0], golden.ratio.theta, 1e-11);
    expectEstimate(result, ...golden.ratio.cuped_difference);
  });
  test('CUPED lift', () => expectEstimate(cupedRatioLift(treated, control), ...golden.ratio.cuped_lift));
});

describe('quantiles and strata', () => {
  test.each(golden.quantile_interval.map((row) => [row.level, row.values.length, row] as const))(
    'order statistics of level %d of %d values',
    (level, _, row) => {
      const result = quantileInterval(row.values, level);
      if (row.low === null || row.high === null) expect(result).toEqual({ kind: 'refused', reason: 'too_few_values' });
      else expect(result).toMatchObject({ low: row.low, high: row.high });
    },
  );
  test('difference of quantiles by the outer interval', () => {
    const { treated, control, level, value, error } = golden.quantile_difference;
    expectEstimate(
      quantileDifference(summariseQuantile(treated, level)!, summariseQuantile(control, level)!),
      value,
      error,
    );
  });
  test('epochs put together', () => {
    const { epochs, value, error, lift } = golden.post_stratified;
    const strata = epochs.map(([treated, control]) => ({
      treated: momentsFrom(treated),
      control: momentsFrom(control),
    }));
    expectEstimate(postStratifiedDifference(strata), value, error);
    expectEstimate(postStratifiedLift(strata), ...lift);
  });
});
