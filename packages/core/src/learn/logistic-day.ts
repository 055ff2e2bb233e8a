/**
 * One day's matured rows, folded into the state of the logistic learner: an online Laplace approximation. With theta the
 * posterior mean and b what the day has in common, a row's log-likelihood is replaced by the quadratic that touches it
 * (weight w = μ(1−μ), working response z = η + (y − μ)/w); two Newton steps find where. b is integrated out, so that a good
 * day says nothing about the options that were chosen on it.
 */
import { FitlyError } from '../errors.ts';
import { inverseDiagonal } from '../math/cholesky.ts';
import { ln, logistic } from '../math/elementary.ts';
import type { LearnDayInput, TrainingRows } from '../policy/contract.ts';
import { blocksOf, type FeatureLayout, pairsOf } from '../policy/feature-layout.ts';
import { mergeLikelihoods } from './likelihood.ts';
import { refreshPrior, startPrior } from './logistic-prior.ts';
import type { LogisticSettings } from './logistic-settings.ts';
import { type LogisticState, posteriorUnder } from './logistic-state.ts';
import { assembleState, mergeMoments, rowMoments } from './moments.ts';
import { checkRows, leavesOf, mergeTree, rowsByShard } from './shards.ts';

/** Curvature below this is not believed: classes that separate would stop all learning. */
const SMALLEST_CURVATURE = 1e-4;
const DAY_STEPS = 5;
const NEWTON_STEPS = 2;
/** While the linearisation is still far from where it will settle. */
const FIRST_NEWTON_STEPS = 4;
/** Rows per coefficient below which data are few. */
const FEW_ROWS = 10;

/** Throws `internal` for rows that do not fit the layout or whose reward × weight is not in [0, 1]. */
export function learnLogisticDay(
  { state, layout, rows, shardKey, workers = 1 }: LearnDayInput<LogisticState>,
  settings: LogisticSettings,
): LogisticState {
  checkRows(layout, rows);
  checkBinary(rows);
  if (rows.count === 0) return state;
  const shards = rowsByShard(rows, shardKey);
  const n = sumOver(shards, workers, (row) => rows.weights?.[row] ?? 1);
  const successes = sumOver(shards, workers, (row) => (rows.weights?.[row] ?? 1) * rows.rewards[row]!);
  const prior = state.prior ?? startPrior(layout, settings, logOdds(successes, n));
  const linear = linearPredictors(layout, rows);
  let { mean } = posteriorUnder(prior, state.precision, state.vector);
  let eta = linear(mean);
  let day = dayEffect(rows, eta, shards, workers, settings.dayVariance);
  const steps = state.n < FEW_ROWS * layout.size ? FIRST_NEWTON_STEPS : NEWTON_STEPS;
  for (let step = 1; ; step++) {
    const working = workingRows(rows, eta, day);
    const leaves = leavesOf(shards, workers, (positions) => rowMoments(layout, working, positions));
    const sums = assembleState(layout, mergeTree(leaves, mergeMoments));
    const { shrink, responses, curvature } = integrateDay(sums, settings.dayVariance);
    const { precision, vector } = mergeLikelihoods(state, sums);
    const posterior = posteriorUnder(prior, precision, vector);
    if (step === steps) {
      const variance = inverseDiagonal(posterior.factor, layout.size);
      const marginals = { mean: posterior.mean, variance };
      return {
        size: state.size,
        precision,
        vector,
        n: state.n + n,
        successes: state.successes + successes,
        prior: refreshPrior(prior, marginals, layout, settings),
      };
    }
    mean = posterior.mean;
    eta = linear(mean);
    day = shrink * (responses - dot(curvature, mean));
  }
}

/**
 * How well a state foresaw rows that it has not learned from: their log-likelihood at the posterior mean, with what the day
 * has in common set to what suits the rows best. 0 before the first row.
 */
export function foreseen(
  { state, layout, rows, shardKey, workers = 1 }: LearnDayInput<LogisticState>,
  { dayVariance }: LogisticSettings,
): number {
  if (state.prior === null || rows.count === 0) return 0;
  const shards = rowsByShard(rows, shardKey);
  const eta = linearPredictors(layout, rows)(posteriorUnder(state.prior, state.precision, state.vector).mean);
  const day = dayEffect(rows, eta, shards, workers, dayVariance);
  return sumOver(shards, workers, (row) => {
    const weight = rows.weights?.[row] ?? 1;
    const success = weight * rows.rewards[row]!;
    const mean = Math.min(1 - SMALLEST_CHANCE, Math.max(SMALLEST_CHANCE, logistic(eta[row]! + day)));
    return success * ln(mean) + (weight - success) * ln(1 - mean);
  });
}

/** So that one surprise does not decide everything. */
const SMALLEST_CHANCE = 1e-4;

/** Half a success and half a failure more, so that it is finite. Rows that weigh less than 1 can hold more successes than n. */
const logOdds = (successes: number, n: number): number => ln((successes + 0.5) / (Math.max(0, n - successes) + 0.5));

