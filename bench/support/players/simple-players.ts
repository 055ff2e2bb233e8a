/** What is no policy of the product, to be beaten: chance, and the test that a marketer makes by hand. */
import type { ActionSpace } from '@fitly/core/design';
import type { ProgrammePlayer } from '@fitly/simulator';
import { addRows, bestByOption, emptyCounts } from './option-counts.ts';
import type { PlayerTask } from './player-task.ts';

/** Chance, for ever. */
export function uniformPlayer({ space }: PlayerTask): ProgrammePlayer {
  const all = byLot(space);
  return { name: 'uniform', learn() {}, probabilities: () => all };
}

/** Tests by lot until `commitDay`, then sends the best option of each dimension to everybody. */
export function abThenCommit({ space }: PlayerTask, commitDay = 14): ProgrammePlayer {
  const counts = emptyCounts(space);
  let current = byLot(space);
  return {
    name: 'ab_then_commit',
    learn(rows, day) {
      if (day > commitDay) return;
      addRows(counts, space, rows);
      if (day === commitDay) current = only(space, bestByOption(counts, space));
    },
    probabilities: () => current,
  };
}

const byLot = ({ size }: ActionSpace): Float64Array => new Float64Array(size).fill(1 / size);

const only = ({ size }: ActionSpace, action: number): Float64Array =>
  Float64Array.from({ length: size }, (_, each) => Number(each === action));
