/**
 * The gamma function and its incomplete relatives. Tails are computed as tails: nothing here takes one minus a number
 * close to one.
 */
import { logGamma } from './log-gamma.ts';
import { poissonDensity } from './saddle-point.ts';

const MAX_TERMS = 1_000_000;
const EPSILON = 1e-16;

/**
 * Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), for a > 0 and x ≥ 0; NaN otherwise. In [0, 1].
 * Series below x = a + 1, where Q is not small; continued fraction (modified Lentz) above (Numerical Recipes §6.2).
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0) || a === Number.POSITIVE_INFINITY) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = gammaFront(a, x);
  return x < a + 1 ? Math.max(0, 1 - front * lowerSeries(a, x)) : Math.min(1, front * upperFraction(a, x));
}

/** Regularised lower incomplete gamma function P(a, x) = 1 − Q(a, x), as a tail of its own; NaN and range as above. */
export function lowerGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0) || a === Number.POSITIVE_INFINITY) return Number.NaN;
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  const front = gammaFront(a, x);
  return x < a + 1 ? Math.min(1, front * lowerSeries(a, x)) : Math.max(0, 1 - front * upperFraction(a, x));
}

/** ln γ(a, x) of the lower incomplete gamma function, not regularised; finite where γ itself would leave the doubles. */
export function logLowerGamma(a: number, x: number): number {
  if (!(a > 0) || !(x > 0)) return Number.NaN;
  if (x < a + 1) return a * Math.log(x) - x + Math.log(lowerSeries(a, x));
  return logGamma(a) + Math.log1p(-Math.min(1, gammaFront(a, x) * upperFraction(a, x)));
}

/** From here on x^a e^−x / Γ(a) is taken by its saddle point: the plain logarithms would cancel. */
const SADDLE_POINT_FROM = 100;

/** x^a e^−x / Γ(a). */
const gammaFront = (a: number, x: number): number =>
  a < SADDLE_POINT_FROM ? Math.exp(a * Math.log(x) - x - logGamma(a)) : a * poissonDensity(a, x);

/** Sum of x^k / (a (a+1) … (a+k)). */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < MAX_TERMS && term > sum * EPSILON; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < MAX_TERMS; k += 1) {
    const coefficient = -k * (k - a);
    b += 2;
    d = 1 / nonZero(coefficient * d + b, tiny);
    c = nonZero(b + coefficient / c, tiny);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < EPSILON * 4) break;
  }
  return fraction;
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);
