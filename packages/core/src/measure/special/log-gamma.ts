/** ln Γ and what hangs on it. */

/** Coefficients B(2k) / (2k (2k − 1)) of the Stirling series for ln Γ (Abramowitz & Stegun 6.1.41). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
/** ½ ln 2π. */
export const HALF_LN_2PI = 0.9189385332046727;
/** From here on the Stirling series is exact to the last digits of a double. */
const STIRLING_FROM = 12;

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

/** ln B(a, b) for a, b > 0: ln Γ(a) + ln Γ(b) − ln Γ(a + b). Absolute error grows with a + b; see `binomialDensity`. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π: what Stirling's formula leaves out, for x > 0. */
export function stirlingError(x: number): number {
  if (x < STIRLING_FROM) return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LN_2PI;
  const inverseSquare = 1 / (x * x);
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k -= 1) series = series * inverseSquare + STIRLING[k]!;
  return series / x;
}
