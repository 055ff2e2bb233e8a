/** Who belongs to which group of which agent: assigned once, read ever after, never recomputed. */
import { textPool } from '@fitly/core/data';
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

/** Rows that stand in memory as objects at a time. */
const ROWS_AT_A_TIME = 20_000;

export async function enrolments(db: Db, agent: AgentName): Promise<EnrolmentColumns> {
  const customerKeys: CustomerKey[] = [];
  const groups: Group[] = [];
  const epochs: number[] = [];
  const enrolledDays: Day[] = [];
  const text = textPool();
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('enrolments')
      .select(['customer_key', 'group_name', 'epoch', 'enrolled_day'])
      .where('agent', '=', agent)
      .where('customer_key', '>', after as CustomerKey)
      .orderBy('customer_key')
      .limit(ROWS_AT_A_TIME)
      .execute();
    for (const row of rows) {
      customerKeys.push(row.customer_key);
      groups.push(text(row.group_name));
      epochs.push(row.epoch);
      enrolledDays.push(text(row.enrolled_day));
    }
    if (rows.length < ROWS_AT_A_TIME) break;
    after = rows.at(-1)!.customer_key;
  }
  return { rowCount: customerKeys.length, customerKeys, groups, epochs: Int32Array.from(epochs), enrolledDays };
}
