/** What the default policy knows once it has read a log of decisions that somebody else made. */
import type { SipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { FoldArithmetic } from '../policy/fold-arithmetic.ts';
import { type ContestState, logisticPolicy } from './start-contest.ts';

interface LogDay {
  readonly rows: TrainingRows;
  /** Days since the one before; 0 for the first. */
  readonly daysSince: number;
}

interface LearnLog {
  readonly layout: FeatureLayout;
  /** Oldest first. */
  readonly days: readonly LogDay[];
  readonly shardKey: SipKey;
  readonly arithmetic?: FoldArithmetic;
}

/** Day by day, as if the rows were the learner's own. */
export function learnLog({ layout, days, ...how }: LearnLog): ContestState {
  return days.reduce((before, { rows, daysSince }) => {
    const state = logisticPolicy.forget({ state: before, layout, days: daysSince, learning: { halfLifeDays: null } });
    return logisticPolicy.learnDay({ state, layout, rows, ...how });
  }, logisticPolicy.emptyState(layout));
}
