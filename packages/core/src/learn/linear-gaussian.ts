/**
 * Bayesian linear regression of the reward on (customer, action), and the draws from its posterior that act for a day
 * (finite-draw Thompson sampling). The plain policy, and the baseline that others are measured against.
 */
import { cholesky, multiplyPacked, solveCholesky } from '../math/cholesky.ts';
import type { NextVersionInput, Policy } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { drawVersion, type Posterior } from './draw-version.ts';
import { learnDay } from './learn-day.ts';
import { adaptState, decay, deserializeState, emptyState, type LearnerState, serializeState } from './learner-state.ts';
import { priorPrecisions } from './prior.ts';

/** The residual variance is never taken to be less than this share of the reward's variance. */
const SMALLEST_RESIDUAL_SHARE = 0.05;

/**
 * Draws the next version. While no reward has matured, or all rewards so far are equal, nothing distinguishes the
 * actions and the version is uniform; also when the agent's learning says so.
 */
export function nextPolicyVersion(input: NextVersionInput<LearnerState>): PolicyVersion {
  const { state, layout, learning } = input;
  if (learning.policy === 'uniform') return { kind: 'uniform' };
  const posterior = posteriorOf(state, layout);
  if (posterior === null) return { kind: 'uniform' };
  // Coefficients are of the reward less its average.
  return drawVersion(posterior, { scale: 'per_day', offset: state.sumY / state.n }, input);
}

/** Null while the rewards have no variance. The reward is measured from its average. */
function posteriorOf(state: LearnerState, layout: FeatureLayout): Posterior | null {
  if (!(state.n > 0)) return null;
  const average = state.sumY / state.n;
  const centredSquares = state.sumYY - average * state.sumY;
  const rewardVariance = centredSquares / state.n;
  // Rounding leaves a little of the squares even when all rewards are the same.
  if (!(centredSquares > 1e-12 * state.sumYY)) return null;
  // Feature 0 is 1 in every row, so column 0 of J is Σ w φ: rewards are centred without touching the rows again.
  const vector = state.vector.map((value, i) => value - average * state.precision[(i * (i + 1)) / 2]!);
  const prior = priorPrecisions(layout, rewardVariance);
  const first = solve(state, vector, prior, rewardVariance);
  const fitted = multiplyPacked(state.precision, first.mean);
  const residualSquares = first.mean.reduce((sum, b, i) => sum + b * (fitted[i]! - 2 * vector[i]!), centredSquares);
  const share = residualSquares / centredSquares;
  const noise = rewardVariance * Math.min(1, Math.max(SMALLEST_RESIDUAL_SHARE, share));
  return solve(state, vector, prior, noise);
}

/** Posterior precision J/σ² + P and mean, for noise variance σ². */
function solve(state: LearnerState, vector: Float64Array, prior: Float64Array, noise: number): Posterior {
  const precision = state.precision.map((value) => value / noise);
  for (let i = 0; i < state.size; i++) {
    const diagonal = (i * (i + 1)) / 2 + i;
    precision[diagonal] = precision[diagonal]! + prior[i]!;
  }
  const factor = cholesky(precision, state.size);
  const mean = solveCholesky(
    factor,
    vector.map((value) => value / noise),
  );
  return { mean, factor };
}

export const linearThompson: Policy<LearnerState> = {
  name: 'linear_thompson',
  emptyState,
  learnDay,
  forget: ({ state, days, learning }) => decay(state, days, learning.halfLifeDays),
  adapt: adaptState,
  nextVersion: nextPolicyVersion,
  serializeState,
  deserializeState,
};
