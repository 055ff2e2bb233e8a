/**
 * What a new programme begins with when an earlier one has learned about the same options. Its evidence counts for less here
 * (a power prior, Ibrahim and Chen, 2000), how often success comes is left open, and what is about options or numbers of the
 * context that are gone is averaged out. It is one start among others (`start-contest.ts`), so that it acts from the first
 * decision on and for as long as the new programme's own rows do not speak for a fresh one.
 */
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { originsAcross } from './changed-layout.ts';
import { drift } from './drift.ts';
import { type Likelihood, moveLikelihood, weighLikelihood } from './likelihood.ts';
import { movePrior } from './logistic-prior.ts';
import { LOGISTIC_SETTINGS } from './logistic-settings.ts';
import type { LogisticState } from './logistic-state.ts';
import { type ContestState, joinedBy, leaderOf, logisticPolicy } from './start-contest.ts';

interface CarryOver {
  readonly earlier: ContestState;
  readonly from: FeatureLayout;
  readonly to: FeatureLayout;
  /** For each number of the new context its place in the earlier one, or -1. */
  readonly contextOrigins: readonly number[];
  /** What a row of the earlier programme counts for, in (0, 1]; absent: `CARRIED_SHARE`. */
  readonly share?: number;
}

/** Measured: docs/decisions/0017. */
const CARRIED_SHARE = 0.3;

/** Where the earlier programme has learned nothing, the fresh starts alone. */
export function carryOver({ earlier, from, to, contextOrigins, share = CARRIED_SHARE }: CarryOver): ContestState {
  const leader = leaderOf(earlier);
  const { state } = leader;
  if (state.prior === null) return logisticPolicy.emptyState(to);
  const origin = originsAcross(from, to, contextOrigins);
  const likelihood = moveLikelihood(weighLikelihood(withoutWhatIsGone(state, origin), share), origin);
  const carried: LogisticState = {
    ...drift(likelihood, [0], LOGISTIC_SETTINGS.interceptVariance),
    n: state.n * share,
    successes: state.successes * share,
    prior: movePrior(state.prior, origin, to),
  };
  return joinedBy(to, leader.start, carried);
}

/** Averaged out under its prior: what is kept then stands for itself. */
function withoutWhatIsGone(state: LogisticState, origin: Int32Array): Likelihood {
  const kept = new Set(origin);
  const gone = Array.from({ length: state.size }, (_, index) => index).filter((index) => !kept.has(index));
  return gone.length === 0 ? state : drift(state, gone, LOGISTIC_SETTINGS.mainVariance);
}
