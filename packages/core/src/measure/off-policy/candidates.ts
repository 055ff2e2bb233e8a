/** Candidates that need no policy: every action alike, or one choice wherever it is possible. */
import type { ByAction } from './rows.ts';

/** Every action alike among those that `possible` marks with more than 0; nothing where none is. */
export const uniformOver = (possible: ByAction): ByAction => chosenAmong(possible, () => true);

/**
 * The wanted actions wherever one of them is possible, all of them alike; elsewhere every possible action alike, as nothing
 * else is known of what would have been done.
 */
export function chosenAmong(possible: ByAction, isWanted: (action: number) => boolean): ByAction {
  return (row, into) => {
    possible(row, into);
    let [open, wanted] = [0, 0];
    for (let action = 0; action < into.length; action += 1) {
      if (!(into[action]! > 0)) continue;
      open += 1;
      if (isWanted(action)) wanted += 1;
    }
    for (let action = 0; action < into.length; action += 1) {
      const isIn = into[action]! > 0 && (wanted === 0 || isWanted(action));
      into[action] = isIn ? 1 / (wanted === 0 ? open : wanted) : 0;
    }
  };
}
