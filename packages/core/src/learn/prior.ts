/**
 * The prior of the linear-Gaussian learner: independent normals around zero, one variance per part of the model, as
 * multiples of the variance v of the reward, so that money, counts and 0/1 need no setting.
 *
 * Main effects, option × attribute and pairs are the logit-scale start variances .06, .01, .01 that were measured for
 * marketing programmes, taken to the linear scale at a rate of 16 %: a logit effect times p(1 − p) = v, hence a variance
 * times v² = .134 v. The shared part cancels in every choice between actions and is only kept from absorbing them.
 */
import type { FeatureLayout, FeaturePart } from '../policy/feature-layout.ts';
import { featureParts } from '../policy/feature-layout.ts';

const VARIANCE_MULTIPLES: Readonly<Record<FeaturePart, number>> = {
  intercept: 1000,
  shared_x: 0.1,
  main: 0.008,
  option_x: 0.00134,
  pair: 0.00134,
};

/** Prior precision (1 / variance) of each coefficient; `rewardVariance` > 0. */
export function priorPrecisions(layout: FeatureLayout, rewardVariance: number): Float64Array {
  return Float64Array.from(featureParts(layout), (part) => 1 / (VARIANCE_MULTIPLES[part] * rewardVariance));
}
