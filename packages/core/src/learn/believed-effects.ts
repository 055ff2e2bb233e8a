/** Effects as they may be, given what was learned: for worlds in which what is known holds, and what is not is drawn as ever. */
import { solveLowerTransposed } from '../math/cholesky.ts';
import { normalStream } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { type FeatureLayout, type FeaturePart, featureParts } from '../policy/feature-layout.ts';
import { posteriorUnder } from './logistic-state.ts';
import { type ContestState, leaderOf } from './start-contest.ts';

/** Where something is said to have no variance. */
const LARGEST_PRECISION = 1e6;

interface Drawing {
  /** Of each part of the coefficients where nothing is known, around zero; log-odds. */
  readonly variances: Readonly<Record<FeaturePart, number>>;
  readonly key: SipKey;
  /** Another one gives another draw. */
  readonly name: string;
}

/** One draw, length p, of the posterior that these variances give as a prior. Null: nothing was learned. */
export function drawBelievedEffects(
  contest: ContestState,
  layout: FeatureLayout,
  { variances, key, name }: Drawing,
): Float64Array | null {
  const { prior, precision, vector } = leaderOf(contest).state;
  if (prior === null) return null;
  const assumed = {
    ...prior,
    precision: Float64Array.from(featureParts(layout), (part) => Math.min(LARGEST_PRECISION, 1 / variances[part])),
    shift: new Float64Array(layout.size),
  };
  const { mean, factor } = posteriorUnder(assumed, precision, vector);
  const spread = solveLowerTransposed(factor, Float64Array.from(mean, normalStream(key, name)));
  return mean.map((value, i) => value + spread[i]!);
}
