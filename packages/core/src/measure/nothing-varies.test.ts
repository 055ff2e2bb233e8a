/** Where nothing varies there is no interval: rounding is not taken for a spread, however small it is beside the values. */
import { describe, expect, test } from 'vitest';
import {
  addColumns,
  addValue,
  addValues,
  cupedDifference,
  doublyRobust,
  emptyJointMoments,
  emptyMoments,
  fiellerLift,
  inversePropensity,
  mergeMoments,
  momentsFromSummary,
  type OffPolicyRows,
  ratioDifference,
  ratioLift,
  selfNormalisedDoublyRobust,
  selfNormalisedInversePropensity,
  welchDifference,
} from './index.ts';

const NO_VARIATION = { kind: 'refused', reason: 'no_variation' };
const list = (n: number, of: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => of(i));
const columns = (...given: number[][]) => addColumns(emptyJointMoments(given.length), given);
/** Numbers that have no short binary form. */
const uneven = (n: number, start = 1): number[] => list(n, (i) => start + (i % 37) * 0.1 + (i % 11) / 3);

describe('rounding is no variance', () => {
  test.each([1, 3, 127, 128, 129, 1000, 4099])('of %i customers with the same value, however they are added', (n) => {
    const alike = list(n, () => 0.1);
    const ways = [
      addValues(emptyMoments, alike),
      alike.reduce(addValue, emptyMoments),
      mergeMoments(
        addValues(emptyMoments, alike),
        addValues(
          emptyMoments,
          list(77, () => 0.1),
        ),
      ),
    ];
    expect(ways.map(({ mean, m2 }) => [mean, m2])).toEqual(ways.map(() => [0.1, 0]));
    if (n > 1)
      expect(
        welchDifference(
          addValues(emptyMoments, alike),
          addValues(
            emptyMoments,
            list(n, () => 0.3),
          ),
        ),
      ).toEqual(NO_VARIATION);
  });

  test('of a ratio that is the same for every customer', () => {
    const group = (n: number, ratio: number) => {
      const sends = uneven(n);
      return columns(
        sends.map((each) => each * ratio),
        sends,
      );
    };
    for (const n of [5, 200, 3000]) {
      expect(ratioDifference(group(n, 0.1), group(n + 7, 0.3))).toEqual(NO_VARIATION);
      expect(ratioLift(group(n, 0.7), group(n + 7, 0.3))).toEqual(NO_VARIATION);
    }
  });

  test('of an outcome that follows from what was before', () => {
    const group = (n: number, more: number) => {
      const before = uneven(n, 3);
      return columns(
        before.map((each) => each * 0.7 + more),
        before,
      );
    };
    for (const n of [4, 50, 2000])
      expect(cupedDifference(group(n, 0.1), group(n + 3, 0.3), { theta: [0.7] })).toEqual(NO_VARIATION);
  });

  test('of decisions that all earned the same, and of decisions of one customer', () => {
    const n = 999;
    const weights = list(n, (i) => [0.3, 1.1, 1.6][i % 3]!);
    const rows = (customers: number[], reward: (i: number) => number): OffPolicyRows => ({
      ...{ weights, customers, rewards: list(n, reward), unsupported: null },
      ...{ loggedModel: list(n, () => 0.1), candidateModel: list(n, () => 0.1) },
    });
    const alike = rows(
      list(n, (i) => i % 50),
      () => 0.1,
    );
    for (const estimate of [doublyRobust, selfNormalisedDoublyRobust, selfNormalisedInversePropensity])
      expect(estimate(alike)).toEqual(NO_VARIATION);
    const one = rows(
      list(n, () => 4),
      (i) => i % 2,
    );
    const all = [doublyRobust, selfNormalisedDoublyRobust, selfNormalisedInversePropensity, inversePropensity];
    expect(all.map((estimate) => estimate(one))).toEqual(all.map(() => ({ kind: 'refused', reason: 'one_customer' })));
  });

  test('and what does vary beside large values stays', () => {
    const around = (n: number, by: number) =>
      addValues(
        emptyMoments,
        list(n, (i) => 1e9 + by + (i % 2) * 1e-3),
      );
    expect(welchDifference(around(1000, 0.001), around(1000, 0))).toMatchObject({ kind: 'inference' });
    const sends = uneven(400);
    const nearly = columns(
      sends.map((each, i) => each * 0.5 + (i % 2) * 1e-5),
      sends,
    );
    expect(ratioDifference(nearly, nearly)).toMatchObject({ kind: 'inference', estimate: 0, p: 1 });
  });
});

test('Fieller’s set is an interval wherever the baseline is away from 0, also without any variation in one group', () => {
  const control = momentsFromSummary({ n: 50, mean: 0.1, variance: 1e-4 });
  for (const treated of [0, 0.1, 1e-9, 3])
    expect(fiellerLift(momentsFromSummary({ n: 70, mean: treated, variance: 0 }), control).kind).toBe('interval');
});
