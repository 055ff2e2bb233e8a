/**
 * What one policy has learned, read by another: an agent that changes its policy keeps what it knows, as nearly as the other
 * can hold it.
 *
 * A linear state holds J = Σ w φφᵀ and h = Σ w y φ. The logistic likelihood, expanded where every action has the overall rate
 * p, is quadratic with the precision c J and the vector c η J₀ + (h − p J₀), where c = p(1 − p), η = logit p and J₀ = Σ w φ is
 * the column of the intercept. The way back solves the same two equations; it is exact as far as rates stay near p.
 */
import { ln } from '../math/elementary.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { LearnerState } from './learner-state.ts';
import { startPrior } from './logistic-prior.ts';
import { LOGISTIC_SETTINGS } from './logistic-settings.ts';
import type { LogisticState } from './logistic-state.ts';
import { type ContestState, eachState } from './start-contest.ts';

/** Rates at the edge would have no curvature. */
const SMALLEST_RATE = 0.001;

/** What both states count by: the linear one per day, its weights in horizons; the logistic one per `decisionDays`. */
export interface Units {
  readonly horizonDays: number;
  readonly decisionDays: number;
}

export function logisticFromLinear(state: LearnerState, layout: FeatureLayout, units: Units): LogisticState {
  const perHorizon = units.horizonDays / units.decisionDays;
  const n = state.n * perHorizon;
  const successes = Math.min(n, state.sumY * units.horizonDays);
  const { rate, odds, curvature } = expansionAt(n, successes);
  const precision = state.precision.map((value) => curvature * perHorizon * value);
  const shift = odds - rate / curvature;
  return {
    size: state.size,
    precision,
    vector: state.vector.map((value, i) => shift * intercept(precision, i) + units.horizonDays * value),
    n,
    successes,
    prior: startPrior(layout, LOGISTIC_SETTINGS, odds),
  };
}

/** The inverse. Rewards are taken to have been 0 or 1 in a full window each. */
export function linearFromLogistic(state: LogisticState, { horizonDays, decisionDays }: Units): LearnerState {
  const { size, n, successes, vector, precision } = state;
  const perHorizon = horizonDays / decisionDays;
  const { rate, odds, curvature } = expansionAt(n, successes);
  const shift = odds - rate / curvature;
  return {
    size,
    precision: precision.map((value) => value / (curvature * perHorizon)),
    vector: vector.map((value, i) => (value - shift * intercept(precision, i)) / horizonDays),
    n: n / perHorizon,
    sumY: successes / horizonDays,
    sumYY: successes / (horizonDays * decisionDays),
  };
}

/**
 * What a logistic learner knows when the days that a decision has to itself have changed: rates are low, so that half the
 * days mean half the rate, twice the rows, and the same effects between options.
 */
export const inUnitsOf = (contest: ContestState, daysBefore: number, daysNow: number): ContestState =>
  daysBefore === daysNow ? contest : eachState(contest, (state) => shifted(state, daysBefore, daysNow));

/** Of one learner. */
export function shifted(state: LogisticState, daysBefore: number, daysNow: number): LogisticState {
  if (state.prior === null) return state;
  const shift = ln(daysNow / daysBefore);
  const { precision } = state;
  const prior = { ...state.prior, shift: state.prior.shift.slice() };
  prior.shift[0] = prior.shift[0]! + shift * prior.precision[0]!;
  return {
    ...state,
    vector: state.vector.map((value, i) => value + shift * intercept(precision, i)),
    n: (state.n * daysBefore) / daysNow,
    prior,
  };
}

/** Entry i of J₀. */
const intercept = (precision: Float64Array, i: number): number => precision[(i * (i + 1)) / 2]!;

function expansionAt(n: number, successes: number) {
  const rate = Math.min(1 - SMALLEST_RATE, Math.max(SMALLEST_RATE, (successes + 0.5) / (n + 1)));
  return { rate, odds: ln(rate / (1 - rate)), curvature: rate * (1 - rate) };
}
