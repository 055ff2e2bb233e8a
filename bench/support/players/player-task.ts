import type { Programme } from '@fitly/simulator';

/** What a player has to know of the task: the actions, the numbers of a context, and a name for its own luck. */
export type PlayerTask = Pick<Programme, 'space' | 'contextSize' | 'seed'> & {
  /** Of a success, in a programme; absent: one. */
  readonly parameters?: Pick<Programme['parameters'], 'laterRate'>;
};
