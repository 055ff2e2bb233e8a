/** A backup brings back whoever was erased since. Their tombstones are known to the former database and to the audit log. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { addErasure, openState, STATE_FILE, type Store, tombstones } from '@fitly/store';
import { tombstoneOfObject } from '../auditing/objects.ts';
import { openAudit } from '../auditing/open-audit.ts';
import { finishErasures } from '../privacy/finish-erasures.ts';
import { openWorkspace } from '../workspace/workspace.ts';

interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
}

/** Of everything that stands in the folder and can be read, and of the audit log of the backup, which is newer than its database. */
export async function erasedBefore(place: Place, staged: string): Promise<ReadonlySet<string>> {
  const recorded = [place, { ...place, folder: staged }].flatMap((each) => [...erasedInAudit(each)]);
  return new Set([...(await erasedInState(place.folder)), ...recorded]);
}

async function erasedInState(folder: string): Promise<ReadonlySet<string>> {
  const file = join(folder, STATE_FILE);
  if (!existsSync(file)) return new Set();
  try {
    const state = await openState(file);
    try {
      return await tombstones(state.db);
    } finally {
      await state.close();
    }
  } catch (error) {
    if (isDamage(error)) return new Set();
    throw error;
  }
}

/** An erase that met a busy folder is recorded, and comes to its end later; one that was refused to somebody is none. */
const COUNTS = new Set(['done', 'folder_in_use']);

function erasedInAudit(place: Place): ReadonlySet<string> {
  const audit = openAudit(place);
  try {
    const found = new Set<string>();
    for (const { action, object, outcome } of audit.all()) {
      const tombstone = action === 'eraseCustomer' && COUNTS.has(outcome) ? tombstoneOfObject(object) : null;
      if (tombstone !== null) found.add(tombstone);
    }
    return found;
  } catch (error) {
    if (isDamage(error)) return new Set();
    throw error;
  } finally {
    audit.close();
  }
}

const isDamage = (error: unknown): boolean => error instanceof FitlyError && error.code === 'database_damaged';

/** Before the database takes its place: whatever happens then, nobody of them is known to be there. Returns how many it did not know of. */
export async function markErased({ state }: Store, erased: ReadonlySet<string>, at: Instant): Promise<number> {
  const known = await tombstones(state.db);
  const forgotten = [...erased].filter((tombstone) => !known.has(tombstone));
  await state.transaction(async (tx) => {
    for (const tombstone of forgotten) await addErasure(tx, tombstone, at, null);
  });
  return forgotten.length;
}

/** In the restored workspace, whose lock is held. */
export async function eraseMarked({ folder, env, now }: Place): Promise<void> {
  const workspace = await openWorkspace({ folder, env, now, lockFor: null, isHeld: true });
  try {
    await finishErasures(workspace);
  } finally {
    await workspace.close();
  }
}
