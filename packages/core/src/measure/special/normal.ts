/** The standard normal distribution. */
import { lowerGamma, upperGamma } from './gamma.ts';
import { HALF_LN_2PI } from './log-gamma.ts';

const normalDensity = (z: number): number => Math.exp((-z * z) / 2 - HALF_LN_2PI);

/** P(Z ≥ z) of the standard normal, accurate far into the tail. */
export function normalSurvival(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z >= 0 ? tail : 1 - tail;
}

/** P(Z ≤ z), accurate far into the lower tail. */
export const normalCdf = (z: number): number => normalSurvival(-z);

/** Nearer to ½ than this the quantile is found from P(0 ≤ Z ≤ z): the tail would lose the digits of p − ½. */
const CENTRE = 0.05;

/**
 * The z with P(Z ≤ z) = p, for p in (0, 1); NaN otherwise. Newton's method on the logarithm of the tail, which is
 * concave, so that it converges from any start.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return Number.NaN;
  if (Math.abs(p - 0.5) < CENTRE) return centralQuantile(p - 0.5);
  const tail = Math.min(p, 1 - p);
  let z = Math.sqrt(-2 * Math.log(tail)) - 0.5;
  for (let k = 0; k < 100; k += 1) {
    const survival = normalSurvival(z);
    const step = (survival * Math.log(survival / tail)) / normalDensity(z);
    z += step;
    if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(z))) break;
  }
  return p < 0.5 ? -z : z;
}

/** The z with P(0 ≤ Z ≤ z) = `share`, signed. */
function centralQuantile(share: number): number {
  const goal = Math.abs(share);
  let z = goal / normalDensity(0);
  if (z < 1e-8) return Math.sign(share) * z;
  for (let k = 0; k < 20; k += 1) {
    const step = (goal - lowerGamma(0.5, (z * z) / 2) / 2) / normalDensity(z);
    z += step;
    if (Math.abs(step) < 1e-16 * z) break;
  }
  return Math.sign(share) * z;
}
