/** Erasures that were asked for while another process worked, or whose process was killed, come to their end here. */
import type { CustomerKey } from '@fitly/core/terms';
import { tombstoneOf, unfinishedTombstones } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import { clearErased } from './clear-erased.ts';
import { eraseKey } from './erase-customer.ts';
import { storedKeys } from './stored-rows.ts';

/** Nothing to do in almost every case; needs the lock of the workspace. */
export async function finishErasures(workspace: Workspace): Promise<void> {
  const { store } = workspace;
  const unfinished = await unfinishedTombstones(store.state.db);
  if (unfinished.size === 0) return;
  // A tombstone leads to nobody, so whoever is stored is asked for theirs.
  const found: CustomerKey[] = [];
  for (const key of await storedKeys(store)) if (unfinished.has(tombstoneOf(store.keys, key))) found.push(key);
  for (const key of found) await eraseKey(workspace, key, null);
  await clearErased(workspace);
}
