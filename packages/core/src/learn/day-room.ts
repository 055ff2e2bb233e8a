/**
 * Memory that a fold of a day works in, kept for the next day: filling pages that nobody has touched yet can cost more than the
 * sums. What stands in a room is good until the same room is asked for again, so nothing of it may leave the fold.
 */

/** What stands in it. */
export type Room =
  | 'entry_values'
  | 'weights'
  | 'rewards'
  | 'predictors'
  | 'working_weights'
  | 'working_responses'
  | 'factor';

/** Numbers; more is not kept, so that one very large day does not hold its memory for good. */
const LARGEST_KEPT = 4_194_304;

const kept = new Map<Room, Float64Array>();

/** `length` numbers with whatever was there before. */
export function roomFor(room: Room, length: number): Float64Array {
  const known = kept.get(room);
  if (known !== undefined && known.length >= length) return known.subarray(0, length);
  const fresh = new Float64Array(length);
  if (length <= LARGEST_KEPT) kept.set(room, fresh);
  return fresh;
}
