/** Distributions against mpmath with 40 digits: 1e-12 relative, far into both tails. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { betaQuantile, betaQuantiles, betaTails } from '../special/beta.ts';
import { chiSquareCdf, chiSquareQuantile, chiSquareSurvival } from '../special/chi-square.ts';
import { fQuantile, fSurvival } from '../special/f.ts';
import { lowerGamma, upperGamma } from '../special/gamma.ts';
import { normalCdf, normalQuantile, normalSurvival } from '../special/normal.ts';
import { studentTCdf, studentTCritical, studentTQuantile, studentTSurvival } from '../special/student-t.ts';
import { expectClose } from './testing.ts';

type Three = [number, number, number];
const golden = JSON.parse(readFileSync(new URL('./special.json', import.meta.url), 'utf8')) as {
  normal_survival: [number, number][];
  normal_quantile: [number, number][];
  student_survival: Three[];
  student_quantile: Three[];
  beta: [number, number, number, number, number][];
  beta_quantile: [number, number, number, number][];
  gamma: [number, number, number, number][];
  chi_square_quantile: Three[];
  f_survival: [number, number, number, number][];
  f_quantile: [number, number, number, number][];
};

describe('distributions against mpmath', () => {
  test.each(golden.normal_survival)('P(Z ≥ %d)', (z, p) => expectClose(normalSurvival(z), p));
  test.each(golden.normal_quantile)('normal quantile of %d', (p, z) => expectClose(normalQuantile(p), z));
  test.each(golden.student_survival)('P(T ≥ %d) with %d degrees', (t, n, p) => {
    expectClose(studentTSurvival(t, n), p);
    expectClose(studentTCdf(-t, n), p);
  });
  test.each(golden.student_quantile)('t quantile of %d with %d degrees', (p, n, t) =>
    expectClose(studentTQuantile(p, n), t),
  );
  test.each(golden.beta)('beta tails at %d of (%d, %d)', (x, a, b, lower, upper) => {
    expectClose(betaTails(x, 1 - x, a, b).lower, lower);
    expectClose(betaTails(x, 1 - x, a, b).upper, upper);
  });
  test.each(golden.beta_quantile)('beta quantile of %d of (%d, %d)', (p, a, b, x) =>
    expectClose(betaQuantile(p, a, b), x),
  );
  test.each(golden.gamma)('incomplete gamma functions of (%d, %d)', (a, x, lower, upper) => {
    expectClose(lowerGamma(a, x), lower);
    expectClose(upperGamma(a, x), upper);
  });
  test.each(golden.chi_square_quantile)('chi-square quantile of %d with %d degrees', (p, degrees, x) =>
    expectClose(chiSquareQuantile(p, degrees), x),
  );
  test.each(golden.f_survival)('P(F ≥ %d) with %d and %d degrees', (x, a, b, p) => expectClose(fSurvival(x, a, b), p));
  test.each(golden.f_quantile)('F quantile of %d with %d and %d degrees', (p, a, b, x) =>
    expectClose(fQuantile(p, a, b), x),
  );
});

describe('distributions among themselves', () => {
  const shares = [1e-14, 1e-6, 0.001, 0.025, 0.2, 0.499, 0.6, 0.9, 0.9999];
  test('quantiles undo tails', () => {
    for (const p of shares) {
      const tail = Math.min(p, 1 - p);
      const of = (lower: number, upper: number): number => (p < 0.5 ? lower : upper);
      const z = normalQuantile(p);
      expectClose(of(normalCdf(z), normalSurvival(z)), tail, 1e-11);
      for (const degrees of [1, 3.3, 60, 9999, 20_000, 1e7]) {
        const t = studentTQuantile(p, degrees);
        expectClose(of(studentTCdf(t, degrees), studentTSurvival(t, degrees)), tail, 1e-11);
        expectClose(studentTCritical(2 * tail, degrees), Math.abs(t), 1e-12);
      }
      for (const [a, b] of [
        [0.5, 0.5],
        [3, 7],
        [400, 90_000],
      ] as const) {
        const { x, y } = betaQuantiles({ lower: p }, a, b);
        const tails = betaTails(x, y, a, b);
        expectClose(of(tails.lower, tails.upper), tail, 1e-11);
      }
      const x = chiSquareQuantile(p, 7);
      expectClose(of(chiSquareCdf(x, 7), chiSquareSurvival(x, 7)), tail, 1e-11);
    }
  });

  test('t with many degrees is the normal, F with one is t squared', () => {
    expectClose(studentTQuantile(0.975, Number.POSITIVE_INFINITY), normalQuantile(0.975));
    expectClose(studentTQuantile(0.975, 1e12), normalQuantile(0.975), 1e-11);
    expectClose(fSurvival(2.5 ** 2, 1, 17), 2 * studentTSurvival(2.5, 17));
    expectClose(fQuantile(0.95, 1, 17), studentTCritical(0.05, 17) ** 2);
  });

  test('what is outside the domain is NaN, and ends are ends', () => {
    for (const value of [normalQuantile(0), normalQuantile(1.2), studentTQuantile(0.5, 0), betaQuantile(2, 1, 1)])
      expect(value).toBeNaN();
    expect(studentTSurvival(1e200, 3)).toBe(0);
    expect(betaTails(0, 1, 2, 3)).toEqual({ lower: 0, upper: 1 });
    expect(fSurvival(-1, 2, 3)).toBe(1);
  });
});
