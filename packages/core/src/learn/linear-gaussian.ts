/**
 * Bayesian linear regression of the reward on (customer, action), and the draws from its posterior that act for a day
 * (finite-draw Thompson sampling). The plain policy, and the baseline that others are measured against.
 */
import { cholesky, multiplyPacked, solveCholesky, solveLowerTransposed } from '../math/cholesky.ts';
import { normalStream } from '../math/random.ts';
import type { NextVersionInput, Policy } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { learnDay } from './learn-day.ts';
import { decay, deserializeState, emptyState, type LearnerState, merge, serializeState } from './learner-state.ts';
import { priorPrecisions } from './prior.ts';

/** The residual variance is never taken to be less than this share of the reward's variance. */
const SMALLEST_RESIDUAL_SHARE = 0.05;

interface Posterior {
  /** Mean of the coefficients; the reward is measured from its average. */
  readonly mean: Float64Array;
  /** Lower Cholesky factor of the posterior precision, packed. */
  readonly factor: Float64Array;
}

/**
 * Draws the next version. While no reward has matured, or all rewards so far are equal, nothing distinguishes the
 * actions and the version is uniform; also when the agent's learning says so.
 */
export function nextPolicyVersion(input: NextVersionInput<LearnerState>): PolicyVersion {
  const { state, layout, learning, encodingVersion } = input;
  if (learning.policy === 'uniform') return { kind: 'uniform' };
  const posterior = posteriorOf(state, layout);
  if (posterior === null) return { kind: 'uniform' };
  const { dimensions } = layout.space;
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions },
    encodingVersion,
    contextSize: layout.contextSize,
    draws: learning.draws,
    floor: learning.floor,
    coefficients: drawCoefficients(posterior, input),
  };
}

/** Null while the rewards have no variance. */
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

/** M × p: mean + temper · L⁻ᵀ z, each draw with a stream of its own. */
function drawCoefficients({ mean, factor }: Posterior, input: NextVersionInput<LearnerState>): Float64Array {
  const { draws, temper } = input.learning;
  const coefficients = new Float64Array(draws * mean.length);
  for (let m = 0; m < draws; m++) {
    const next = normalStream(input.key, `${input.name}/${m}`);
    const spread = solveLowerTransposed(factor, Float64Array.from(mean, next));
    for (let i = 0; i < mean.length; i++) coefficients[m * mean.length + i] = mean[i]! + temper * spread[i]!;
  }
  return coefficients;
}

export const linearThompson: Policy<LearnerState> = {
  name: 'linear_thompson',
  emptyState,
  learnDay,
  merge,
  decay,
  nextVersion: nextPolicyVersion,
  serializeState,
  deserializeState,
};
