/** No estimator lets NaN, an infinity, a negative variance or a p of 0 out, whatever comes in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  alwaysValidInference,
  benjaminiHochberg,
  checkRows,
  chooseThreshold,
  clopperPearson,
  compareAllocations,
  contrastCovariance,
  cupedDifference,
  cupedLift,
  cupedRatioDifference,
  cupedRatioLift,
  customersForHalfWidth,
  deltaLift,
  directMethod,
  doublyRobust,
  effectiveSampleSize,
  empiricalBernsteinSequence,
  evaluateRows,
  fiellerLift,
  holm,
  inversePropensity,
  type JointMoments,
  lossByGroup,
  miettinenNurminenDifference,
  miettinenNurminenRatio,
  minimumDetectableEffect,
  momentsOf,
  newcombeDifference,
  offPolicySequence,
  postStratifiedDifference,
  postStratifiedLift,
  powerOf,
  prePeriodBalance,
  quantileDifference,
  quantileInterval,
  ratioDifference,
  ratioLift,
  sampleSize,
  scaleNeeded,
  selfCheck,
  selfNormalisedDoublyRobust,
  selfNormalisedInversePropensity,
  shrinkEffects,
  stratifiedSampleRatio,
  welchDifference,
  wilson,
} from './index.ts';

const nasty = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2, 3, 0.5, 100, 1e12, -1e12, 1e-12, 1e154, 1e300, 5e-324, Number.MAX_VALUE),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.double(),
);
const tame = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 1, 1e12));
const number = fc.oneof(nasty, tame);
const joint: fc.Arbitrary<JointMoments> = fc
  .record({
    n: fc.oneof(nasty, fc.constantFrom(0, 1, 2, 50, 1e6)),
    means: fc.array(number, { minLength: 4, maxLength: 4 }),
    comoments: fc.array(number, { minLength: 10, maxLength: 10 }),
    alike: fc.boolean(),
  })
  .map(({ n, means, comoments, alike }) => ({
    n,
    means: alike ? means.map(() => means[0]!) : means,
    meanTails: [0, 0, 0, 0],
    comoments: comoments.map((value) => (alike ? 0 : Math.abs(value))),
    nonZero: [1, 1, 1, 1],
  }));
const proportion = fc.record({ converters: fc.oneof(nasty, fc.nat(50)), n: fc.oneof(nasty, fc.nat(60)) });
const options = fc.record({
  alpha: fc.oneof(fc.constantFrom(0.05, 0.001, 0.5, 0.9), nasty),
  alternative: fc.constantFrom('two_sided', 'greater', 'less'),
} as const);
const list = fc.array(number, { maxLength: 12 });

/** Every number inside a value, with the name it stands under. */
function numbersIn(value: unknown, name = ''): [string, number][] {
  if (typeof value === 'number') return [[name, value]];
  return value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, Number.isNaN(Number(key)) ? key : name))
    : [];
}

/** A threshold of a refusal may name the figure that was refused. */
function expectSound(results: readonly unknown[]): void {
  results.forEach((result, at) => {
    const shown = JSON.stringify(result);
    for (const [name, value] of numbersIn(result)) {
      if (!Number.isFinite(value)) expect.fail(`result ${at}: ${name} is ${value} in ${shown}`);
      if (['p'].includes(name) && !(value > 0 && value <= 1)) expect.fail(`result ${at}: p = ${value} in ${shown}`);
      if (/variance|standardError/i.test(name) && name !== 'varianceReduction' && value < 0)
        expect.fail(`result ${at}: ${name} = ${value} in ${shown}`);
    }
    const { estimate, low, high } = (result ?? {}) as Record<string, number | null | undefined>;
    if (typeof estimate === 'number' && typeof low === 'number' && low > estimate) expect.fail(shown);
    if (typeof estimate === 'number' && typeof high === 'number' && high < estimate) expect.fail(shown);
  });
}
const runs = (numRuns: number) => ({ numRuns, seed: 20261126 });
/** One-sided intervals at an alpha above ½ lie beyond their estimate, as they must. */
const isUsual = ({ alpha, alternative }: { alpha: number; alternative: string }) =>
  alternative === 'two_sided' || !(alpha > 0.5);

