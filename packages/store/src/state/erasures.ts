/**
 * What is left of customers who were erased: a tombstone each, which leads to nothing, and counts without anybody's key, so
 * that reports and receipts can say how many are missing. See `tombstoneOf`.
 */

import type { AgentName, CustomerKey, Day, Group, Instant } from '@fitly/core/terms';
import { asDecisionId } from '@fitly/core/terms';
import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** Marks the customer as erased; one who was before stays so. Files that held them are not gone before `finishErasures`. */
export async function addErasure(db: Db, tombstone: string, at: Instant, by: string | null): Promise<void> {
  await db
    .insertInto('erasures')
    .values({ tombstone, erased_at: at, erased_by: by, cleaned_at: null })
    .onConflict((conflict) => conflict.column('tombstone').doUpdateSet({ cleaned_at: null }))
    .execute();
}

export async function tombstones(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('erasures').select('tombstone').execute();
  return new Set(rows.map((row) => row.tombstone));
}

/** Of erasures that did not come to their end: asked for while another process worked, or their process was killed. */
export async function unfinishedTombstones(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('erasures').select('tombstone').where('cleaned_at', 'is', null).execute();
  return new Set(rows.map((row) => row.tombstone));
}

/** One line of the record of erasures: when and by whom, never who. */
export interface Erasure {
  readonly erasedAt: Instant;
  /** Null = not said. */
  readonly by: string | null;
  /** Null: files or free pages are still to be cleared, because a process ended in between. */
  readonly cleanedAt: Instant | null;
}

/** Oldest first. */
export async function erasures(db: Db): Promise<readonly Erasure[]> {
  const rows = await db.selectFrom('erasures').selectAll().orderBy('erased_at').execute();
  return rows.map((row) => ({ erasedAt: row.erased_at, by: row.erased_by, cleanedAt: row.cleaned_at }));
}

/** Of these tombstones nothing is left: neither rows nor files nor free pages. */
export async function finishErasures(db: Db, of: ReadonlySet<string>, at: Instant): Promise<void> {
  for (const tombstone of of) {
    await db.updateTable('erasures').set({ cleaned_at: at }).where('tombstone', '=', tombstone).execute();
  }
}

/** Where a receipt stands. */
export interface ReceiptPlace {
  readonly agent: AgentName;
  readonly day: Day;
  readonly decisionId: string;
}

export interface ErasedReceipts {
  readonly agent: AgentName;
  readonly day: Day;
  readonly group: Group;
  readonly decisions: number;
}

/** Adds to the counts of receipts that are not there any more. */
export async function addErasedReceipts(db: Db, receipts: readonly ErasedReceipts[]): Promise<void> {
  for (const { agent, day, group, decisions } of receipts) {
    await db
      .insertInto('erased_receipts')
      .values({ agent, day, group_name: group, decisions })
      .onConflict((conflict) =>
        conflict
          .columns(['agent', 'day', 'group_name'])
          .doUpdateSet({ decisions: sql<number>`decisions + excluded.decisions` }),
      )
      .execute();
  }
}

/** Of one agent, of one day where it is given; by day and group. */
export async function erasedReceipts(db: Db, agent: AgentName, day?: Day): Promise<readonly ErasedReceipts[]> {
  let query = db.selectFrom('erased_receipts').selectAll().where('agent', '=', agent);
  if (day !== undefined) query = query.where('day', '=', day);
  const rows = await query.orderBy('day').orderBy('group_name').execute();
  return rows.map((row) => ({ agent: row.agent, day: row.day, group: row.group_name, decisions: row.decisions }));
}

/** Enrolled customers of each group who were erased; groups of nobody are absent. */
export async function erasedCustomers(db: Db, agent: AgentName): Promise<Readonly<Partial<Record<Group, number>>>> {
  const rows = await db.selectFrom('erased_customers').selectAll().where('agent', '=', agent).execute();
  return Object.fromEntries(rows.map((row) => [row.group_name, row.customers]));
}

/**
 * Removes everything that the state holds under a customer's key, and counts them where they were enrolled. Decisions that
 * were not sent yet leave their batches; a batch of nobody is not sent. Call it in one transaction with the lake's part.
 */
export async function eraseFromState(
  db: Db,
  customer: { readonly key: CustomerKey; readonly decisions: readonly ReceiptPlace[] },
  at: Instant,
): Promise<void> {
  const { key, decisions } = customer;
  await sql`insert into erased_customers (agent, group_name, customers)
    select agent, group_name, 1 from enrolments where customer_key = ${key}
    on conflict (agent, group_name) do update set customers = customers + 1`.execute(db);
  for (const decision of decisions) await leaveBatches(db, decision, at);
  await db.deleteFrom('profile_attributes').where('customer_key', '=', key).execute();
  await db.deleteFrom('enrolments').where('customer_key', '=', key).execute();
  await db.deleteFrom('customers').where('customer_key', '=', key).execute();
}

async function leaveBatches(db: Db, { agent, day, decisionId }: ReceiptPlace, at: Instant): Promise<void> {
  await db.deleteFrom('batch_members').where('decision_id', '=', asDecisionId(decisionId)).execute();
  await sql`update batches set decision_ids =
      (select coalesce(json_group_array(value order by key), '[]') from json_each(decision_ids) where value <> ${decisionId})
    where agent = ${agent} and day = ${day}
      and exists (select 1 from json_each(decision_ids) where value = ${decisionId})`.execute(db);
  await db
    .updateTable('batches')
    .set({ state: 'not_sent', reason: 'erased', updated_at: at })
    .where('agent', '=', agent)
    .where('day', '=', day)
    .where('state', '=', 'planned')
    .where('decision_ids', '=', '[]')
    .execute();
}
