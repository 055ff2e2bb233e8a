/** Calls into the journal, all in one commit, and nothing of somebody who was erased while they were read. */
import type { Instant } from '@fitly/core/terms';
import type { Store } from '@fitly/store';
import { erasedCheck } from '../../privacy/erased-check.ts';
import type { PostedEvents } from './posted-events.ts';

/**
 * Returns for each call whether each of its events is new. An erase leaves its tombstone before it clears the journal: either it
 * is seen here, after the commit, or the erase finds what was committed.
 */
export async function keepPosted(
  store: Store,
  posted: readonly PostedEvents[],
  at: Instant,
): Promise<readonly (readonly boolean[])[]> {
  const calls = posted.map(({ call }) => call);
  const isNew = store.journal.append(calls, at);
  const isErased = await erasedCheck(store);
  const keys = new Set(calls.flatMap(({ events }) => events.map(({ customerKey }) => customerKey)));
  const erased = [...keys].filter(isErased);
  for (const key of erased) store.journal.erase(key);
  if (erased.length > 0) store.journal.scrub();
  return isNew;
}
