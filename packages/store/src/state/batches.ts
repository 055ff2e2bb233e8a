/**
 * The ledger of sends: one row per request batch. A state is changed by compare-and-set only, so that of two workers one
 * moves a batch and the other learns that it did not.
 */
import { type BatchState, endOf, mayMove } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { MessageContent } from '@fitly/core/ports';
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { type Selectable, sql } from 'kysely';
import { type Member, membersOf } from './batch-members.ts';
import { insertNewRows, listOf } from './bulk.ts';
import type { BatchRequest, Db, Schema } from './schema.ts';

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
  /** It has left already: it begins as `accepted`. */
  readonly hasLeft?: true;
  /** Key of the batch whose absent members it holds; absent = none. */
  readonly repeats?: string;
  /** The members in order; a repeated request is the same batch. */
  readonly decisionIds: readonly DecisionId[];
}

export interface Batch extends Omit<NewBatch, 'withheld' | 'hasLeft' | 'repeats'> {
  readonly state: BatchState;
  readonly dispatchId: string | null;
  /** Why it is rejected, in doubt, not sent or waiting. */
  readonly reason: string | null;
  /** How often it has entered `sending`. */
  readonly attempts: number;
  /** Not to be tried before this instant. */
  readonly notBefore: Instant | null;
  readonly updatedAt: Instant;
  /** Since when it is in doubt. */
  readonly doubtAt: Instant | null;
  /** When the markers of a queued request are to be looked at, which happens once. */
  readonly lookAt: Instant | null;
  /** Key of the batch whose absent members it holds: what is missing again is not tried a third time. */
  readonly repeats: string | null;
}

/** A batch as it stands in the ledger, with the members that have a state of their own. */
export interface LedgerBatch extends Batch {
  readonly members: ReadonlyMap<DecisionId, Member>;
}

export interface BatchFields {
  readonly at: Instant;
  /** Of each request, by batch key: tells whether a repeated request is the same. */
  readonly requestHashes?: ReadonlyMap<string, string>;
  /** Under which ids the other side took the requests, by batch key. */
  readonly dispatchIds?: ReadonlyMap<string, string>;
  readonly reason?: string | null;
  readonly notBefore?: Instant | null;
  readonly lookAt?: Instant | null;
}

/** Who sends: the run, and the epoch in which it was claimed. */
export interface Sender {
  readonly agent: AgentName;
  readonly day: Day;
  readonly epoch: number;
}

const KEY_COLUMNS = ['batch_key', 'agent', 'day', 'position'] as const;
const SENT_COLUMNS = ['request', 'target_id', 'content', 'send_at', 'decision_ids'] as const;

/** Adds planned batches; one that exists keeps its state. Returns how many were new. */
export async function addBatches(db: Db, batches: readonly NewBatch[], at: Instant): Promise<number> {
  return await insertNewRows(db, {
    table: 'batches',
    key: ['batch_key'],
    columns: [...KEY_COLUMNS, ...SENT_COLUMNS, 'state', 'reason', 'updated_at', 'repeats'],
    lists: ['decision_ids'],
    rows: batches.map((one) => [
      ...[one.batchKey, one.agent, one.day, one.position],
      ...[one.request, one.targetId, one.content === null ? null : JSON.stringify(one.content)],
      ...[one.sendAt, one.decisionIds],
      beginningOf(one),
      one.withheld,
      at,
      one.repeats ?? null,
    ]),
  });
}

function beginningOf({ withheld, hasLeft }: NewBatch): BatchState {
  if (withheld !== null) return 'not_sent';
  return hasLeft === true ? 'accepted' : 'planned';
}

/** The batches of one run in the plan's order, as they stand in the ledger. */
export async function ledgerOf(db: Db, agent: AgentName, day: Day): Promise<readonly LedgerBatch[]> {
  const query = db.selectFrom('batches').selectAll().where('agent', '=', agent).where('day', '=', day);
  const rows = await query.orderBy('position').execute();
  const members = await membersOf(db, agent, day);
  return rows.map((row) => ({ ...asBatch(row), members: members.get(row.batch_key) ?? new Map() }));
}

/** Batches of the run with something that is in doubt or to be looked at, as they stand in the ledger. */
export async function doubtfulBatches(db: Db, agent: AgentName, day: Day): Promise<readonly LedgerBatch[]> {
  // Each part by an index of its own: a day has many batches, and most are in no doubt.
  const { rows } = await sql<Selectable<Schema['batches']>>`select * from batches where batch_key in (
      select batch_key from batches where agent = ${agent} and state = 'in_doubt' and day = ${day}
      union select batch_key from batches where agent = ${agent} and day = ${day} and look_at is not null
      union select batch_key from batch_members join batches using (batch_key)
        where batch_members.state = 'open' and agent = ${agent} and day = ${day})
    order by position`.execute(db);
  const members = rows.length === 0 ? new Map() : await membersOf(db, agent, day);
  return rows.map((row) => ({ ...asBatch(row), members: members.get(row.batch_key) ?? new Map() }));
}

/** When the next planned batch of the run is due; null: nothing is planned any more. */
export async function nextDueAt(db: Db, agent: AgentName, day: Day): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`select min(max(send_at, coalesce(not_before, send_at))) as at
    from batches where agent = ${agent} and state = 'planned' and day = ${day}`.execute(db);
  return rows[0]?.at ?? null;
}

