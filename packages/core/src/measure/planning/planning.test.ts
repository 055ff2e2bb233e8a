import { describe, expect, test } from 'vitest';
import { bonferroniAlpha, holmAlphas } from '../multiplicity/adjust.ts';
import { alwaysValidInference, runningInference } from '../sequence/always-valid.ts';
import { sequenceMultiplier } from '../sequence/asymptotic.ts';
import { compareAllocations, smallestControlShare } from './allocation.ts';
import {
  customersForHalfWidth,
  minimumDetectableEffect,
  powerOf,
  rateVariance,
  sampleSize,
  scaleNeeded,
} from './power.ts';

describe('before the launch', () => {
  const shares = { customers: 80_000, baselineMean: 0.02, variance: rateVariance(0.02) };

  test('conversion 2 %, 80,000 customers: a control of 10,000 detects +21 %, 20,000 +16 %, 40,000 +14 %', () => {
    const rows = compareAllocations({ ...shares, controlShares: [1 / 8, 1 / 4, 1 / 2] });
    expect(rows.map((row) => row.relativeEffect!.toFixed(2))).toEqual(['0.21', '0.16', '0.14']);
    expect(compareAllocations({ ...shares, controlShares: [0.1] })[0]!.customersAgainstEqualSplit).toBeCloseTo(2.78, 2);
  });

  test('read daily it takes about 1.5 times the effect, or twice the customers', () => {
    const groups = { treated: { n: 40_000, variance: 1 }, control: { n: 40_000, variance: 1 } };
    const ratio = minimumDetectableEffect(groups, { plannedSize: 80_000 })! / minimumDetectableEffect(groups)!;
    expect(ratio).toBeGreaterThan(1.35);
    expect(ratio).toBeLessThan(1.5);
    const input = { effect: 0.05, treatedVariance: 1, controlVariance: 1 };
    expect(sampleSize(input, { isSequential: true })! / sampleSize(input)!).toBeCloseTo(ratio ** 2, 6);
  });

  test('a covariate that explains 36 % saves 36 % of customers', () => {
    const input = { effect: 0.05, treatedVariance: 1, controlVariance: 1 };
    expect(sampleSize(input, { explained: 0.36 })! / sampleSize(input)!).toBeCloseTo(0.64, 12);
  });

  test('the smallest control that does is just large enough', () => {
    const share = smallestControlShare(0.16, shares)!;
    expect(compareAllocations({ ...shares, controlShares: [share] })[0]!.relativeEffect).toBeCloseTo(0.16, 9);
    expect(smallestControlShare(0.1, shares)).toBeNull();
  });

  test('the detectable effect is found with the power asked for, and nothing needs scaling then', () => {
    const groups = { treated: { n: 900, variance: 4 }, control: { n: 700, variance: 5 } };
    const effect = minimumDetectableEffect(groups)!;
    expect(powerOf(effect, groups)).toBeCloseTo(0.8, 4);
    expect(scaleNeeded(effect * 1.01, { standardError: Math.sqrt(4 / 900 + 5 / 700), n: 1600 })).toBe(1);
  });

  test('customers for a width give that width', () => {
    const n = customersForHalfWidth(0.02, { standardError: 0.05, n: 4000 }, { plannedSize: 50_000 })!;
    const multiplier = sequenceMultiplier({ alpha: 0.05, plannedSize: 50_000 }, n)!;
    expect(multiplier * 0.05 * Math.sqrt(4000 / n)).toBeCloseTo(0.02, 12);
  });
});

describe('several looks and several tests', () => {
  test('running intervals are cut by those before, p only falls, and contradictions are named', () => {
    const plan = { alpha: 0.05, plannedSize: 1000 };
    const look = (estimate: number, n: number) => {
      const result = alwaysValidInference({ estimate, standardError: 1 / Math.sqrt(n) }, n, plan);
      if (result.kind === 'refused') throw new Error(result.reason);
      return result;
    };
    const looks = [look(0.4, 400), look(0.3, 900), look(0.35, 1600)];
    const running = runningInference(looks);
    expect(running).toMatchObject({ p: Math.min(...looks.map((one) => one.p!)), isEmpty: false });
    expect(running.low).toBe(Math.max(...looks.map((one) => one.low!)));
    expect(runningInference([look(5, 400), look(-5, 900)]).isEmpty).toBe(true);
    expect(runningInference([])).toEqual({ p: null, low: null, high: null, isEmpty: false });
  });

  test('intervals beside Holm agree with it', () => {
    expect(holmAlphas([0.03, 0.001], 0.05)).toEqual([0.05, 0.025]);
    expect(holmAlphas([0.03, 0.04, 0.2], 0.05)).toEqual([0.05 / 3, 0.05 / 3, 0.05 / 3]);
    expect(holmAlphas([Number.NaN], 0.05)).toBeNull();
    expect(bonferroniAlpha(0.05, 2)).toBe(0.025);
  });
});
