/**
 * What the linear-Gaussian learner knows: the likelihood only. The prior is added when a version is drawn, so it never
 * decays and can be changed later.
 */
import { FitlyError } from '../errors.ts';
import { packedLength } from '../math/cholesky.ts';
import { exp, ln } from '../math/elementary.ts';
import { damaged, packNumbers, unpackNumbers } from '../policy/binary.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { movePacked, moveVector, originsOf } from './changed-layout.ts';

export interface LearnerState {
  /** p: number of coefficients. */
  readonly size: number;
  /** J = Σ w φ φᵀ, packed lower triangle of p × p. */
  readonly precision: Float64Array;
  /** h = Σ w y φ, length p. */
  readonly vector: Float64Array;
  /** Σ w: rows so far (less after decay). */
  readonly n: number;
  /** Σ w y. */
  readonly sumY: number;
  /** Σ w y². */
  readonly sumYY: number;
}

export function emptyState({ size }: { readonly size: number }): LearnerState {
  return {
    size,
    precision: new Float64Array(packedLength(size)),
    vector: new Float64Array(size),
    n: 0,
    sumY: 0,
    sumYY: 0,
  };
}

/** Sum of two states of the same layout. Throws `internal` when their sizes differ. */
export function merge(a: LearnerState, b: LearnerState): LearnerState {
  if (a.size !== b.size) {
    throw new FitlyError('internal', `learner states of ${a.size} and ${b.size} coefficients cannot be merged`, {
      next: 'adapt the older state to the new layout first',
    });
  }
  return {
    size: a.size,
    precision: a.precision.map((value, i) => value + b.precision[i]!),
    vector: a.vector.map((value, i) => value + b.vector[i]!),
    n: a.n + b.n,
    sumY: a.sumY + b.sumY,
    sumYY: a.sumYY + b.sumYY,
  };
}

/** Everything weighed by ½^(days/halfLifeDays). Null half-life or no days: the same state. */
export function decay(state: LearnerState, days: number, halfLifeDays: number | null): LearnerState {
  if (halfLifeDays === null || days === 0) return state;
  const factor = exp((-ln(2) * days) / halfLifeDays);
  return {
    size: state.size,
    precision: state.precision.map((value) => value * factor),
    vector: state.vector.map((value) => value * factor),
    n: state.n * factor,
    sumY: state.sumY * factor,
    sumYY: state.sumYY * factor,
  };
}

/**
 * The state under a changed action space: what was learned about an option moves with the option, a new option starts
 * at zero, a removed one is dropped. Both layouts must have the same context. Throws `internal` when they have not.
 */
export function adaptState(state: LearnerState, from: FeatureLayout, to: FeatureLayout): LearnerState {
  const origin = originsOf(from, to);
  return {
    ...state,
    size: to.size,
    precision: movePacked(state.precision, origin),
    vector: moveVector(state.vector, origin, () => 0),
  };
}

const FORMAT = 'fitly/learner-state/1';

export function serializeState(state: LearnerState): Uint8Array {
  const numbers = new Float64Array(3 + state.vector.length + state.precision.length);
  numbers.set([state.n, state.sumY, state.sumYY]);
  numbers.set(state.vector, 3);
  numbers.set(state.precision, 3 + state.vector.length);
  return packNumbers({ format: FORMAT, size: state.size }, numbers);
}

/** The inverse, bit for bit. Throws `database_damaged` for other bytes. */
export function deserializeState(bytes: Uint8Array): LearnerState {
  const { header, numbers } = unpackNumbers(bytes, 'learner state');
  const { format, size } = header as { format?: unknown; size?: unknown };
  if (format !== FORMAT || typeof size !== 'number' || numbers.length !== 3 + size + packedLength(size)) {
    throw damaged(bytes, 'learner state');
  }
  return {
    size,
    n: numbers[0]!,
    sumY: numbers[1]!,
    sumYY: numbers[2]!,
    vector: numbers.slice(3, 3 + size),
    precision: numbers.slice(3 + size),
  };
}
