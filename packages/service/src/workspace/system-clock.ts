/** The time of this machine: what a real Braze workspace lives by. */
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@fitly/core/ports';

/** Longer than this a timer of Node's cannot wait (2³¹ − 1 ms). */
const LONGEST_WAIT_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: async () => Date.now(),
  sleepUntil: async (at, signal) => {
    for (let left = at - Date.now(); left > 0 && signal?.aborted !== true; left = at - Date.now()) {
      await setTimeout(Math.min(left, LONGEST_WAIT_MS), null, signal === undefined ? {} : { signal }).catch(() => {});
    }
  },
};
