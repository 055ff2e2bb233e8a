/**
 * The special functions behind the checks and intervals. Tails are computed as tails: nothing here takes one minus a
 * number close to one.
 */

/** Coefficients B(2k) / (2k (2k − 1)) of the Stirling series for ln Γ (Abramowitz & Stegun 6.1.41). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
const HALF_LN_2PI = 0.9189385332046727;
/** From here on the Stirling series is exact to the last digits of a double. */
const STIRLING_FROM = 12;
const MAX_TERMS = 100_000;
const EPSILON = 1e-16;

/** ln Γ(x) for x > 0; NaN otherwise. Absolute error below 1e-13 · max(1, |result|). */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let shifted = x;
  let product = 1;
  while (shifted < STIRLING_FROM) {
    product *= shifted;
    shifted += 1;
  }
  const inverseSquare = 1 / (shifted * shifted);
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k -= 1) series = series * inverseSquare + STIRLING[k]!;
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LN_2PI + series / shifted - Math.log(product);
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), for a > 0 and x ≥ 0; NaN otherwise. In [0, 1].
 * Series below x = a + 1, where Q is not small; continued fraction (modified Lentz) above (Numerical Recipes §6.2).
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0) || a === Number.POSITIVE_INFINITY) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? Math.max(0, 1 - front * lowerSeries(a, x)) : Math.min(1, front * upperFraction(a, x));
}

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

/** P(χ² with `degrees` degrees of freedom ≥ `statistic`). */
export const chiSquareSurvival = (statistic: number, degrees: number): number => upperGamma(degrees / 2, statistic / 2);

/** P(Z ≥ z) of the standard normal, accurate far into the tail. */
export function normalSurvival(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z >= 0 ? tail : 1 - tail;
}

/**
 * The z with P(Z ≤ z) = p, for p in (0, 1); NaN otherwise. Newton's method on the logarithm of the tail, which is
 * concave, so that it converges from any start.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return Number.NaN;
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  let z = Math.sqrt(-2 * Math.log(tail)) - 0.5;
  for (let k = 0; k < 100; k += 1) {
    const survival = normalSurvival(z);
    const density = Math.exp((-z * z) / 2 - HALF_LN_2PI);
    const step = (survival * Math.log(survival / tail)) / density;
    z += step;
    if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(z))) break;
  }
  return p < 0.5 ? -z : z;
}
