import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleRatio, sequentialSampleRatio } from './checks/sample-ratio.ts';
import { compareGroups, sideOfZero } from './compare.ts';
import { absoluteDifference, relativeLift } from './estimate/two-sample.ts';
import { addValue, addValues, emptyMoments, type Moments, mergeMoments, sampleVariance } from './moments/moments.ts';
import { alwaysValidP, sequenceMultiplier } from './sequence/asymptotic.ts';

/** Everything that ever made a report print NaN. */
const nasty = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1e12, -1e12, 1e-12, 1e154, 1e300, 5e-324, Number.MAX_VALUE),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.double(),
);
const moments: fc.Arbitrary<Moments> = fc.oneof(
  fc.record({ n: nasty, mean: nasty, m2: nasty, nonZero: nasty }),
  fc.record({
    n: fc.constantFrom(0, 1, 2, 100, 1e6),
    mean: nasty,
    m2: fc.constantFrom(0, 1e-320, 1, 1e12, 1e300),
    nonZero: fc.constantFrom(0, 1, 10, 1e6),
  }),
  fc.array(fc.constantFrom(0, 1, 1e12), { maxLength: 150 }).map((values) => addValues(emptyMoments, values)),
);
const plan = fc.record({
  alpha: fc.oneof(nasty, fc.constantFrom(0.05, 0.025, 1e-300, 1 - 1e-16)),
  plannedSize: fc.oneof(nasty, fc.constantFrom(1, 5000, 1e9)),
});
const runs = { numRuns: 10_000, seed: 20261117 };

/** Every number inside a value, however deep. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}
const expectFinite = (value: unknown) => {
  for (const number of numbersIn(value)) if (!Number.isFinite(number)) expect.fail(JSON.stringify(value));
};

describe('10,000 degenerate inputs', () => {
  test('never bring NaN or infinity out of a comparison, and its intervals hold their estimates', () => {
    fc.assert(
      fc.property(moments, moments, plan, (treated, control, sequence) => {
        const reading = compareGroups(treated, control, sequence);
        expectFinite([reading, absoluteDifference(treated, control), relativeLift(treated, control)]);
        if (reading.kind !== 'reading') return;
        expect(reading.p).toBeGreaterThan(0);
        expect(reading.p).toBeLessThanOrEqual(1);
        for (const { estimate, low, high, standardError } of [reading.absolute, reading.relative ?? reading.absolute]) {
          expect(standardError).toBeGreaterThan(0);
          expect(low <= estimate && estimate <= high).toBe(true);
        }
      }),
      runs,
    );
  });

  test('never bring NaN or a p of 0 out of the sequence', () => {
    fc.assert(
      fc.property(plan, nasty, nasty, (sequence, n, z) => {
        expectFinite([sequenceMultiplier(sequence, n)]);
        const p = alwaysValidP(sequence, n, z);
        if (p !== null && !(p > 0 && p <= 1)) expect.fail(`p = ${p}`);
      }),
      runs,
    );
  });

  test('never bring NaN or a p of 0 out of the sample ratio checks', () => {
    const row = fc.array(fc.oneof(nasty, fc.constantFrom(0, 10, 1e6)), { minLength: 0, maxLength: 4 });
    fc.assert(
      fc.property(row, row, row, (observed, later, shares) => {
        const fixed = sampleRatio(observed, shares);
        const sequential = sequentialSampleRatio([observed, later], shares);
        expectFinite([fixed, sequential]);
        for (const check of [fixed, sequential])
          if (check.kind === 'checked' && !(check.p > 0 && check.p <= 1)) expect.fail(`p = ${check.p}`);
      }),
      runs,
    );
  });
});

describe('moments', () => {
  const values = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 0, maxLength: 600 });
  const close = (a: Moments, b: Moments, scale: number) => {
    expect(a.n).toBe(b.n);
    expect(a.nonZero).toBe(b.nonZero);
    expect(Math.abs(a.mean - b.mean)).toBeLessThanOrEqual(1e-12 * scale);
    expect(Math.abs(a.m2 - b.m2)).toBeLessThanOrEqual(1e-12 * Math.max(a.m2, b.m2, 1e-300));
  };

  test('are the same for any order and any split, to 1e-12', () => {
    fc.assert(
      fc.property(values, fc.nat(), (list, cut) => {
        const at = list.length === 0 ? 0 : cut % list.length;
        const whole = addValues(emptyMoments, list);
        const reversed = addValues(emptyMoments, list.toReversed());
        const parts = mergeMoments(addValues(emptyMoments, list.slice(0, at)), addValues(emptyMoments, list.slice(at)));
        const scale = Math.max(1e-300, ...list.map(Math.abs));
        close(whole, reversed, scale);
        close(whole, parts, scale);
        close(whole, list.reduce(addValue, emptyMoments), scale);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('keep the variance of small numbers on top of a large one', () => {
    const large = addValues(emptyMoments, [1e12 + 1, 1e12 + 2, 1e12 + 3]);
    expect(sampleVariance(large)).toBe(1);
    expect(sampleVariance(addValue(emptyMoments, 5))).toBeNull();
  });
});

describe('a reading', () => {
  const group = (n: number, converters: number) =>
    addValues(
      emptyMoments,
      Array.from({ length: n }, (_, i) => (i < converters ? 1 : 0)),
    );
  const sequence = { alpha: 0.05, plannedSize: 2000 };

  test('is too early below 100 customers or 10 converters in either group', () => {
    expect(compareGroups(group(99, 50), group(1000, 50), sequence).kind).toBe('too_early');
    expect(compareGroups(group(1000, 50), group(1000, 9), sequence).kind).toBe('too_early');
    expect(compareGroups(group(100, 10), group(100, 10), sequence).kind).toBe('reading');
  });

  test('has a p below alpha exactly when every interval it shows excludes 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 990 }), fc.integer({ min: 10, max: 990 }), (a, b) => {
        const reading = compareGroups(group(1000, a), group(1000, b), sequence);
        if (reading.kind === 'reading') expect(reading.p < 0.05).toBe(sideOfZero(reading) !== 0);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test('refuses a relative lift on a baseline near 0, and keeps its sign on a negative one', () => {
    expect(relativeLift(group(1000, 20), group(100_000, 8))).toEqual({ kind: 'refused', reason: 'baseline_near_zero' });
    const control = addValues(emptyMoments, [-10, -11, -9, -10, -10.5]);
    const better = addValues(emptyMoments, [-5, -6, -4, -5, -5.5]);
    const lift = relativeLift(better, control);
    expect(lift.kind === 'estimate' && lift.value).toBeCloseTo(0.5, 1);
  });

  test('refuses groups in which every customer has the same value', () => {
    expect(compareGroups(group(500, 500), group(500, 500), sequence)).toEqual({
      kind: 'refused',
      reason: 'no_variation',
    });
  });
});
