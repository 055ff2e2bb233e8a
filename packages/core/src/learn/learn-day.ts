/** One day's matured rows, folded into the state of the linear-Gaussian learner. */
import type { LearnDayInput } from '../policy/contract.ts';
import { type ArrangedRows, arrangeRows, sumOverPlaces } from './arranged-rows.ts';
import { type Room, roomFor } from './day-room.ts';
import { type LearnerState, merge } from './learner-state.ts';
import { likelihoodOf } from './moments.ts';
import { plainFold } from './plain-fold.ts';
import { checkRows } from './shards.ts';

/** Throws `internal` for rows that do not fit the layout; no rows leave the state as it is. */
export function learnDay(input: LearnDayInput<LearnerState>): LearnerState {
  const { state, layout, rows, shardKey, workers = 1, arithmetic = plainFold } = input;
  checkRows(layout, rows);
  if (rows.count === 0) return state;
  const arranged = arrangeRows(layout, rows, shardKey, arithmetic);
  const weights = byPlace(arranged, rows.weights, 'weights');
  const responses = byPlace(arranged, rows.rewards, 'rewards');
  return merge(state, {
    ...likelihoodOf(layout, arranged, { weights, responses }, { workers, arithmetic }),
    n: sumOverPlaces(arranged, (place) => weights[place]!),
    sumY: sumOverPlaces(arranged, (place) => weights[place]! * responses[place]!),
    sumYY: sumOverPlaces(arranged, (place) => weights[place]! * responses[place]! * responses[place]!),
  });
}

/** A column of rows in the order of the places; absent: ones. */
export function byPlace({ rows, count }: ArrangedRows, column: Float64Array | undefined, room: Room): Float64Array {
  const placed = roomFor(room, count);
  if (column === undefined) return placed.fill(1);
  for (let place = 0; place < count; place++) placed[place] = column[rows[place]!]!;
  return placed;
}
