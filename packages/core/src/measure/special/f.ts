/** The F distribution: a ratio of two mean squares. Degrees > 0, not necessarily whole. */
import { betaQuantiles, betaTails, type Tails } from './beta.ts';

/** P(F ≥ ratio), accurate far into the tail. */
export const fSurvival = (ratio: number, degreesAbove: number, degreesBelow: number): number =>
  tails(ratio, degreesAbove, degreesBelow).upper;

/** P(F ≤ ratio), accurate far into the lower tail. */
export const fCdf = (ratio: number, degreesAbove: number, degreesBelow: number): number =>
  tails(ratio, degreesAbove, degreesBelow).lower;

/** The ratio with P(F ≤ ratio) = p, for p in (0, 1); NaN otherwise. */
export function fQuantile(p: number, degreesAbove: number, degreesBelow: number): number {
  const { x, y } = betaQuantiles({ lower: p }, degreesAbove / 2, degreesBelow / 2);
  return (degreesBelow * x) / (degreesAbove * y);
}

function tails(ratio: number, above: number, below: number): Tails {
  if (!(ratio >= 0)) return ratio < 0 ? { lower: 0, upper: 1 } : { lower: Number.NaN, upper: Number.NaN };
  const numerator = above * ratio;
  const whole = numerator + below;
  if (!Number.isFinite(whole)) return { lower: 1, upper: 0 };
  return betaTails(numerator / whole, below / whole, above / 2, below / 2);
}
