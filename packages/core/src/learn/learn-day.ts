/** One day's matured rows, folded into the state of the linear-Gaussian learner. */
import type { LearnDayInput } from '../policy/contract.ts';
import { type ArrangedRows, arrangeRows, sumOverPlaces } from './arranged-rows.ts';
import { type LearnerState, merge } from './learner-state.ts';
import { likelihoodOf } from './moments.ts';
import { checkRows } from './shards.ts';

/** Throws `internal` for rows that do not fit the layout; no rows leave the state as it is. */
export function learnDay({ state, layout, rows, shardKey, workers = 1 }: LearnDayInput<LearnerState>): LearnerState {
  checkRows(layout, rows);
  if (rows.count === 0) return state;
  const arranged = arrangeRows(layout, rows, shardKey);
  const weights = byPlace(arranged, rows.weights);
  const responses = byPlace(arranged, rows.rewards);
  return merge(state, {
    ...likelihoodOf(layout, arranged, { weights, responses }, workers),
    n: sumOverPlaces(arranged, (place) => weights[place]!),
    sumY: sumOverPlaces(arranged, (place) => weights[place]! * responses[place]!),
    sumYY: sumOverPlaces(arranged, (place) => weights[place]! * responses[place]! * responses[place]!),
  });
}

/** A column of rows in the order of the places; absent: ones. */
export const byPlace = ({ rows, count }: ArrangedRows, column: Float64Array | undefined): Float64Array =>
  column === undefined ? new Float64Array(count).fill(1) : Float64Array.from(rows, (row) => column[row]!);
