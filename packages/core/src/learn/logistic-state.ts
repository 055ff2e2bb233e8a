/** What the logistic learner knows: the likelihood of the rows so far as one normal, and the prior beside it. */
import { packedLength, solveCholesky } from '../math/cholesky.ts';
import { damaged, packNumbers, unpackNumbers } from '../policy/binary.ts';
import type { AddedNumber } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { FoldArithmetic } from '../policy/fold-arithmetic.ts';
import { originsOf } from './changed-layout.ts';
import type { Posterior } from './draw-version.ts';
import {
  emptyLikelihood,
  type Likelihood,
  moveLikelihood,
  rememberedShare,
  sumOf,
  weighLikelihood,
} from './likelihood.ts';
import { type LogisticPrior, movePrior } from './logistic-prior.ts';
import { plainFold } from './plain-fold.ts';

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

/** Posterior of the likelihood `precision`, `vector` under the prior. `room`: as long as `precision`; holds the factor. */
export function posteriorUnder(
  prior: LogisticPrior,
  precision: Float64Array,
  vector: Float64Array,
  room: Float64Array = new Float64Array(precision.length),
  { factorise }: Pick<FoldArithmetic, 'factorise'> = plainFold,
): Posterior {
  const size = vector.length;
  room.set(precision);
  for (let i = 0; i < size; i++) {
    const diagonal = (i * (i + 1)) / 2 + i;
    room[diagonal] = room[diagonal]! + prior.precision[i]!;
  }
  const factor = factorise(room, size);
  return { factor, mean: solveCholesky(factor, sumOf(vector, prior.shift)) };
}

/**
 * The state under a changed action space, as `adaptState`: a new option knows nothing and has the prior of an option that
 * nobody has seen. Throws `internal` for another context.
 */
export function adaptLogistic(
  state: LogisticState,
  from: FeatureLayout,
  to: FeatureLayout,
  added: readonly AddedNumber[] = [],
): LogisticState {
  // What rows say of a constant they say of its double as well; what is assumed of both is not the same.
  const ofPrior = originsOf(
    from,
    to,
    added.map(() => 'nothing'),
  );
  const prior = state.prior === null ? null : movePrior(state.prior, ofPrior, to);
  return { ...state, ...moveLikelihood(state, originsOf(from, to, added)), prior };
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

export function serializeLogistic(state: LogisticState): Uint8Array {
  return packNumbers({ format: LOGISTIC_FORMAT, ...shapeOf(state) }, numbersOfState(state));
}

/** What has to be known besides the numbers to read a state from them. */
export interface StateShape {
  readonly size: number;
  readonly prior: boolean;
}

export const shapeOf = ({ size, prior }: LogisticState): StateShape => ({ size, prior: prior !== null });

/** How many numbers a state of this shape is. */
const lengthOf = ({ size, prior }: StateShape): number =>
  2 + size + packedLength(size) + (prior ? SCALARS - 2 + 2 * size : 0);

export function numbersOfState({ precision, vector, n, successes, prior }: LogisticState): Float64Array {
  const numbers = [Float64Array.of(n, successes), vector, precision];
  if (prior !== null) {
    const { mainVariance, optionByFeature, pair } = prior;
    numbers.push(
      Float64Array.of(mainVariance, optionByFeature.variance, optionByFeature.inclusion, pair.variance, pair.inclusion),
      prior.precision,
      prior.shift,
    );
  }
  return joined(numbers);
}

export function joined(parts: readonly Float64Array[]): Float64Array {
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
  const { format, ...shape } = header as { format?: unknown } & StateShape;
  if (format !== LOGISTIC_FORMAT || !isShape(shape) || numbers.length !== lengthOf(shape)) {
    throw damaged(bytes, 'learner state');
  }
  return stateOfNumbers(numbers, shape);
}

/** States whose numbers stand one after the other; null: they are not of these shapes. */
export function statesOfNumbers(numbers: Float64Array, shapes: readonly StateShape[]): LogisticState[] | null {
  if (!shapes.every(isShape) || shapes.reduce((sum, shape) => sum + lengthOf(shape), 0) !== numbers.length) return null;
  let start = 0;
  return shapes.map((shape) => {
    const end = start + lengthOf(shape);
    const state = stateOfNumbers(numbers.slice(start, end), shape);
    start = end;
    return state;
  });
}

const isShape = (shape: StateShape): boolean => typeof shape.size === 'number' && typeof shape.prior === 'boolean';

/** `numbers`: as many as the shape has. */
function stateOfNumbers(numbers: Float64Array, { size, prior }: StateShape): LogisticState {
  const likelihood = 2 + size + packedLength(size);
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
