/** Members of batches whose end is not that of their batch: refused by name, or settled one by one after a doubt. */
import { type Look, type MemberState, maySettle } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { sql } from 'kysely';
import { listOf } from './bulk.ts';
import type { Db } from './schema.ts';

export interface Member {
  readonly state: MemberState;
  readonly reason: string | null;
  /** What was seen of the marker so far, oldest first. */
  readonly looks: readonly Look[];
  /** Since when it is in doubt; null: it never was. */
  readonly doubtAt: Instant | null;
  /** Key of the batch in which it went out once more. */
  readonly repeatedIn: string | null;
}

/** By batch and decision; batches without such members are absent. */
export async function membersOf(
  db: Db,
  agent: AgentName,
  day: Day,
): Promise<ReadonlyMap<string, ReadonlyMap<DecisionId, Member>>> {
  const rows = await db
    .selectFrom('batch_members')
    .innerJoin('batches', 'batches.batch_key', 'batch_members.batch_key')
    .selectAll('batch_members')
    .where('batches.agent', '=', agent)
    .where('batches.day', '=', day)
    .execute();
  const byBatch = new Map<string, Map<DecisionId, Member>>();
  for (const { batch_key: key, decision_id: id, state, reason, looks, doubt_at, repeated_in } of rows) {
    const members = byBatch.get(key) ?? new Map<DecisionId, Member>();
    byBatch.set(key, members);
    members.set(id, { state, reason, looks: JSON.parse(looks), doubtAt: doubt_at, repeatedIn: repeated_in });
  }
  return byBatch;
}

export interface SettledMember {
  readonly batchKey: string;
  readonly decisionId: DecisionId;
  /** In which it must be now; null: it has no state of its own yet. */
  readonly from: MemberState | null;
  readonly state: MemberState;
  readonly reason: string | null;
  readonly looks: readonly Look[];
  readonly doubtAt: Instant | null;
}

/**
 * Writes each member's state, or for one that stays `open` what was seen of it. Call it in a transaction: when one of them is not in the state
 * that was given it throws `internal`, and so does an impossible move.
 */
export async function settleMembers(db: Db, members: readonly SettledMember[], at: Instant): Promise<void> {
  if (members.length === 0) return;
  for (const { batchKey, decisionId, from, state, reason, looks, doubtAt } of members) {
    const stays = from === 'open' && state === 'open';
    if (!stays && !maySettle(from, state)) {
      throw new FitlyError(
        'internal',
        `A member of a batch never goes from ${from ?? 'its batch’s state'} to ${state}.`,
      );
    }
    const values = {
      state,
      reason,
      looks: JSON.stringify(looks),
      doubt_at: doubtAt,
      settled_at: state === 'open' ? null : at,
    };
    const changed =
      from === null
        ? (
            await db
              .insertInto('batch_members')
              .values({ batch_key: batchKey, decision_id: decisionId, repeated_in: null, ...values })
              .onConflict((conflict) => conflict.columns(['batch_key', 'decision_id']).doNothing())
              .executeTakeFirst()
          ).numInsertedOrUpdatedRows
        : (
            await db
              .updateTable('batch_members')
              .set(values)
              .where('batch_key', '=', batchKey)
              .where('decision_id', '=', decisionId)
              .where('state', '=', from)
              .executeTakeFirst()
          ).numUpdatedRows;
    if (changed !== 1n) throw new FitlyError('internal', 'A member of a batch was settled by somebody else.');
  }
  await touchBatches(db, [...new Set(members.map(({ batchKey }) => batchKey))], at);
}

/** Notes that absent members went out once more, in a batch that exists. Each only once: a second time throws `internal`. */
export async function markRepeated(
  db: Db,
  {
    batchKey,
    repeat,
    decisionIds,
  }: { readonly batchKey: string; readonly repeat: string; readonly decisionIds: readonly DecisionId[] },
): Promise<void> {
  const marked = await db
    .updateTable('batch_members')
    .set({ repeated_in: repeat })
    .where('batch_key', '=', batchKey)
    .where('decision_id', 'in', listOf(decisionIds) as never)
    .where('state', '=', 'confirmed_absent')
    .where('repeated_in', 'is', null)
    .executeTakeFirst();
  if (Number(marked.numUpdatedRows) === decisionIds.length) return;
  throw new FitlyError(
    'internal',
    'Members of a batch were to be repeated that are not proved absent, or were repeated.',
  );
}

/** What rests on a batch's end reads it again when the batch has changed. */
const touchBatches = (db: Db, keys: readonly string[], at: Instant): Promise<unknown> =>
  sql`update batches set updated_at = max(updated_at, ${at}) where batch_key in ${listOf(keys)}`.execute(db);

/** Notes that the one look at queued requests was made. */
export const finishLooks = (db: Db, batchKeys: readonly string[]): Promise<unknown> =>
  sql`update batches set look_at = null where batch_key in ${listOf(batchKeys)}`.execute(db);
