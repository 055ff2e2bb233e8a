/** Random, extreme and degenerate cases against 60 digits (see extremes_oracle.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleRatio, sequentialSampleRatio } from '../checks/sample-ratio.ts';
import { cupedDifference, cupedLift, cupedTheta } from '../estimate/cuped.ts';
import { fiellerLift } from '../estimate/fieller.ts';
import { miettinenNurminenDifference, miettinenNurminenRatio } from '../estimate/miettinen-nurminen.ts';
import { newcombeDifference } from '../estimate/newcombe.ts';
import { clopperPearson, wilson } from '../estimate/proportion.ts';
import { ratioDifference, ratioLift } from '../estimate/ratio-metric.ts';
import { deltaLift, welchDifference } from '../estimate/welch.ts';
import type { Inference, Refused } from '../inference.ts';
import { momentsOf } from '../moments/joint-moments.ts';
import type { Moments } from '../moments/moments.ts';
import { momentsFromSummary } from '../moments/sums.ts';
import { directMethod, doublyRobust } from '../off-policy/doubly-robust.ts';
import { inversePropensity, selfNormalisedInversePropensity } from '../off-policy/inverse-propensity.ts';
import { effectiveSampleSize } from '../off-policy/weights.ts';
import { alwaysValidP, sequenceMultiplier } from '../sequence/asymptotic.ts';
import { expectClose, expectEstimate, inferred, jointFrom } from './testing.ts';

type Pair = readonly [number, number];
interface Compared {
  readonly treated: number[];
  readonly control: number[];
  readonly alpha: number;
  readonly estimate: number;
  readonly error: number;
  readonly degrees: number;
  readonly half: number;
  readonly p: number;
  /** Null where the baseline is too near to 0. */
  readonly lift: Pair | null;
}
interface Adjusted {
  readonly treated: number[][];
  readonly control: number[][];
  readonly theta: number;
  readonly difference: Pair;
  readonly lift: Pair | null;
}
interface Clusters extends Record<'ips' | 'snips' | 'dr' | 'direct_method', Pair> {
  readonly weights: number[];
  readonly rewards: number[];
  readonly customers: number[];
  readonly logged: number[];
  readonly direct: number[];
  readonly effective: number;
}
const golden = JSON.parse(readFileSync(new URL('./extremes.json', import.meta.url), 'utf8')) as {
  values: Compared[];
  summaries: Compared[];
  fieller: { treated: number[]; control: number[]; alpha: number; kind: string; edges: number[] }[];
  rates: {
    table: [number, number, number, number];
    alpha: number;
    mn: Pair;
    p: number;
    newcombe: Pair;
    wilson: Pair;
    ratio?: [low: number, high: number | null];
  }[];
  one_rate: { converters: number; n: number; alpha: number; low: number; high: number }[];
  sequence: [alpha: number, plannedSize: number, n: number, z: number, multiplier: number, p: number][];
  sizes: { counts: number[]; shares: number[]; statistic: number; p: number; sequential: number }[];
  ratio: Omit<Adjusted, 'theta'>[];
  cuped: Adjusted[];
  off_policy: Clusters[];
};

const numbered = <T>(rows: readonly T[]) => rows.map((row, i) => [i, row] as const);
const fromSummary = ([n, mean, variance]: readonly number[]): Moments =>
  momentsFromSummary({ n: n!, mean: mean!, variance: variance! });
const fromValues = (values: readonly number[]): Moments => momentsOf(jointFrom([values]), 0);

function expectLift(result: Inference | Refused, lift: Pair | null): void {
  if (lift === null) expect(result).toEqual({ kind: 'refused', reason: 'baseline_near_zero' });
  else expectEstimate(result, lift[0], lift[1], 1e-11);
}

function expectCompared([treated, control]: readonly [Moments, Moments], row: Compared): void {
  const found = inferred(welchDifference(treated, control, { alpha: row.alpha }));
  expectEstimate(found, row.estimate, row.error, 1e-11);
  expectClose(found.degrees, row.degrees, 1e-9);
  expectClose(found.low, row.estimate - row.half, 1e-10, row.half);
  expectClose(found.high, row.estimate + row.half, 1e-10, row.half);
  expectClose(found.p, Math.max(row.p, Number.MIN_VALUE), 1e-9);
  expectLift(deltaLift(treated, control), row.lift);
}

describe('means', () => {
  test.each(numbered(golden.values))('of customers, %d', (_, row) =>
    expectCompared([fromValues(row.treated), fromValues(row.control)], row),
  );
  test.each(numbered(golden.summaries))('of summaries, %d', (_, row) =>
    expectCompared([fromSummary(row.treated), fromSummary(row.control)], row),
  );
  test.each(numbered(golden.fieller))('Fieller, %d', (_, row) => {
    const set = fiellerLift(fromSummary(row.treated), fromSummary(row.control), { alpha: row.alpha });
    expect(set.kind).toBe(row.kind);
    const edges =
      set.kind === 'interval' ? [set.low, set.high] : set.kind === 'complement' ? [set.below, set.above] : [];
    const scale = (row.edges.at(-1) ?? 0) - (row.edges[0] ?? 0);
    for (const [i, edge] of row.edges.entries()) expectClose(edges[i], edge, 1e-10, scale);
  });
});

