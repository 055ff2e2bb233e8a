/** What the logistic learner knows: the likelihood of the rows so far as one normal, and the prior beside it. */
import { cholesky, packedLength, solveCholesky } from '../math/cholesky.ts';
import { damaged, packNumbers, unpackNumbers } from '../policy/binary.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { originsOf } from './changed-layout.ts';
import type { Posterior } from './draw-version.ts';
import {
  emptyLikelihood,
  type Likelihood,
  mergeLikelihoods,
  moveLikelihood,
  rememberedShare,
  sumOf,
  weighLikelihood,
} from './likelihood.ts';
import { type LogisticPrior, mergePriors, movePrior } from './logistic-prior.ts';

/** J and h of the quadratics that stand for the rows' log-likelihoods. */
export interface LogisticState extends Likelihood {
  /** Σ w: rows so far (less after forgetting). */
  readonly n: number;
  /** Σ w y. */
  readonly successes: number;
  /** Null before the first row. */
  readonly prior: LogisticPrior | null;
}

export const emptyLogisticState = ({ size }: { readonly size: number }): LogisticState => ({
  ...emptyLikelihood(size),
  n: 0,
  successes: 0,
  prior: null,
});

/** Likelihoods add; of the priors the mean, weighted by rows. Throws `internal` when the sizes differ. */
export const mergeLogistic = (a: LogisticState, b: LogisticState): LogisticState => ({
  ...mergeLikelihoods(a, b),
  n: a.n + b.n,
  successes: a.successes + b.successes,
  prior: a.prior === null || b.prior === null ? (a.prior ?? b.prior) : mergePriors(a.prior, a.n, b.prior, b.n),
});

/** Posterior of the likelihood `precision`, `vector` under the prior. */
export function posteriorUnder(prior: LogisticPrior, precision: Float64Array, vector: Float64Array): Posterior {
  const size = vector.length;
  const total = precision.slice();
  for (let i = 0; i < size; i++) {
    const diagonal = (i * (i + 1)) / 2 + i;
    total[diagonal] = total[diagonal]! + prior.precision[i]!;
  }
  const factor = cholesky(total, size);
  return { factor, mean: solveCholesky(factor, sumOf(vector, prior.shift)) };
}

/**
 * The state under a changed action space, as `adaptState`: a new option knows nothing and has the prior of an option that
 * nobody has seen. Throws `internal` for another context.
 */
export function adaptLogistic(state: LogisticState, from: FeatureLayout, to: FeatureLayout): LogisticState {
  const origin = originsOf(from, to);
  const prior = state.prior === null ? null : movePrior(state.prior, origin, to);
  return { ...state, ...moveLikelihood(state, origin), prior };
}

/** Everything weighed by ½^(days/halfLifeDays). Null half-life or no days: the same state. */
export function decayLogistic(state: LogisticState, days: number, halfLifeDays: number | null): LogisticState {
  const share = rememberedShare(days, halfLifeDays);
  if (share === 1) return state;
  return { ...state, ...weighLikelihood(state, share), n: state.n * share, successes: state.successes * share };
}

export const LOGISTIC_FORMAT = 'fitly/logistic-state/1';
/** n, successes, and the five numbers of the prior that are not per coefficient. */
const SCALARS = 7;

export function serializeLogistic({ size, precision, vector, n, successes, prior }: LogisticState): Uint8Array {
  const numbers = [Float64Array.of(n, successes), vector, precision];
  if (prior !== null) {
    const { mainVariance, optionByFeature, pair } = prior;
    numbers.push(
      Float64Array.of(mainVariance, optionByFeature.variance, optionByFeature.inclusion, pair.variance, pair.inclusion),
      prior.precision,
      prior.shift,
    );
  }
  return packNumbers({ format: LOGISTIC_FORMAT, size, prior: prior !== null }, joined(numbers));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The inverse, bit for bit. Throws `database_damaged` for other bytes. */
export function deserializeLogistic(bytes: Uint8Array): LogisticState {
  const { header, numbers } = unpackNumbers(bytes, 'learner state');
  const { format, size, prior } = header as { format?: unknown; size?: unknown; prior?: unknown };
  if (format !== LOGISTIC_FORMAT || typeof size !== 'number' || typeof prior !== 'boolean') {
    throw damaged(bytes, 'learner state');
  }
  const likelihood = 2 + size + packedLength(size);
  if (numbers.length !== likelihood + (prior ? SCALARS - 2 + 2 * size : 0)) throw damaged(bytes, 'learner state');
  const at = (i: number): number => numbers[likelihood + i]!;
  const sites = likelihood + SCALARS - 2;
  return {
    size,
    n: numbers[0]!,
    successes: numbers[1]!,
    vector: numbers.slice(2, 2 + size),
    precision: numbers.slice(2 + size, likelihood),
    prior: prior
      ? {
          mainVariance: at(0),
          optionByFeature: { variance: at(1), inclusion: at(2) },
          pair: { variance: at(3), inclusion: at(4) },
          precision: numbers.slice(sites, sites + size),
          shift: numbers.slice(sites + size),
        }
      : null,
  };
}
