/** For this package's tests only: folders and stores that clean up after themselves. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asAgentName, asCustomerKey, asDay } from '@fitly/core/terms';
import { onTestFinished } from 'vitest';
import { openState, type State } from './state/open-state.ts';
import { createStore, type Store } from './store.ts';

export const agent = asAgentName('winback');
export const day = asDay('2026-03-01');
export const nextDay = asDay('2026-03-02');
/** A fixed instant: 2026-03-01T08:00Z. */
export const now = Date.UTC(2026, 2, 1, 8);

export async function temporaryFolder(): Promise<string> {
  // Brackets and a quote in the name: what a glob or a SQL text would trip over.
  const folder = await mkdtemp(join(tmpdir(), "fitly [test]'s "));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function temporaryState(): Promise<State> {
  const state = await openState(join(await temporaryFolder(), 'state.db'));
  onTestFinished(() => state.close());
  return state;
}

export async function temporaryStore(): Promise<Store> {
  const folder = await temporaryFolder();
  const store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => now });
  onTestFinished(() => store.close());
  return store;
}

/** The n-th customer key: 32 hex characters in the order of n. */
export const keyOf = (n: number) => asCustomerKey(n.toString(16).padStart(32, '0'));

/** Undoes every migration but the first, and leaves the database open: the caller closes it. */
export function backToTheFirstSchema(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(`drop table batch_members; drop index batches_by_repeat; drop index batches_to_look_at;
    drop index batches_by_state; create index batches_by_state on batches (agent, state);
    alter table runs drop column epoch;
    alter table batches drop column epoch; alter table batches drop column request_sha256;
    alter table batches drop column doubt_at; alter table batches drop column look_at;
    alter table batches drop column repeats;
    drop index batches_by_dispatch; drop table feed_files; drop table feed_takes;
    drop table erasures; drop table erased_customers; drop table erased_receipts;
    drop table profile_attributes; drop table agent_states; alter table agent_versions drop column saved_by;
    alter table customers drop column workspace_holdout;
    alter table batches drop column request; alter table batches drop column content;
    alter table batches rename column target_id to campaign_id;
    delete from meta where key = 'left_as'; pragma user_version = 1`);
  return database;
}