describe('rates', () => {
  test.each(golden.rates)(
    '$table at $alpha',
    ({ table: [x1, n1, x0, n0], alpha, mn, p, newcombe, wilson: one, ratio }) => {
      const pair = [
        { converters: x1, n: n1 },
        { converters: x0, n: n0 },
      ] as const;
      const width = mn[1] - mn[0];
      const found = inferred(miettinenNurminenDifference(...pair, { alpha }));
      expectClose(found.low, mn[0], 1e-9, width);
      expectClose(found.high, mn[1], 1e-9, width);
      expectClose(found.p, Math.max(p, Number.MIN_VALUE), 1e-9);
      const hybrid = inferred(newcombeDifference(...pair, { alpha }));
      expectClose(hybrid.low, newcombe[0], 1e-10, width);
      expectClose(hybrid.high, newcombe[1], 1e-10, width);
      const alone = inferred(wilson(pair[0], { alpha }));
      expectClose(alone.low, one[0], 1e-11, 1e-30);
      expectClose(alone.high, one[1], 1e-11);
      if (ratio === undefined) return;
      const shares = inferred(miettinenNurminenRatio(...pair, { alpha }) as Inference | Refused);
      expectClose(shares.low, ratio[0], 1e-9);
      if (ratio[1] === null) expect(shares.high).toBeNull();
      else expectClose(shares.high, ratio[1], 1e-9);
    },
  );
  test.each(golden.one_rate)('$converters of $n, exact at $alpha', ({ converters, n, alpha, low, high }) => {
    const found = inferred(clopperPearson({ converters, n }, { alpha }));
    expectClose(found.low, low, 1e-9, 1e-30);
    expectClose(found.high, high, 1e-9);
  });
});

describe('reading on any day', () => {
  test.each(golden.sequence)('alpha %d, N* %d, n %d, z %d', (alpha, plannedSize, n, z, multiplier, p) => {
    expectClose(sequenceMultiplier({ alpha, plannedSize }, n), multiplier, 1e-12);
    expectClose(alwaysValidP({ alpha, plannedSize }, n, z), Math.max(p, Number.MIN_VALUE), 1e-10);
  });
});

test.each(numbered(golden.sizes))('group sizes, %d', (_, { counts, shares, statistic, p, sequential }) => {
  const found = sampleRatio(counts, shares);
  expect(found.kind).toBe('checked');
  if (found.kind !== 'checked') return;
  expectClose(found.statistic, statistic, 1e-11, 1e-9);
  expectClose(found.p, Math.max(p, Number.MIN_VALUE), 1e-10);
  const daily = sequentialSampleRatio([counts], shares);
  expectClose(daily.kind === 'checked' ? daily.p : null, Math.max(sequential, Number.MIN_VALUE), 1e-9);
});

describe('several sums of a customer', () => {
  test.each(numbered(golden.ratio))('ratio, %d', (_, { treated, control, difference, lift }) => {
    const pair = [jointFrom(treated), jointFrom(control)] as const;
    const found = ratioDifference(...pair);
    if (found.kind === 'refused') expect(found.reason).toBe('denominator_near_zero');
    else {
      expectEstimate(found, difference[0], difference[1], 1e-9);
      expectLift(ratioLift(...pair), lift);
    }
  });
  test.each(numbered(golden.cuped))('CUPED, %d', (_, { treated, control, theta, difference, lift }) => {
    const pair = [jointFrom(treated), jointFrom(control)] as const;
    expectClose(cupedTheta(pair)[0], theta, 1e-9);
    expectEstimate(cupedDifference(...pair), difference[0], difference[1], 1e-9);
    const relative = cupedLift(...pair);
    if (lift === null) expect(relative).toMatchObject({ kind: 'refused' });
    else expectEstimate(relative, lift[0], lift[1], 1e-9);
  });
});

test.each(numbered(golden.off_policy))('off-policy, clusters of very different sizes, %d', (_, row) => {
  const rows = {
    rewards: row.rewards,
    weights: row.weights,
    customers: row.customers,
    loggedModel: row.logged,
    candidateModel: row.direct,
    unsupported: null,
  };
  expectClose(effectiveSampleSize(row.weights), row.effective);
  expectEstimate(inversePropensity(rows), ...row.ips);
  expectEstimate(selfNormalisedInversePropensity(rows), ...row.snips);
  expectEstimate(doublyRobust(rows), ...row.dr);
  expectEstimate(directMethod(rows), ...row.direct_method);
});
