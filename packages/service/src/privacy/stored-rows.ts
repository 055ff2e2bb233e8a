/**
 * Where the lake holds one customer: every table that has a column with the customer's key, and every other one that names
 * one of their decisions. Tables are asked for their columns, so that one that is added later is found too.
 */
import { type AgentName, asCustomerKey, type CustomerKey, type Day } from '@fitly/core/terms';
import {
  customerKeys,
  type FileFilter,
  type LakeFile,
  type Partition,
  type ReceiptPlace,
  type Store,
  type TextFilter,
  valuesOf,
} from '@fitly/store';

const BY_CUSTOMER = 'customer_key';
const BY_DECISION = 'decision_id';
type KeyColumn = typeof BY_CUSTOMER | typeof BY_DECISION;

/** A file with at least one row of the customer. */
export interface HeldFile {
  readonly file: LakeFile;
  /** Which of its rows are theirs. */
  readonly own: TextFilter;
}

export interface Holdings {
  /** Tables of the lake that hold customers, whether this one or not; sorted. */
  readonly tables: readonly string[];
  /** By table, agent, day and order of commit; tables that name decisions only come last. */
  readonly files: readonly HeldFile[];
  readonly decisions: readonly ReceiptPlace[];
}

export async function findHoldings({ lake }: Store, key: CustomerKey): Promise<Holdings> {
  const keyColumns = await keyColumnsOf(lake, await partitionsOf(lake));
  const tablesBy = (column: KeyColumn): readonly string[] =>
    [...keyColumns].flatMap(([table, its]) => (its === column ? [table] : []));
  const byCustomer = { column: BY_CUSTOMER, in: [key] };
  const files: HeldFile[] = [];
  for (const table of tablesBy(BY_CUSTOMER)) files.push(...(await heldFiles(lake, { table }, byCustomer)));
  const decisions: ReceiptPlace[] = [];
  for (const { file, own } of files) {
    if (file.table === 'decisions') decisions.push(...(await receiptsIn(lake, file, own)));
  }
  const byDecision = { column: BY_DECISION, in: decisions.map(({ decisionId }) => decisionId) };
  for (const table of tablesBy(BY_DECISION)) {
    // Ids come in no order, so all of a file would be read: only the days of the decisions are looked at.
    for (const day of daysOf(decisions)) files.push(...(await heldFiles(lake, { table, ...day }, byDecision)));
  }
  return { tables: [...keyColumns.keys()].sort(), files, decisions };
}

const heldFiles = async (lake: Store['lake'], filter: FileFilter, own: TextFilter): Promise<HeldFile[]> =>
  (await lake.filesWith(filter, own)).map((file) => ({ file, own }));

const KEY = { name: BY_CUSTOMER, type: 'string' as const };

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

async function receiptsIn(lake: Store['lake'], file: LakeFile, where: TextFilter): Promise<ReceiptPlace[]> {
  const { table, agent, day } = file;
  const columns = [{ name: BY_DECISION, type: 'string' as const }];
  const read = await lake.read({ table, agent, day, files: [file], where, columns, verify: 'none' });
  return valuesOf(read, BY_DECISION, 'string').map((decisionId) => ({ agent, day, decisionId: decisionId ?? '' }));
}

/** Everybody whom the state, the lake or a journal knows. */
export async function storedKeys({ lake, state, journal, decisions }: Store): Promise<ReadonlySet<CustomerKey>> {
  const keys = new Set([...(await customerKeys(state.db)), ...journal.customerKeys(), ...decisions.customerKeys()]);
  const all = await partitionsOf(lake);
  const keyColumns = await keyColumnsOf(lake, all);
  for (const partition of all.filter(({ table }) => keyColumns.get(table) === BY_CUSTOMER)) {
    const read = await lake.read({ ...partition, columns: [KEY], verify: 'none' });
    for (const key of valuesOf(read, BY_CUSTOMER, 'string')) if (key !== null) keys.add(asCustomerKey(key));
  }
  return keys;
}

/** The customer's rows of a file, all columns. Errors: `lake_file_damaged`. */
export const ownRows = (lake: Store['lake'], { file, own }: HeldFile) =>
  lake.read({ table: file.table, agent: file.agent, day: file.day, files: [file], where: own });

/** Days on which the agent decided for the customer. */
export const daysOf = (decisions: readonly ReceiptPlace[]): readonly { agent: AgentName; day: Day }[] => [
  ...new Map(decisions.map(({ agent, day }) => [`${agent} ${day}`, { agent, day }])).values(),
];
