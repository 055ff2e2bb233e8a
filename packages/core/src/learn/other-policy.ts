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
import { emptyLogisticState, type LogisticState } from './logistic-state.ts';

/** Rates at the edge would have no curvature. */
const SMALLEST_RATE = 0.001;

/** `horizonDays`: the linear state counts per day, the logistic one per horizon. */
export function logisticFromLinear(state: LearnerState, layout: FeatureLayout, horizonDays: number): LogisticState {
  const { n, precision, vector } = state;
  if (!(n > 0)) return emptyLogisticState(layout);
  const successes = Math.min(n, state.sumY * horizonDays);
  const { rate, odds, curvature } = expansionAt(n, successes);
  return {
    size: state.size,
    precision: precision.map((value) => curvature * value),
    vector: vector.map((value, i) => (curvature * odds - rate) * intercept(precision, i) + horizonDays * value),
    n,
    successes,
    prior: startPrior(layout, LOGISTIC_SETTINGS, odds),
  };
}

/** The inverse. */
export function linearFromLogistic(state: LogisticState, horizonDays: number): LearnerState {
  const { size, n, successes, vector } = state;
  const { rate, odds, curvature } = expansionAt(n, successes);
  const precision = state.precision.map((value) => value / curvature);
  return {
    size,
    precision,
    vector: vector.map((value, i) => (value - (curvature * odds - rate) * intercept(precision, i)) / horizonDays),
    n,
    sumY: successes / horizonDays,
    sumYY: successes / (horizonDays * horizonDays),
  };
}

/** Entry i of J₀. */
const intercept = (precision: Float64Array, i: number): number => precision[(i * (i + 1)) / 2]!;

function expansionAt(n: number, successes: number) {
  const rate = Math.min(1 - SMALLEST_RATE, Math.max(SMALLEST_RATE, (successes + 0.5) / (n + 1)));
  return { rate, odds: ln(rate / (1 - rate)), curvature: rate * (1 - rate) };
}
