/** One day's matured rows, folded into the state of the linear-Gaussian learner. */
import type { LearnDayInput } from '../policy/contract.ts';
import { type LearnerState, merge } from './learner-state.ts';
import { assembleState, mergeMoments, rowMoments } from './moments.ts';
import { checkRows, leavesOf, mergeTree, rowsByShard } from './shards.ts';

/** Throws `internal` for rows that do not fit the layout; no rows leave the state as it is. */
export function learnDay({ state, layout, rows, shardKey, workers = 1 }: LearnDayInput<LearnerState>): LearnerState {
  checkRows(layout, rows);
  if (rows.count === 0) return state;
  const leaves = leavesOf(rowsByShard(rows, shardKey), workers, (positions) => rowMoments(layout, rows, positions));
  return merge(state, assembleState(layout, mergeTree(leaves, mergeMoments)));
}
