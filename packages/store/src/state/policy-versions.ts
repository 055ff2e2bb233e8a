/** Every policy version that decided anything, with its posterior draws: what replay needs. */
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import type { Selectable } from 'kysely';
import { intact, sha256 } from './payload.ts';
import type { Db, Schema } from './schema.ts';

export interface PolicyVersion {
  readonly agent: AgentName;
  readonly version: number;
  /** The run's day for which it was made. */
  readonly day: Day;
  readonly kind: string;
  /** Encoded by the policy; opaque here. */
  readonly payload: Uint8Array;
  readonly createdAt: Instant;
}

/** Stores a version; a version that exists already is an error, since decisions may rest on it. */
export async function savePolicyVersion(db: Db, policy: PolicyVersion): Promise<void> {
  await db
    .insertInto('policy_versions')
    .values({
      agent: policy.agent,
      version: policy.version,
      day: policy.day,
      kind: policy.kind,
      payload: policy.payload,
      payload_sha256: sha256(policy.payload),
      created_at: policy.createdAt,
    })
    .execute();
}

/** One version, or null. Throws `database_damaged` when its payload was altered. */
export async function policyVersion(db: Db, agent: AgentName, version: number): Promise<PolicyVersion | null> {
  const query = db.selectFrom('policy_versions').selectAll().where('agent', '=', agent);
  const row = await query.where('version', '=', version).executeTakeFirst();
  return row === undefined ? null : asPolicyVersion(row);
}

/** The newest version, or null before the first. Throws `database_damaged` when its payload was altered. */
export async function latestPolicyVersion(db: Db, agent: AgentName): Promise<PolicyVersion | null> {
  const query = db.selectFrom('policy_versions').selectAll().where('agent', '=', agent);
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : asPolicyVersion(row);
}

const asPolicyVersion = (row: Selectable<Schema['policy_versions']>): PolicyVersion => ({
  agent: row.agent,
  version: row.version,
  day: row.day,
  kind: row.kind,
  payload: intact(`policy version ${row.version} of ${row.agent}`, row.payload, row.payload_sha256),
  createdAt: row.created_at,
});