/** Planned batches that are due by `now`, in the plan's order. */
export async function dueBatches(
  db: Db,
  { agent, day }: { readonly agent: AgentName; readonly day: Day },
  now: Instant,
  most: number,
): Promise<readonly Batch[]> {
  const query = db.selectFrom('batches').selectAll().where('agent', '=', agent).where('state', '=', 'planned');
  const due = query.where('day', '=', day).where('send_at', '<=', now);
  const rows = await due
    .where(({ eb, or }) => or([eb('not_before', 'is', null), eb('not_before', '<=', now)]))
    .orderBy('position')
    .limit(most)
    .execute();
  return rows.map(asBatch);
}

/** Keys of planned batches whose send instant lies before `before`. */
export async function overdueBatches(db: Db, agent: AgentName, day: Day, before: Instant): Promise<readonly string[]> {
  const query = db.selectFrom('batches').select('batch_key').where('agent', '=', agent).where('state', '=', 'planned');
  return (await query.where('day', '=', day).where('send_at', '<', before).execute()).map((row) => row.batch_key);
}

/** How many batches the run has, and how many of them are still planned. */
export async function batchesLeft(
  db: Db,
  agent: AgentName,
  day: Day,
): Promise<{ readonly left: number; readonly all: number }> {
  const { rows } = await sql<{ left: number; all: number }>`select
    (select count(*) from batches where agent = ${agent} and day = ${day}) as "all",
    (select count(*) from batches where agent = ${agent} and state = 'planned' and day = ${day}) as "left"`.execute(db);
  return rows[0]!;
}

/** Requests to Braze by send instant, of all agents but one, that are due in a span and have not been given up. */
export async function requestsOfOthers(
  db: Db,
  agent: AgentName,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<readonly { readonly at: Instant; readonly requests: number }[]> {
  const { rows } = await sql<{ at: Instant; requests: number }>`select send_at as at, count(*) as requests
    from batches where agent <> ${agent} and request not in ('file', 'api') and state <> 'not_sent'
      and send_at >= ${from} and send_at < ${to} group by send_at order by send_at`.execute(db);
  return rows;
}

/** Of the run's batches; -1: there is none. */
export async function lastPosition(db: Db, agent: AgentName, day: Day): Promise<number> {
  const query = db
    .selectFrom('batches')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('agent', '=', agent);
  return (await query.where('day', '=', day).executeTakeFirst())?.last ?? -1;
}

/**
 * What became of the decisions of one run: its batches in the plan's order, those whose members ended differently in parts. Each
 * planned decision stands in one part, with the state in which it is.
 */
export async function batchesOf(db: Db, agent: AgentName, day: Day): Promise<readonly Batch[]> {
  return (await ledgerOf(db, agent, day)).flatMap(partsOf);
}

function partsOf({ members, ...batch }: LedgerBatch): Batch[] {
  if (members.size === 0) return [batch];
  const parts = new Map<string, Batch>();
  for (const id of batch.decisionIds) {
    const member = members.get(id) ?? null;
    const state = stateOf(batch.state, member);
    if (state === null) continue;
    const reason = member === null ? batch.reason : member.reason;
    const name = `${state} ${reason}`;
    const known = parts.get(name)?.decisionIds ?? [];
    parts.set(name, { ...batch, state, reason, decisionIds: [...known, id] });
  }
  return [...parts.values()];
}

/** Null: the decision stands in the batch that repeats this one. What is absent and is not repeated was not sent. */
function stateOf(batch: BatchState, member: Member | null): BatchState | null {
  const end = endOf(batch, member?.state ?? null);
  if (end !== 'repeated') return end;
  return member?.repeatedIn === null ? 'not_sent' : null;
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
 * Absent fields keep their value; entering `sending` counts an attempt. An impossible move throws `internal`. With a sender only
 * batches move whose run nobody has claimed since.
 */
export async function moveBatches(
  db: Db,
  batchKeys: readonly string[],
  from: BatchState,
  to: BatchState,
  fields: BatchFields,
  sender: Sender | null = null,
): Promise<number> {
  if (!mayMove(from, to)) throw new FitlyError('internal', `A batch never goes from ${from} to ${to}.`);
  const { at, requestHashes, dispatchIds, reason, notBefore, lookAt } = fields;
  const noted = batchKeys.map((key) => [key, requestHashes?.get(key) ?? null, dispatchIds?.get(key) ?? null]);
  // One statement, so that a row is written once: with many a second, statements are what a send costs.
  const moved = await db
    .updateTable('batches')
    .from(sql<{ value: string }>`json_each(${JSON.stringify(noted)})`.as('moved'))
    .set({
      state: to,
      updated_at: at,
      ...(requestHashes !== undefined && { request_sha256: sql<string>`moved.value ->> 1` }),
      ...(dispatchIds !== undefined && { dispatch_id: sql<string>`moved.value ->> 2` }),
      ...(reason !== undefined && { reason }),
      ...(notBefore !== undefined && { not_before: notBefore }),
      ...(lookAt !== undefined && { look_at: lookAt }),
      ...(to === 'sending' && { attempts: sql<number>`attempts + 1`, epoch: sender?.epoch ?? null }),
      ...(to === 'in_doubt' && { doubt_at: at }),
    })
    .where('batches.batch_key', '=', sql<string>`moved.value ->> 0`)
    .where('state', '=', from)
    .$if(sender !== null, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('runs')
            .select('runs.epoch')
            .where('runs.agent', '=', sender!.agent)
            .where('runs.day', '=', sender!.day)
            .where('runs.epoch', '=', sender!.epoch),
        ),
      ),
    )
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
    .set({ state: 'in_doubt', reason: 'process_ended', updated_at: now, doubt_at: now })
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
  doubtAt: row.doubt_at,
  lookAt: row.look_at,
  repeats: row.repeats,
});
