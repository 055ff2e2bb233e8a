/** Who belongs to which group of which agent: assigned once, read ever after, never recomputed. */
import type { AgentName, CustomerKey, Day, Group } from '@fitly/core/terms';
import { insertNewRows } from './bulk.ts';
import type { Db } from './schema.ts';

export interface Enrolment {
  readonly customerKey: CustomerKey;
  readonly group: Group;
  /** The allocation epoch whose shares were in force. */
  readonly epoch: number;
  readonly enrolledDay: Day;
}

/** All enrolments of an agent as columns of equal length, sorted by customer key. */
export interface EnrolmentColumns {
  readonly rowCount: number;
  readonly customerKeys: readonly CustomerKey[];
  readonly groups: readonly Group[];
  readonly epochs: Int32Array;
  readonly enrolledDays: readonly Day[];
}

/** Adds the enrolments of customers not yet enrolled; the group of an enrolled one stays. Returns how many were new. */
export async function addEnrolments(db: Db, agent: AgentName, enrolments: readonly Enrolment[]): Promise<number> {
  return await insertNewRows(db, {
    table: 'enrolments',
    key: ['agent', 'customer_key'],
    columns: ['agent', 'customer_key', 'group_name', 'epoch', 'enrolled_day'],
    rows: enrolments.map((one) => [agent, one.customerKey, one.group, one.epoch, one.enrolledDay]),
  });
}

/** Where one customer is enrolled, by agent. */
export async function enrolmentsOf(db: Db, key: CustomerKey): Promise<readonly (Enrolment & { agent: AgentName })[]> {
  const rows = await db.selectFrom('enrolments').selectAll().where('customer_key', '=', key).orderBy('agent').execute();
  return rows.map((row) => ({
    agent: row.agent,
    customerKey: row.customer_key,
    group: row.group_name,
    epoch: row.epoch,
    enrolledDay: row.enrolled_day,
  }));
}

export async function enrolments(db: Db, agent: AgentName): Promise<EnrolmentColumns> {
  const rows = await db
    .selectFrom('enrolments')
    .select(['customer_key', 'group_name', 'epoch', 'enrolled_day'])
    .where('agent', '=', agent)
    .orderBy('customer_key')
    .execute();
  return {
    rowCount: rows.length,
    customerKeys: rows.map((row) => row.customer_key),
    groups: rows.map((row) => row.group_name),
    epochs: Int32Array.from(rows, (row) => row.epoch),
    enrolledDays: rows.map((row) => row.enrolled_day),
  };
}
