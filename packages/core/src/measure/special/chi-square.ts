/** The chi-square distribution: sums of squares of normals. `degrees` > 0, not necessarily whole. */
import { lowerGamma, upperGamma } from './gamma.ts';
import { solve } from './solve.ts';

/** P(χ² with `degrees` degrees of freedom ≥ `statistic`). */
export const chiSquareSurvival = (statistic: number, degrees: number): number => upperGamma(degrees / 2, statistic / 2);

/** P(χ² ≤ `statistic`), accurate far into the lower tail. */
export const chiSquareCdf = (statistic: number, degrees: number): number => lowerGamma(degrees / 2, statistic / 2);

/** The value with P(χ² ≤ value) = p, for p in (0, 1); NaN otherwise. */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1) || !(degrees > 0)) return Number.NaN;
  const miss = (u: number): number =>
    p < 0.5
      ? Math.log(chiSquareCdf(Math.exp(u), degrees) / p)
      : Math.log((1 - p) / chiSquareSurvival(Math.exp(u), degrees));
  return Math.exp(solve(clamped(miss), -745, Math.log(degrees + 2000) + 4));
}

/** Logarithms of a tail that vanished are −∞: still a sign, which is all that the search needs there. */
const clamped =
  (f: (u: number) => number) =>
  (u: number): number =>
    Math.max(-1e9, Math.min(1e9, f(u)));
