/**
 * Removes a customer everywhere. What is left is a keyed tombstone, by which nothing about them is taken in again, and counts
 * per group, by which reports and receipts say how many are missing.
 *
 * A process that is killed leaves either everything (the transaction was not reached: ask again) or nothing that counts (the
 * files and free pages that it had no time for are cleared by the next erase or run).
 */
import { FitlyError } from '@fitly/core/errors';
import { addErasure, customerKey, enrolmentsOf, tombstoneOf } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import { type ErasedCustomer, eraseKey, summaryOf } from './erase-key.ts';
import { finishErasures } from './finish-erasures.ts';
import { findHoldings } from './stored-rows.ts';

export interface EraseCustomer {
  readonly workspace: Workspace;
  readonly externalId: string;
  /** Who does it, for the record of erasures; null = not said. */
  readonly by: string | null;
}

/** What an erase would remove. Changes nothing. */
export async function previewErase({ workspace, externalId }: EraseCustomer): Promise<ErasedCustomer> {
  const key = customerKey(workspace.store.keys, externalId);
  return summaryOf(await findHoldings(workspace.store, key), await enrolmentsOf(workspace.store.state.db, key));
}

/** Errors: `lake_file_damaged` (nothing is changed); `folder_in_use` while another process reads (run it again). */
export async function eraseCustomer({ workspace, externalId, by }: EraseCustomer): Promise<ErasedCustomer> {
  const key = customerKey(workspace.store.keys, externalId);
  const erased = await eraseKey(workspace, key, by);
  return { ...erased, ...(await finishErasures(workspace, key)) };
}

/**
 * While another process works on the folder: from here on nothing is sent to the customer and nothing is taken in. What is
 * stored goes with the next run, or when the customer is erased again. Needs no lock.
 */
export async function requestErase({ workspace, externalId, by }: EraseCustomer): Promise<void> {
  const { keys, state, journal } = workspace.store;
  const key = customerKey(keys, externalId);
  await state.transaction((tx) => addErasure(tx, tombstoneOf(keys, key), workspace.now(), by));
  journal.erase(key);
}

/** What whoever asked is told when the folder was in use and the erase is recorded. */
export const eraseRecorded = (busy: FitlyError): FitlyError =>
  new FitlyError(
    'folder_in_use',
    `${busy.message} The erase is recorded: nothing more is sent to the customer, and nothing is taken in.`,
    { next: 'ask again when it has finished; the next run removes what is stored, too', cause: busy },
  );
