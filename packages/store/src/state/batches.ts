/**
 * The ledger of sends: one row per request batch. A state is changed by compare-and-set only, so that of two workers one
 * moves a batch and the other learns that it did not.
 */
import { FitlyError } from '@fitly/core/errors';
import type { MessageContent } from '@fitly/core/ports';
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { type Selectable, sql } from 'kysely';
import { insertNewRows, listOf } from './bulk.ts';
import type { BatchRequest, BatchState, Db, Schema } from './schema.ts';

export interface NewBatch {
  /** Hash of the ordered decision ids. */
  readonly batchKey: string;
  readonly agent: AgentName;
  readonly day: Day;
  readonly request: BatchRequest;
  /** The campaign, the canvas, or what else the request is addressed to. */
  readonly targetId: string;
  /** What a batch of direct messages says; null where the content lies in Braze. */
  readonly content: MessageContent | null;
  readonly sendAt: Instant;
  /** Place in the run's plan: 0, 1, 2, … */
  readonly position: number;
  /** Why it is not to be sent: it begins as `not_sent`. Null: it begins as `planned`. */
  readonly withheld: string | null;
  /** The members in order; a repeated batch is the same batch. */
  readonly decisionIds: readonly DecisionId[];
}

export interface Batch extends Omit<NewBatch, 'withheld'> {
  readonly state: BatchState;
  readonly dispatchId: string | null;
  /** Why it is rejected, in doubt, not sent or waiting. */
  readonly reason: string | null;
  /** How often it has entered `sending`. */
  readonly attempts: number;
  /** Not to be tried before this instant. */
  readonly notBefore: Instant | null;
  readonly updatedAt: Instant;
}

export interface BatchFields {
  readonly at: Instant;
  readonly dispatchId?: string | null;
  readonly reason?: string | null;
  readonly notBefore?: Instant | null;
}

/** Where a batch may go from each state. `accepted`, `rejected` and `not_sent` are final; a doubt may only be resolved. */
const MOVES: Readonly<Record<BatchState, readonly BatchState[]>> = {
  planned: ['sending', 'not_sent'],
  sending: ['accepted', 'rejected', 'in_doubt', 'planned'],
  in_doubt: ['accepted', 'not_sent'],
  accepted: [],
  rejected: [],
  not_sent: [],
};

const KEY_COLUMNS = ['batch_key', 'agent', 'day', 'position'] as const;
const SENT_COLUMNS = ['request', 'target_id', 'content', 'send_at', 'decision_ids'] as const;

/** Adds planned batches; one that exists keeps its state. Returns how many were new. */
export async function addBatches(db: Db, batches: readonly NewBatch[], at: Instant): Promise<number> {
  return await insertNewRows(db, {
    table: 'batches',
    key: ['batch_key'],
    columns: [...KEY_COLUMNS, ...SENT_COLUMNS, 'state', 'reason', 'updated_at'],
    rows: batches.map((one) => [
      ...[one.batchKey, one.agent, one.day, one.position],
      ...[one.request, one.targetId, one.content === null ? null : JSON.stringify(one.content)],
      ...[one.sendAt, JSON.stringify(one.decisionIds)],
      (one.withheld === null ? 'planned' : 'not_sent') satisfies BatchState,
      one.withheld,
      at,
    ]),
  });
}

/** The batches of one run in the plan's order. */
export async function batchesOf(db: Db, agent: AgentName, day: Day): Promise<readonly Batch[]> {
  const query = db.selectFrom('batches').selectAll().where('agent', '=', agent).where('day', '=', day);
  return (await query.orderBy('position').execute()).map(asBatch);
}

/** Days of runs, `fromDay` or later, of which a batch was made or changed at or after the instant; sorted. */
export async function daysOfBatchesSince(
  db: Db,
  agent: AgentName,
  { fromDay, since }: { readonly fromDay: Day; readonly since: Instant },
): Promise<readonly Day[]> {
  const query = db
    .selectFrom('batches')
    .select('day')
    .distinct()
    .where('agent', '=', agent)
    .where('day', '>=', fromDay);
  return (await query.where('updated_at', '>=', since).orderBy('day').execute()).map(({ day }) => day);
}

/** Whose run sent the requests that Braze gave these dispatch ids; one that nobody here sent is absent. */
export async function runsOfDispatches(
  db: Db,
  dispatchIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly agent: AgentName; readonly day: Day }>> {
  const query = db.selectFrom('batches').select(['dispatch_id', 'agent', 'day']);
  const rows = await query.where('dispatch_id', 'in', listOf(dispatchIds)).execute();
  return new Map(rows.map(({ dispatch_id: id, agent, day }) => [id ?? '', { agent, day }]));
}

/**
 * Moves those of the given batches that are in state `from` to `to`, in one statement, and returns how many moved.
 * Absent fields keep their value; entering `sending` counts an attempt. An impossible move throws `internal`.
 */
export async function moveBatches(
  db: Db,
  batchKeys: readonly string[],
  from: BatchState,
  to: BatchState,
  fields: BatchFields,
): Promise<number> {
  if (!MOVES[from].includes(to)) throw new FitlyError('internal', `A batch never goes from ${from} to ${to}.`);
  const moved = await db
    .updateTable('batches')
    .set({
      state: to,
      updated_at: fields.at,
      ...(fields.dispatchId !== undefined && { dispatch_id: fields.dispatchId }),
      ...(fields.reason !== undefined && { reason: fields.reason }),
      ...(fields.notBefore !== undefined && { not_before: fields.notBefore }),
      ...(to === 'sending' && { attempts: sql<number>`attempts + 1` }),
    })
    .where('batch_key', 'in', listOf(batchKeys))
    .where('state', '=', from)
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
}

/**
 * After a crash: whatever stood in `sending` may have reached the other side and is in doubt, never planned again.
 * Call it once, before the first send, under the folder lock. Returns how many there were.
 */
export async function doubtDeadSends(db: Db, agent: AgentName, now: Instant): Promise<number> {
  const moved = await db
    .updateTable('batches')
    .set({ state: 'in_doubt', reason: 'process_ended', updated_at: now })
    .where('agent', '=', agent)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
}

const asBatch = (row: Selectable<Schema['batches']>): Batch => ({
  batchKey: row.batch_key,
  agent: row.agent,
  day: row.day,
  request: row.request,
  targetId: row.target_id,
  content: row.content === null ? null : (JSON.parse(row.content) as MessageContent),
  sendAt: row.send_at,
  position: row.position,
  decisionIds: JSON.parse(row.decision_ids),
  state: row.state,
  dispatchId: row.dispatch_id,
  reason: row.reason,
  attempts: row.attempts,
  notBefore: row.not_before,
  updatedAt: row.updated_at,
});
