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
 * fraction of Didonato & Morris (1992, "Algorithm 708", BFRAC), with Loader's saddle point in front.
 */
export function betaTails(x: number, y: number, a: number, b: number): Tails {
  if (!(a > 0 && b > 0) || !(x >= 0 && y >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const front = (binomialDensity(a, b, x, y) * a * b) / (a + b);
  if (x * (a + b + 2) <= a + 1) {
    const lower = Math.min(1, front * fraction(x, y, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, front * fraction(y, x, b, a));
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

/**
 * I_x(a, b) B(a, b) / (x^a y^b) for x up to about a / (a + b). What a − (a + b) x leaves is taken from the side on which it does not
 * cancel, so that 3 of 10¹⁵ keeps its digits.
 */
function fraction(x: number, y: number, a: number, b: number): number {
  const left = 1 + (a > b ? (a + b) * y - b : a - (a + b) * x);
  const ratio = b / a;
  const first = 1 + 1 / a;
  let [p, s] = [1, a + 1];
  let [above, below, result] = [0, 1, first / left];
  let [nextAbove, nextBelow] = [1, left / first];
  for (let n = 1; n < MAX_TERMS; n += 1) {
    const t = n / a;
    const w = n * (b - n) * x;
    const share = a / s;
    const alpha = p * (p + ratio) * share * share * (w * x);
    const beta = n + w / s + ((1 + t) / (first + t + t)) * (left + n * (1 + y));
    p = 1 + t;
    s += 2;
    const [newAbove, newBelow] = [alpha * above + beta * nextAbove, alpha * below + beta * nextBelow];
    const before = result;
    result = newAbove / newBelow;
    if (Math.abs(result - before) <= 2 * Number.EPSILON * result) break;
    // Scaled by the newest, so that neither side leaves the doubles.
    [above, below] = [nextAbove / newBelow, nextBelow / newBelow];
    [nextAbove, nextBelow] = [result, 1];
  }
  return result;
}
