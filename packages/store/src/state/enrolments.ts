/** Who belongs to which group of which agent: assigned once, read ever after, never recomputed. */
import { textPool } from '@fitly/core/data';
import type { AgentName, CustomerKey, Day, Group } from '@fitly/core/terms';
import { sql } from 'kysely';
import { insertNewRows, listOf } from './bulk.ts';
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

/** Those of the customers who are enrolled. */
export async function enrolmentsAmong(
  db: Db,
  agent: AgentName,
  keys: readonly CustomerKey[],
): Promise<ReadonlyMap<CustomerKey, Enrolment>> {
  const query = db.selectFrom('enrolments').selectAll().where('agent', '=', agent);
  const rows = await query.where('customer_key', 'in', listOf(keys)).execute();
  return new Map(
    rows.map((row) => {
      const { customer_key: customerKey, group_name: group, epoch, enrolled_day: enrolledDay } = row;
      return [customerKey, { customerKey, group, epoch, enrolledDay }];
    }),
  );
}

/** Rows of one statement. */
const ROWS_AT_A_TIME = 20_000;

/** Columns of some rows, each as a JSON list: an object for each of a million rows takes several times as long. */
interface SomeRows {
  readonly keys: string;
  readonly groups: string;
  readonly epochs: string;
  readonly days: string;
}

export async function enrolments(db: Db, agent: AgentName): Promise<EnrolmentColumns> {
  const customerKeys: CustomerKey[] = [];
  const groups: Group[] = [];
  const epochs: number[] = [];
  const enrolledDays: Day[] = [];
  const text = textPool();
  for (let after = ''; ; ) {
    const { rows } = await sql<SomeRows>`select json_group_array(customer_key) as keys,
        json_group_array(group_name) as groups, json_group_array(epoch) as epochs, json_group_array(enrolled_day) as days
      from (select customer_key, group_name, epoch, enrolled_day from enrolments
        where agent = ${agent} and customer_key > ${after} order by customer_key limit ${ROWS_AT_A_TIME})`.execute(db);
    const some = rows[0]!;
    const keys: CustomerKey[] = JSON.parse(some.keys);
    for (const key of keys) customerKeys.push(key);
    for (const group of JSON.parse(some.groups) as Group[]) groups.push(text(group));
    for (const epoch of JSON.parse(some.epochs) as number[]) epochs.push(epoch);
    for (const day of JSON.parse(some.days) as Day[]) enrolledDays.push(text(day));
    if (keys.length < ROWS_AT_A_TIME) break;
    after = keys.at(-1)!;
  }
  return { rowCount: customerKeys.length, customerKeys, groups, epochs: Int32Array.from(epochs), enrolledDays };
}
