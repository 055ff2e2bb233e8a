import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, ln, logistic } from './elementary.ts';

const ulps = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / (Math.abs(b) * 2 ** -52));

test('ln agrees with the engine to two units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }), (x) => {
      expect(ulps(ln(x), Math.log(x))).toBeLessThanOrEqual(2);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('exp agrees with the engine to two units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 709.7, noNaN: true }), (x) => {
      expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(2);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('edge values are those of the mathematics', () => {
  expect([ln(0), ln(1), ln(Infinity), ln(-1), ln(Number.NaN)]).toEqual([
    -Infinity,
    0,
    Infinity,
    Number.NaN,
    Number.NaN,
  ]);
  expect([exp(0), exp(800), exp(-800), exp(Number.NaN)]).toEqual([1, Infinity, 0, Number.NaN]);
  expect(ln(5e-324)).toBe(Math.log(5e-324));
  expect(exp(-745)).toBe(5e-324);
});

test('the logistic function has its edges, its middle and its symmetry', () => {
  expect([logistic(-Infinity), logistic(0), logistic(Infinity), logistic(-800)]).toEqual([0, 0.5, 1, 0]);
  expect(logistic(2) + logistic(-2)).toBeCloseTo(1, 15);
});
