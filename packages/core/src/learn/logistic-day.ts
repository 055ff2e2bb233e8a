/**
 * One day's matured rows, folded into the state of the logistic learner: an online Laplace approximation. With theta the
 * posterior mean and b what the day has in common, a row's log-likelihood is replaced by the quadratic that touches it
 * (weight w = μ(1−μ), working response z = η + (y − μ)/w); two Newton steps find where. b is integrated out, so that a good
 * day says nothing about the options that were chosen on it.
 */
import { FitlyError } from '../errors.ts';
import { ln, logistic } from '../math/elementary.ts';
import type { LearnDayInput, TrainingRows } from '../policy/contract.ts';
import { blocksOf, type FeatureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { WeighedPlaces } from '../policy/fold-arithmetic.ts';
import { type ArrangedRows, arrangeRows, sumOverPlaces } from './arranged-rows.ts';
import { roomFor } from './day-room.ts';
import { byPlace } from './learn-day.ts';
import { addTo } from './likelihood.ts';
import { refreshPrior, startPrior } from './logistic-prior.ts';
import type { LogisticSettings } from './logistic-settings.ts';
import { type LogisticState, posteriorUnder } from './logistic-state.ts';
import { likelihoodOf } from './moments.ts';
import { plainFold } from './plain-fold.ts';
import { checkRows, mergeTree, SHARDS } from './shards.ts';

/** Curvature below this is not believed: classes that separate would stop all learning. */
const SMALLEST_CURVATURE = 1e-4;
const DAY_STEPS = 5;
const NEWTON_STEPS = 2;
/** While the linearisation is still far from where it will settle. */
const FIRST_NEWTON_STEPS = 4;
/** Rows per coefficient below which data are few. */
const FEW_ROWS = 10;

/** Throws `internal` for rows that do not fit the layout or whose reward × weight is not in [0, max(1, weight)]. */
export function learnLogisticDay(input: LearnDayInput<LogisticState>, settings: LogisticSettings): LogisticState {
  const { state, layout, rows, workers = 1, arithmetic = plainFold } = input;
  checkRows(layout, rows);
  checkBinary(rows);
  if (rows.count === 0) return state;
  const day = startDay(input);
  const { n, successes } = day;
  const prior = state.prior ?? startPrior(layout, settings, logOdds(successes, n));
  const room = roomFor('factor', state.precision.length);
  let { mean } = posteriorUnder(prior, state.precision, state.vector, room, arithmetic);
  const eta = roomFor('predictors', rows.count);
  predict(eta, layout, day.arranged, mean);
  const working = {
    weights: roomFor('working_weights', rows.count),
    responses: roomFor('working_responses', rows.count),
  };
  let shared = dayEffect(day, eta, settings.dayVariance);
  const steps = state.n < FEW_ROWS * layout.size ? FIRST_NEWTON_STEPS : NEWTON_STEPS;
  for (let step = 1; ; step++) {
    linearise(working, day, eta, shared);
    const { precision, vector } = likelihoodOf(layout, day.arranged, working, { workers, arithmetic });
    const { shrink, responses, curvature } = integrateDay(precision, vector, settings.dayVariance);
    addTo(precision, state.precision);
    addTo(vector, state.vector);
    const posterior = posteriorUnder(prior, precision, vector, room, arithmetic);
    if (step === steps) {
      const variance = arithmetic.inverseDiagonal(posterior.factor, layout.size);
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
    predict(eta, layout, day.arranged, mean);
    shared = shrink * (responses - dot(curvature, mean));
  }
}

/** A day's rows in the order of the places. */
interface LogisticDay {
  readonly arranged: ArrangedRows;
  readonly weights: Float64Array;
  /** reward × weight is 0 or 1; in a weighted log 0 or the weight. */
  readonly rewards: Float64Array;
  readonly n: number;
  readonly successes: number;
}

function startDay({ layout, rows, shardKey, arithmetic = plainFold }: LearnDayInput<LogisticState>): LogisticDay {
  const arranged = arrangeRows(layout, rows, shardKey, arithmetic);
  const weights = byPlace(arranged, rows.weights, 'weights');
  const rewards = byPlace(arranged, rows.rewards, 'rewards');
  return {
    ...{ arranged, weights, rewards },
    n: sumOverPlaces(arranged, (place) => weights[place]!),
    successes: sumOverPlaces(arranged, (place) => weights[place]! * rewards[place]!),
  };
}

/** Rows that a state has not learned from, as it foresaw them: by place, good until other rows are arranged. */
export interface Foresight {
  readonly arranged: ArrangedRows;
  /** Of the posterior. */
  readonly mean: Float64Array;
  /** w μ. */
  readonly expected: Float64Array;
  /** w y. */
  readonly successes: Float64Array;
}

/** At the posterior mean, with what the day has in common set to what suits the rows best. `state` has seen rows. */
export function foreseeDay(input: LearnDayInput<LogisticState>, settings: LogisticSettings): Foresight {
  const { day, mean, eta, shared } = outlookOn(input, settings);
  const count = eta.length;
  const expected = roomFor('working_weights', count);
  const successes = roomFor('working_responses', count);
  for (let place = 0; place < count; place++) {
    expected[place] = day.weights[place]! * logistic(eta[place]! + shared);
    successes[place] = day.weights[place]! * day.rewards[place]!;
  }
  return { arranged: day.arranged, mean, expected, successes };
}

function outlookOn(input: LearnDayInput<LogisticState>, { dayVariance }: LogisticSettings) {
  const { state, layout, rows, arithmetic = plainFold } = input;
  const day = startDay(input);
  const room = roomFor('factor', state.precision.length);
  const { mean } = posteriorUnder(state.prior!, state.precision, state.vector, room, arithmetic);
  const eta = roomFor('predictors', rows.count);
  predict(eta, layout, day.arranged, mean);
  return { day, mean, eta, shared: dayEffect(day, eta, dayVariance) };
}

/**
 * How well a state foresaw rows that it has not learned from: their log-likelihood at the posterior mean, with what the day
 * has in common set to what suits the rows best. 0 before the first row.
 */
export function foreseen(input: LearnDayInput<LogisticState>, settings: LogisticSettings): number {
  if (input.state.prior === null || input.rows.count === 0) return 0;
  const { day, eta, shared } = outlookOn(input, settings);
  return sumOverPlaces(day.arranged, (place) => {
    const weight = day.weights[place]!;
    const success = weight * day.rewards[place]!;
    const chance = Math.min(1 - SMALLEST_CHANCE, Math.max(SMALLEST_CHANCE, logistic(eta[place]! + shared)));
    return success * ln(chance) + (weight - success) * ln(1 - chance);
  });
}

/** So that one surprise does not decide everything. */
const SMALLEST_CHANCE = 1e-4;

/** Half a success and half a failure more, so that it is finite. Rows that weigh less than 1 can hold more successes than n. */
const logOdds = (successes: number, n: number): number => ln((successes + 0.5) / (Math.max(0, n - successes) + 0.5));

/** Fills `eta`: φ·theta of every place. What an action adds to each number of the context is the same for all its rows. */
function predict(
  eta: Float64Array,
  layout: FeatureLayout,
  { segments, starts, ends, indices, values }: ArrangedRows,
  theta: Float64Array,
): void {
  for (const { action, from, to } of segments) {
    const effects = effectsOf(layout, action, theta);
    for (let place = from; place < to; place++) {
      const end = ends[place]!;
      let sum = 0;
      for (let a = starts[place]!; a < end; a++) sum += values[a]! * effects[indices[a]!]!;
      eta[place] = sum;
    }
  }
}

/** Of an action: its intercept, and its effect by each number of the context. Length 1 + d. */
function effectsOf(layout: FeatureLayout, action: number, theta: Float64Array): Float64Array {
  const effects = new Float64Array(layout.blockSize);
  for (const block of blocksOf(layout, action)) {
    for (let j = 0; j < effects.length; j++) effects[j] = effects[j]! + theta[block + j]!;
  }
  for (const pair of pairsOf(layout, action)) effects[0] = effects[0]! + theta[pair]!;
  return effects;
}

/** A step below this changes nothing that matters. */
const SMALLEST_STEP = 1e-9;

/** b: what the day has in common, normal around zero a priori; the maximum of its posterior given eta. */
function dayEffect(day: LogisticDay, eta: Float64Array, variance: number): number {
  let shared = 0;
  for (let step = 0; step < DAY_STEPS; step++) {
    const { slope, curvature } = slopeOf(day, eta, shared);
    const change = (slope - shared / variance) / (curvature + 1 / variance);
    shared += change;
    if (Math.abs(change) < SMALLEST_STEP) break;
  }
  return shared;
}

/** First derivative of the rows' log-likelihood in what the day has in common, and minus the second: shards, then the tree. */
function slopeOf({ arranged: { count, shards }, weights, rewards }: LogisticDay, eta: Float64Array, shared: number) {
  const slopes = new Float64Array(SHARDS);
  const curvatures = new Float64Array(SHARDS);
  for (let place = 0; place < count; place++) {
    const shard = shards[place]!;
    const weight = weights[place]!;
    const mean = logistic(eta[place]! + shared);
    slopes[shard] = slopes[shard]! + weight * (rewards[place]! - mean);
    curvatures[shard] = curvatures[shard]! + weight * curvatureAt(mean);
  }
  const total = (values: Float64Array): number => mergeTree(Array.from(values), (a, b) => a + b);
  return { slope: total(slopes), curvature: total(curvatures) };
}

const curvatureAt = (mean: number): number => Math.max(SMALLEST_CURVATURE, mean * (1 - mean));

/** Fills `working` with the rows as a weighted linear regression: weight w, response z. */
function linearise(
  working: WeighedPlaces,
  { arranged: { count }, weights, rewards }: LogisticDay,
  eta: Float64Array,
  shared: number,
): void {
  for (let place = 0; place < count; place++) {
    const mean = logistic(eta[place]! + shared);
    const curvature = curvatureAt(mean);
    working.weights[place] = weights[place]! * curvature;
    // The day is part of the linear predictor; z is what the working regression with a day intercept has to explain.
    working.responses[place] = eta[place]! + shared + (rewards[place]! - mean) / curvature;
  }
}

interface DayIntegral {
  /** k = 1/(W + 1/variance). */
  readonly shrink: number;
  /** s = Σ w z. */
  readonly responses: number;
  /** g = Σ w φ. */
  readonly curvature: Float64Array;
}

/**
 * Changes the day's sums: feature 0 is 1 in every row, so its column of Σ w φ φᵀ is what the rows share with the day's
 * intercept.
 */
function integrateDay(precision: Float64Array, vector: Float64Array, variance: number): DayIntegral {
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
    const weight = weights?.[row] ?? 1;
    const success = reward * weight;
    return !(success >= 0 && success <= Math.max(1, weight) + TOLERANCE);
  });
  if (bad === -1) return;
  throw new FitlyError(
    'internal',
    `training row ${bad} has the reward ${rewards[bad]}, but the logistic policy learns from success or failure`,
    { next: 'use learning.policy linear_thompson for amounts of money' },
  );
}