test('4,000 degenerate pairs of groups', () => {
  fc.assert(
    fc.property(joint, joint, options.filter(isUsual), number, (a, b, how, value) => {
      const [one, two] = [momentsOf(a, 0), momentsOf(b, 0)];
      const pair = { treated: one, control: two };
      expectSound(
        [
          welchDifference(one, two, how),
          deltaLift(one, two, how),
          fiellerLift(one, two, how),
          cupedDifference(a, b, how),
          cupedLift(a, b, how),
          cupedRatioDifference(a, b, how),
          cupedRatioLift(a, b, how),
          ratioDifference(a, b, how),
          ratioLift(a, b, how),
          prePeriodBalance([pair, { treated: two, control: one }]),
          postStratifiedDifference([pair, { treated: two, control: one }], how),
          postStratifiedLift([pair, pair], how),
          contrastCovariance({ a: one, b: two }, { a: 1, b: -1 }, { a: 1 }) ?? 0,
          alwaysValidInference(
            { estimate: a.n, standardError: value },
            b.n,
            { alpha: how.alpha, plannedSize: value },
            how.alternative,
          ),
        ].filter((result) => result !== null && !(typeof result === 'number')),
      );
    }),
    runs(4000),
  );
});

test('1,000 degenerate pairs of rates', () => {
  fc.assert(
    fc.property(proportion, proportion, options.filter(isUsual), (one, two, how) => {
      expectSound([
        wilson(one, how),
        clopperPearson(one, how),
        newcombeDifference(one, two, how),
        miettinenNurminenDifference(one, two, how),
        miettinenNurminenRatio(one, two, how),
      ]);
    }),
    runs(1000),
  );
});

test('2,000 degenerate lists', () => {
  const effects = fc.array(fc.record({ value: number, standardError: number }), { maxLength: 6 });
  fc.assert(
    fc.property(list, list, effects, options.filter(isUsual), number, (a, b, noisy, how, value) => {
      const summary = { n: value, level: a[0] ?? 0.5, value: a[1] ?? 0, lower: a[2] ?? 0, upper: a[3] ?? 1 };
      const groups = { treated: { n: value, variance: a[0] ?? 1 }, control: { n: 10, variance: 1 } };
      expectSound([
        quantileInterval(a, 0.5, how),
        quantileDifference(summary, summary, how),
        empiricalBernsteinSequence(a, { alpha: how.alpha }),
        offPolicySequence(a, b.concat(a).slice(0, a.length), { alpha: how.alpha }),
        holm(a),
        benjaminiHochberg(a),
        shrinkEffects(noisy, how.alpha),
        lossByGroup(a, b),
        stratifiedSampleRatio([{ name: 'one', observed: a, shares: b }]),
        powerOf(value, groups, how),
        minimumDetectableEffect(groups, how),
        sampleSize({ effect: value, treatedVariance: a[0] ?? 1, controlVariance: 1 }, how),
        scaleNeeded(value, { standardError: a[0] ?? 1, n: 10 }, how),
        customersForHalfWidth(value, { standardError: a[0] ?? 1, n: 10 }, how),
        compareAllocations({ customers: value, baselineMean: a[0] ?? 1, variance: 1, controlShares: b }, how),
        selfCheck(
          noisy.map((one) => ({
            offPolicy: { estimate: one.value, standardError: one.standardError },
            onPolicy: { estimate: 0, standardError: 1 },
          })),
        ),
      ]);
    }),
    runs(2000),
  );
});

test('2,000 degenerate logs', () => {
  fc.assert(
    fc.property(list, list, options.filter(isUsual), (weights, others, how) => {
      const fill = (from: readonly number[]) => weights.map((_, i) => from[i] ?? i % 2);
      const rows = {
        rewards: fill(others),
        weights,
        customers: weights.map((_, i) => i % 3),
        loggedModel: fill([]),
        candidateModel: fill(others.toReversed()),
        unsupported: fill([]),
      };
      const { alpha } = how;
      const rule = { kind: 'shrink', lambda: others[0] ?? 1 } as const;
      const evaluation = evaluateRows(rows, { rules: [rule] });
      expectSound([
        inversePropensity(rows, { alpha, rule }),
        selfNormalisedInversePropensity(rows, { alpha }),
        directMethod(rows, { alpha }),
        doublyRobust(rows, { alpha, rule }),
        selfNormalisedDoublyRobust(rows, { alpha }),
        effectiveSampleSize(weights),
        evaluation.kind === 'evaluated' ? evaluation : null,
        checkRows(rows),
      ]);
      chooseThreshold(rows, 'clip', others);
    }),
    runs(2000),
  );
});
