/**
 * What the linear-Gaussian learner knows: the likelihood only. The prior is added when a version is drawn, so it never
 * decays and can be changed later.
 */
import { packedLength } from '../math/cholesky.ts';
import { damaged, packNumbers, unpackNumbers } from '../policy/binary.ts';
import type { AddedNumber } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { originsOf } from './changed-layout.ts';
import {
  emptyLikelihood,
  type Likelihood,
  mergeLikelihoods,
  moveLikelihood,
  rememberedShare,
  weighLikelihood,
} from './likelihood.ts';

/** J = Σ w φ φᵀ and h = Σ w y φ. */
export interface LearnerState extends Likelihood {
  /** Σ w: rows so far (less after decay). */
  readonly n: number;
  /** Σ w y. */
  readonly sumY: number;
  /** Σ w y². */
  readonly sumYY: number;
}

export const emptyState = ({ size }: { readonly size: number }): LearnerState => ({
  ...emptyLikelihood(size),
  n: 0,
  sumY: 0,
  sumYY: 0,
});

/** Sum of two states of the same layout. Throws `internal` when their sizes differ. */
export const merge = (a: LearnerState, b: LearnerState): LearnerState => ({
  ...mergeLikelihoods(a, b),
  n: a.n + b.n,
  sumY: a.sumY + b.sumY,
  sumYY: a.sumYY + b.sumYY,
});

/** Everything weighed by ½^(days/halfLifeDays). Null half-life or no days: the same state. */
export function decay(state: LearnerState, days: number, halfLifeDays: number | null): LearnerState {
  const share = rememberedShare(days, halfLifeDays);
  if (share === 1) return state;
  return {
    ...weighLikelihood(state, share),
    n: state.n * share,
    sumY: state.sumY * share,
    sumYY: state.sumYY * share,
  };
}

/**
 * The state under a changed action space: what was learned about an option moves with the option, a new option starts
 * at zero, a removed one is dropped. `added` as in `Policy.adapt`. Throws `internal` for any other context.
 */
export const adaptState = (
  state: LearnerState,
  from: FeatureLayout,
  to: FeatureLayout,
  added: readonly AddedNumber[] = [],
): LearnerState => ({
  ...state,
  ...moveLikelihood(state, originsOf(from, to, added)),
});

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
