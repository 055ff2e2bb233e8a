/** Student's t distribution. `degrees` > 0, not necessarily whole; Infinity is the normal. */
import { betaQuantiles, betaTails } from './beta.ts';
import { normalQuantile, normalSurvival } from './normal.ts';

/**
 * Hill's normal approximation (1970, Communications of the ACM 13, algorithm 395) is exact to the last digits of a double
 * for many degrees, where the continued fraction of the beta function would gather rounding errors near the middle.
 */
const HILL_FROM = 1e4;
const HILL_UP_TO = 10;
const HILL_EVERYWHERE_FROM = 1e6;

const isHill = (t: number, degrees: number): boolean =>
  degrees >= HILL_EVERYWHERE_FROM || (degrees >= HILL_FROM && t <= HILL_UP_TO);

/** P(T ≥ t), accurate far into the tail. */
export function studentTSurvival(t: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(t)) return Number.NaN;
  const tail = upperTail(Math.abs(t), degrees);
  return t >= 0 ? tail : 1 - tail;
}

/** P(T ≤ t), accurate far into the lower tail. */
export const studentTCdf = (t: number, degrees: number): number => studentTSurvival(-t, degrees);

/** The t with P(T ≤ t) = p, for p in (0, 1); NaN otherwise. */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1) || !(degrees > 0)) return Number.NaN;
  const tail = Math.min(p, 1 - p);
  return p < 0.5 ? -upperQuantile(tail, degrees) : upperQuantile(tail, degrees);
}

/** The t ≥ 0 with P(|T| ≥ t) = `twoTailed`, in (0, 1): the critical value of a two-sided test at that level. */
export const studentTCritical = (twoTailed: number, degrees: number): number =>
  twoTailed > 0 && twoTailed < 1 && degrees > 0 ? upperQuantile(twoTailed / 2, degrees) : Number.NaN;

function upperTail(t: number, degrees: number): number {
  if (isHill(t, degrees)) return normalSurvival(hillOfT(t, degrees));
  const square = t * t;
  const whole = degrees + square;
  if (!Number.isFinite(whole)) return betaTails(0, 1, degrees / 2, 0.5).lower;
  return betaTails(degrees / whole, square / whole, degrees / 2, 0.5).lower / 2;
}

function hillOfT(t: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return t;
  const w = Math.sqrt((degrees - 0.5) * Math.log1p((t * t) / degrees));
  // Beyond this the tail is 0 and the powers below would leave the doubles.
  return w > 1e30 ? w : w + hillCorrection(w, degrees);
}

function hillCorrection(w: number, degrees: number): number {
  const b = 48 * (degrees - 0.5) ** 2;
  const first = (w ** 3 + 3 * w) / b;
  return first - (4 * w ** 7 + 33 * w ** 5 + 240 * w ** 3 + 855 * w) / (10 * b * (b + 0.8 * w ** 4 + 100));
}

function upperQuantile(tail: number, degrees: number): number {
  if (tail === 0.5) return 0;
  const z = -normalQuantile(tail);
  if (isHill(z * 1.01, degrees)) return tOfHill(z, degrees);
  // The nearer end of |T|: its tail far out, its centre near 0.
  const at = tail < 0.25 ? betaQuantiles({ lower: 2 * tail }, degrees / 2, 0.5) : centre(tail, degrees);
  return Math.sqrt((degrees * at.y) / at.x);
}

function centre(tail: number, degrees: number): { readonly x: number; readonly y: number } {
  const { x, y } = betaQuantiles({ lower: 1 - 2 * tail }, 0.5, degrees / 2);
  return { x: y, y: x };
}

function tOfHill(z: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return z;
  let w = z;
  for (let k = 0; k < 4; k += 1) w = z - hillCorrection(w, degrees);
  return Math.sqrt(degrees * Math.expm1((w * w) / (degrees - 0.5)));
}
