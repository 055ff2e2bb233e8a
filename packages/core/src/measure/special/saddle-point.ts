/**
 * Densities of counts by Loader's saddle-point expansion ("Fast and accurate computation of binomial probabilities",
 * 2000): accurate to a few units of the last place for counts of any size, where logarithms of factorials would cancel.
 * Counts need not be whole.
 */
import { stirlingError } from './log-gamma.ts';

/** x^count e^−mean / Γ(count + 1) with x = mean: Poisson density, for count > 0 and mean > 0. */
export function poissonDensity(count: number, mean: number): number {
  return Math.exp(-stirlingError(count) - deviance(count, mean)) / Math.sqrt(2 * Math.PI * count);
}

/** Γ(a+b+1) / (Γ(a+1) Γ(b+1)) · x^a y^b for a, b > 0 and x + y = 1, both given so that neither loses its digits. */
export function binomialDensity(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const log = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.exp(log) * Math.sqrt(n / a / b / (2 * Math.PI));
}

/** count · ln(count / mean) + mean − count, ≥ 0, without cancellation where both are close. */
export function deviance(count: number, mean: number): number {
  const gap = count - mean;
  if (Math.abs(gap) >= 0.1 * (count + mean)) return count * Math.log(count / mean) - gap;
  const v = gap / (count + mean);
  let sum = gap * v;
  let term = 2 * count * v;
  for (let k = 1; k < 1000; k += 1) {
    term *= v * v;
    const next = sum + term / (2 * k + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
