/**
 * The schema's history: each entry leads from one version to the next, in one transaction together with the new version
 * number (`pragma user_version`), so a killed migration leaves the old version. Entries are never changed once released.
 */
import { FitlyError } from '@fitly/core/errors';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** Statements of each migration; the version of a database is how many of them it has seen. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    'create table meta (key text primary key, value text not null) strict',
    `create table agent_versions (
      agent text not null, version integer not null, yaml text not null, agent_json text not null,
      saved_at integer not null, primary key (agent, version)) strict`,
    `create table runs (
      agent text not null, day text not null, agent_version integer not null,
      status text not null check (status in ('running', 'done')),
      started_at integer not null, finished_at integer, facts text not null default '{}',
      primary key (agent, day)) strict`,
    `create table run_steps (
      agent text not null, day text not null, step text not null, finished_at integer not null, summary text not null,
      primary key (agent, day, step), foreign key (agent, day) references runs) strict`,
    `create table customers (
      customer_key text primary key, sealed blob not null, time_zone text, first_seen_at integer not null
      ) strict, without rowid`,
    `create table enrolments (
      agent text not null, customer_key text not null references customers, group_name text not null,
      epoch integer not null, enrolled_day text not null, primary key (agent, customer_key)) strict, without rowid`,
    `create table allocation_epochs (
      agent text not null, epoch integer not null, shares text not null, from_day text not null,
      primary key (agent, epoch)) strict`,
    `create table policy_versions (
      agent text not null, version integer not null, day text not null, kind text not null, payload blob not null,
      payload_sha256 text not null, created_at integer not null, primary key (agent, version)) strict`,
    `create table encodings (
      agent text not null, version integer not null, payload text not null, primary key (agent, version)) strict`,
    `create table learner_states (
      agent text primary key, through_day text not null, payload blob not null, payload_sha256 text not null) strict`,
    `create table batches (
      batch_key text primary key, agent text not null, day text not null, campaign_id text not null,
      send_at integer not null, position integer not null, decision_ids text not null,
      state text not null check (state in ('planned', 'sending', 'accepted', 'rejected', 'in_doubt', 'not_sent')),
      dispatch_id text, reason text, attempts integer not null default 0, not_before integer,
      updated_at integer not null,
      unique (agent, day, position), foreign key (agent, day) references runs) strict`,
    'create index batches_by_state on batches (agent, state)',
    `create table lake_files (
      id integer primary key, table_name text not null, agent text not null, day text not null, path text not null,
      sha256 text not null, bytes integer not null, row_count integer not null,
      state text not null check (state in ('live', 'replaced')),
      committed_at integer not null, replaced_at integer) strict`,
    "create unique index lake_files_live on lake_files (path) where state = 'live'",
    'create index lake_files_by_partition on lake_files (table_name, agent, day)',
  ],
  [
    `create table agent_states (
      agent text not null, seq integer not null, state text not null
      check (state in ('draft', 'running', 'paused', 'stopped')),
      at integer not null, "by" text, note text, primary key (agent, seq)) strict`,
    // Before there were states, an agent with runs was what is called running now.
    `insert into agent_states (agent, seq, state, at, "by", note)
      select agent, 1, 'running', min(started_at), null, 'had runs before states were kept' from runs group by agent`,
    'alter table agent_versions add column saved_by text',
    'alter table customers add column workspace_holdout integer not null default 0',
  ],
  [
    // A batch went to a campaign or into a file, which was a campaign of that name; now it says what it is.
    'alter table batches rename column campaign_id to target_id',
    `alter table batches add column request text not null default 'campaign'
      check (request in ('campaign', 'canvas', 'message', 'file'))`,
    "update batches set request = 'file' where target_id = 'file'",
    'alter table batches add column content text',
    `create table profile_attributes (
      agent text not null, customer_key text not null references customers, attribute text not null,
      value text not null, written_at integer not null,
      primary key (agent, customer_key, attribute)) strict, without rowid`,
  ],
  [
    `create table feed_takes (
      take integer primary key, taken_at integer not null, first_day text, last_day text, counts text not null) strict`,
    `create table feed_files (
      feed text not null, path text not null, bytes integer not null, modified_at integer not null,
      sha256 text not null, state text not null check (state in ('taken', 'unreadable')), reason text,
      take integer not null references feed_takes, primary key (feed, path)) strict`,
    // What a message platform tells of a message names the request that it left with.
    'create index batches_by_dispatch on batches (dispatch_id)',
  ],
  [
    `create table erasures (
      tombstone text primary key, erased_at integer not null, erased_by text, cleaned_at integer) strict, without rowid`,
    `create table erased_customers (
      agent text not null, group_name text not null, customers integer not null,
      primary key (agent, group_name)) strict, without rowid`,
    `create table erased_receipts (
      agent text not null, day text not null, group_name text not null, decisions integer not null,
      primary key (agent, day, group_name)) strict, without rowid`,
  ],
  [
    // Sending once: who sends (an epoch for each process that took the run up), since when a batch is in doubt, and members
    // whose end is not that of their batch.
    'alter table runs add column epoch integer not null default 0',
    'alter table batches add column epoch integer',
    'alter table batches add column request_sha256 text',
    'alter table batches add column doubt_at integer',
    'alter table batches add column look_at integer',
    'alter table batches add column repeats text references batches',
    "update batches set doubt_at = updated_at where state = 'in_doubt'",
    `create table batch_members (
      batch_key text not null references batches, decision_id text not null,
      state text not null check (state in
        ('open', 'rejected', 'confirmed_sent', 'confirmed_absent', 'customer_gone', 'expired')),
      reason text, looks text not null default '[]', doubt_at integer, settled_at integer, repeated_in text references batches,
      primary key (batch_key, decision_id)) strict, without rowid`,
    'create index batches_by_repeat on batches (repeats) where repeats is not null',
  ],
  [
    // Dispatch asks again and again what is due and what is open: answered by an index, not by the day's batches.
    'drop index batches_by_state',
    'create index batches_by_state on batches (agent, state, day, send_at, not_before)',
    'create index batches_to_look_at on batches (agent, day) where look_at is not null',
    "create index open_members on batch_members (batch_key) where state = 'open'",
  ],
  [
    // Decisions that were answered on request stand in the ledger too. SQLite changes no check, so the column is made anew.
    `alter table batches add column asked text not null default 'campaign'
      check (asked in ('campaign', 'canvas', 'message', 'file', 'api'))`,
    'update batches set asked = request',
    'alter table batches drop column request',
    'alter table batches rename column asked to request',
  ],
];

/** Brings the database to this version. Throws `workspace_newer` when a newer Fitly has written it, and touches nothing. */
export async function migrate(db: Kysely<Schema>, file: string): Promise<void> {
  const version = await schemaVersion(db);
  if (version > MIGRATIONS.length) {
    throw new FitlyError(
      'workspace_newer',
      `The database ${file} has schema version ${version}; this Fitly knows versions up to ${MIGRATIONS.length}.`,
      { next: 'Use the Fitly that wrote it, or a newer one.', fields: { file, version, newest: MIGRATIONS.length } },
    );
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await db.transaction().execute(async (tx) => {
      for (const statement of statements) await sql.raw(statement).execute(tx);
      await sql.raw(`pragma user_version = ${index + 1}`).execute(tx);
    });
  }
}

async function schemaVersion(db: Kysely<Schema>): Promise<number> {
  const result = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  return result.rows[0]?.user_version ?? 0;
}