/** A sum over all rows in the fixed tree. */
function sumOver(shards: readonly (readonly number[])[], workers: number, term: (row: number) => number): number {
  const leaves = leavesOf(shards, workers, (positions) => {
    let sum = 0;
    for (const row of positions) sum += term(row);
    return sum;
  });
  return mergeTree(leaves, (a, b) => a + b);
}

/** φ·theta of every row, as a function of theta. */
function linearPredictors(layout: FeatureLayout, rows: TrainingRows): (theta: Float64Array) => Float64Array {
  const { contextSize } = layout;
  const { actions, contexts, count } = rows;
  const features: { readonly blocks: readonly number[]; readonly pairs: readonly number[] }[] = [];
  for (const action of actions) {
    features[action] ??= { blocks: blocksOf(layout, action), pairs: pairsOf(layout, action) };
  }
  return (theta) => {
    const eta = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      const { blocks, pairs } = features[actions[row]!]!;
      const start = row * contextSize;
      let sum = 0;
      for (let b = 0; b < blocks.length; b++) {
        const block = blocks[b]!;
        sum += theta[block]!;
        for (let j = 0; j < contextSize; j++) sum += contexts[start + j]! * theta[block + 1 + j]!;
      }
      for (let k = 0; k < pairs.length; k++) sum += theta[pairs[k]!]!;
      eta[row] = sum;
    }
    return eta;
  };
}

/** b: what the day has in common, normal around zero a priori; the maximum of its posterior given eta. */
function dayEffect(
  rows: TrainingRows,
  eta: Float64Array,
  shards: readonly (readonly number[])[],
  workers: number,
  variance: number,
): number {
  let day = 0;
  for (let step = 0; step < DAY_STEPS; step++) {
    const leaves = leavesOf(shards, workers, (positions) => slopeOf(rows, eta, day, positions));
    const { slope, curvature } = mergeTree(leaves, (a, b) => ({
      slope: a.slope + b.slope,
      curvature: a.curvature + b.curvature,
    }));
    day += (slope - day / variance) / (curvature + 1 / variance);
  }
  return day;
}

/** First derivative of the rows' log-likelihood in what the day has in common, and minus the second. */
function slopeOf(rows: TrainingRows, eta: Float64Array, day: number, positions: readonly number[]) {
  const { rewards, weights } = rows;
  let [slope, curvature] = [0, 0];
  for (const row of positions) {
    const weight = weights?.[row] ?? 1;
    const mean = logistic(eta[row]! + day);
    slope += weight * (rewards[row]! - mean);
    curvature += weight * curvatureAt(mean);
  }
  return { slope, curvature };
}

const curvatureAt = (mean: number): number => Math.max(SMALLEST_CURVATURE, mean * (1 - mean));

/** The rows as a weighted linear regression: weight w, response z. */
function workingRows(rows: TrainingRows, eta: Float64Array, day: number): TrainingRows {
  const weights = new Float64Array(rows.count);
  const rewards = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const mean = logistic(eta[row]! + day);
    const curvature = curvatureAt(mean);
    weights[row] = (rows.weights?.[row] ?? 1) * curvature;
    // The day is part of the linear predictor; z is what the working regression with a day intercept has to explain.
    rewards[row] = eta[row]! + day + (rows.rewards[row]! - mean) / curvature;
  }
  return { ...rows, weights, rewards };
}

interface DayIntegral {
  /** k = 1/(W + 1/variance). */
  readonly shrink: number;
  /** s = Σ w z. */
  readonly responses: number;
  /** g = Σ w φ. */
  readonly curvature: Float64Array;
}

/** Changes `sums`: feature 0 is 1 in every row, so its column of Σ w φ φᵀ is what the rows share with the day's intercept. */
function integrateDay(
  { precision, vector }: { readonly precision: Float64Array; readonly vector: Float64Array },
  variance: number,
): DayIntegral {
  const size = vector.length;
  const curvature = Float64Array.from({ length: size }, (_, i) => precision[(i * (i + 1)) / 2]!);
  const responses = vector[0]!;
  const shrink = 1 / (curvature[0]! + 1 / variance);
  for (let i = 0, at = 0; i < size; i++) {
    const scaled = shrink * curvature[i]!;
    for (let j = 0; j <= i; j++, at++) precision[at] = precision[at]! - scaled * curvature[j]!;
    vector[i] = vector[i]! - scaled * responses;
  }
  return { shrink, responses, curvature };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Rounding of reward × weight. */
const TOLERANCE = 1e-9;

function checkBinary({ rewards, weights }: TrainingRows): void {
  const bad = rewards.findIndex((reward, row) => {
    const success = reward * (weights?.[row] ?? 1);
    return !(success >= 0 && success <= 1 + TOLERANCE);
  });
  if (bad === -1) return;
  throw new FitlyError(
    'internal',
    `training row ${bad} has the reward ${rewards[bad]}, but the logistic policy learns from success or failure`,
    { next: 'use learning.policy linear_thompson for amounts of money' },
  );
}
