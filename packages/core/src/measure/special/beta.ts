/**
 * The beta distribution and its regularised incomplete function I_x(a, b). Both tails are computed; whichever is small
 * keeps all its digits.
 */
import { binomialDensity } from './saddle-point.ts';
import { solve } from './solve.ts';

export interface Tails {
  /** P(X ≤ x). */
  readonly lower: number;
  /** P(X ≥ x). */
  readonly upper: number;
}

/**
 * Tails of Beta(a, b) at x, for a, b > 0; `y` = 1 − x is given apart, so that neither end loses its digits. Continued
 * fraction DLMF 8.17.22 by modified Lentz, with Loader's saddle point in front.
 */
export function betaTails(x: number, y: number, a: number, b: number): Tails {
  if (!(a > 0 && b > 0) || !(x >= 0 && y >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const front = (binomialDensity(a, b, x, y) * a * b) / (a + b);
  if (x * (a + b + 2) <= a + 1) {
    const lower = Math.min(1, (front * fraction(x, a, b)) / a);
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, (front * fraction(y, b, a)) / b);
  return { lower: 1 - upper, upper };
}

/** I_x(a, b) = P(Beta(a, b) ≤ x), x in [0, 1]. */
export const betaCdf = (x: number, a: number, b: number): number => betaTails(x, 1 - x, a, b).lower;

/** P(Beta(a, b) ≥ x), x in [0, 1]. */
export const betaSurvival = (x: number, a: number, b: number): number => betaTails(x, 1 - x, a, b).upper;

/** The x with P(Beta(a, b) ≤ x) = p, for p in (0, 1); NaN otherwise. */
export const betaQuantile = (p: number, a: number, b: number): number => betaQuantiles({ lower: p }, a, b).x;

/** The point where one tail has the given size, as x and y = 1 − x, both to their last digits. */
export function betaQuantiles(
  tail: { readonly lower: number } | { readonly upper: number },
  a: number,
  b: number,
): { readonly x: number; readonly y: number } {
  const isLower = 'lower' in tail;
  const p = isLower ? tail.lower : tail.upper;
  if (!(p > 0 && p < 1) || !(a > 0 && b > 0)) return { x: Number.NaN, y: Number.NaN };
  const miss = (u: number): number => {
    const at = logistic(u);
    const tails = betaTails(at.x, at.y, a, b);
    const ratio = p < 0.5 === isLower ? tails.lower / goalOf(p) : goalOf(p) / tails.upper;
    return Math.max(-1e9, Math.min(1e9, Math.log(ratio)));
  };
  return logistic(solve(miss, -745, 745));
}

/** The smaller of both tails at the quantile. */
const goalOf = (p: number): number => (p < 0.5 ? p : 1 - p);

function logistic(u: number): { readonly x: number; readonly y: number } {
  const small = Math.exp(-Math.abs(u));
  const near = small / (1 + small);
  const far = 1 / (1 + small);
  return u < 0 ? { x: near, y: far } : { x: far, y: near };
}

const MAX_TERMS = 1_000_000;
const TINY = 1e-300;

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < MAX_TERMS; m += 1) {
    const even = (((m * (b - m)) / (a + 2 * m - 1)) * x) / (a + 2 * m);
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    result *= d * c;
    const odd = ((-(a + m) / (a + 2 * m)) * (a + b + m) * x) / (a + 2 * m + 1);
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = d * c;
    result *= factor;
    if (Math.abs(factor - 1) < 2 * Number.EPSILON) break;
  }
  return result;
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
