/**
 * Where the lake holds one customer: every table that has a column with the customer's key, and every other one that names
 * one of their decisions. Tables are asked for their columns, so that one that is added later is found too.
 */
import { type AgentName, asCustomerKey, type CustomerKey, type Day } from '@fitly/core/terms';
import {
  type Columns,
  customerKeys,
  type Partition,
  type ReceiptPlace,
  type Store,
  type Verification,
  valuesOf,
} from '@fitly/store';

const BY_CUSTOMER = 'customer_key';
const BY_DECISION = 'decision_id';
type KeyColumn = typeof BY_CUSTOMER | typeof BY_DECISION;

export interface HeldPartition extends Partition {
  readonly keyColumn: KeyColumn;
}

export interface Holdings {
  /** Tables of the lake that hold customers, whether this one or not; sorted. */
  readonly tables: readonly string[];
  /** Partitions with at least one row of this customer, by table, agent and day. */
  readonly partitions: readonly HeldPartition[];
  readonly decisions: readonly ReceiptPlace[];
}

export async function findHoldings({ lake }: Store, key: CustomerKey): Promise<Holdings> {
  const all = await partitionsOf(lake);
  const keyColumns = await keyColumnsOf(lake, all);
  const partitions: HeldPartition[] = [];
  const decisions: ReceiptPlace[] = [];
  for (const partition of all.filter(({ table }) => keyColumns.get(table) === BY_CUSTOMER)) {
    const { rowCount } = await lake.read({ ...partition, ...whereCustomer(key), columns: [KEY], verify: 'none' });
    if (rowCount > 0) partitions.push({ ...partition, keyColumn: BY_CUSTOMER });
    if (rowCount > 0 && partition.table === 'decisions') decisions.push(...(await receiptsIn(lake, partition, key)));
  }
  const daysDecided = new Set(decisions.map(({ agent, day }) => `${agent} ${day}`));
  for (const partition of all.filter(({ table }) => keyColumns.get(table) === BY_DECISION)) {
    if (!daysDecided.has(`${partition.agent} ${partition.day}`)) continue;
    const held: HeldPartition = { ...partition, keyColumn: BY_DECISION };
    if ((await rowsOf(lake, held, { key, decisions }, 'none')).own.length > 0) partitions.push(held);
  }
  return { tables: [...keyColumns.keys()].sort(), partitions, decisions };
}

const KEY = { name: BY_CUSTOMER, type: 'string' as const };
const whereCustomer = (key: CustomerKey) => ({ where: { column: BY_CUSTOMER, equals: key } });

async function partitionsOf(lake: Store['lake']): Promise<readonly Partition[]> {
  const found = new Map<string, Partition>();
  for (const { table, agent, day } of await lake.files()) found.set(`${table} ${agent} ${day}`, { table, agent, day });
  return [...found.values()];
}

/** A table has its key column in all its partitions, so one of them is asked; tables of counts have none. */
async function keyColumnsOf(lake: Store['lake'], all: readonly Partition[]): Promise<ReadonlyMap<string, KeyColumn>> {
  const columns = new Map<string, KeyColumn>();
  for (const [table, [first]] of Map.groupBy(all, (partition) => partition.table)) {
    const names = await lake.columnNames(first!);
    const column = ([BY_CUSTOMER, BY_DECISION] as const).find((name) => names.includes(name));
    if (column !== undefined) columns.set(table, column);
  }
  return columns;
}

async function receiptsIn(lake: Store['lake'], partition: Partition, key: CustomerKey): Promise<ReceiptPlace[]> {
  const { agent, day } = partition;
  const columns = [{ name: BY_DECISION, type: 'string' as const }];
  const read = await lake.read({ ...partition, ...whereCustomer(key), columns, verify: 'none' });
  return valuesOf(read, BY_DECISION, 'string').map((decisionId) => ({ agent, day, decisionId: decisionId ?? '' }));
}

/** Everybody whom the state, the lake or the journal knows. */
export async function storedKeys({ lake, state, journal }: Store): Promise<ReadonlySet<CustomerKey>> {
  const keys = new Set<CustomerKey>([...(await customerKeys(state.db)), ...journal.customerKeys()]);
  const all = await partitionsOf(lake);
  const keyColumns = await keyColumnsOf(lake, all);
  for (const partition of all.filter(({ table }) => keyColumns.get(table) === BY_CUSTOMER)) {
    const read = await lake.read({ ...partition, columns: [KEY], verify: 'none' });
    for (const key of valuesOf(read, BY_CUSTOMER, 'string')) if (key !== null) keys.add(asCustomerKey(key));
  }
  return keys;
}

/** A partition whole, and which of its rows are the customer's. */
export async function rowsOf(
  lake: Store['lake'],
  { table, agent, day, keyColumn }: HeldPartition,
  customer: { readonly key: CustomerKey; readonly decisions: readonly ReceiptPlace[] },
  verify: Verification,
): Promise<{ readonly columns: Columns; readonly own: readonly number[] }> {
  const columns = await lake.read({ table, agent, day, verify });
  const ids = new Set<string>(
    keyColumn === BY_CUSTOMER ? [customer.key] : customer.decisions.map(({ decisionId }) => decisionId),
  );
  const values = valuesOf(columns, keyColumn, 'string');
  return { columns, own: values.flatMap((value, row) => (value !== null && ids.has(value) ? [row] : [])) };
}

/** Days on which the agent decided for the customer. */
export const daysOf = (decisions: readonly ReceiptPlace[]): readonly { agent: AgentName; day: Day }[] => [
  ...new Map(decisions.map(({ agent, day }) => [`${agent} ${day}`, { agent, day }])).values(),
];
