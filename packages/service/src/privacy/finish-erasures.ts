/** Erasures that were asked for while another process worked, or whose process was killed, come to their end here. */
import type { CustomerKey } from '@fitly/core/terms';
import { tombstoneOf, unfinishedTombstones } from '@fitly/store';
import { removeLeftCopies } from '../workspace/scratch-folders.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type ClearedErased, clearErased } from './clear-erased.ts';
import { eraseKey } from './erase-key.ts';
import { storedKeys } from './stored-rows.ts';

const NOTHING: ClearedErased = { filesRemoved: 0, recommendations: [] };

/**
 * Nothing to do in almost every case; needs the lock of the workspace. `justErased`: whose rows are gone already. One that
 * is asked for in between stays unfinished.
 */
export async function finishErasures(workspace: Workspace, justErased?: CustomerKey): Promise<ClearedErased> {
  const { store, paths } = workspace;
  await removeLeftCopies(paths.folder);
  const unfinished = await unfinishedTombstones(store.state.db);
  if (unfinished.size === 0) return NOTHING;
  const done = justErased === undefined ? null : tombstoneOf(store.keys, justErased);
  const waiting = new Set([...unfinished].filter((tombstone) => tombstone !== done));
  for (const key of await keysOf(workspace, waiting)) await eraseKey(workspace, key, null);
  return clearErased(workspace, unfinished);
}

/** A tombstone leads to nobody, so whoever is stored is asked for theirs. */
async function keysOf({ store }: Workspace, tombstones: ReadonlySet<string>): Promise<CustomerKey[]> {
  if (tombstones.size === 0) return [];
  const found: CustomerKey[] = [];
  for (const key of await storedKeys(store)) if (tombstones.has(tombstoneOf(store.keys, key))) found.push(key);
  return found;
}
