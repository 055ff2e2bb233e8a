/** The rows of one customer leave the lake and the state in one transaction; what held them is cleared afterwards. */
import { settleBudgets } from '@fitly/core/decide';
import type { AgentName, CustomerKey, Day, Group } from '@fitly/core/terms';
import {
  addErasedReceipts,
  addErasure,
  type Column,
  type Columns,
  commitFiles,
  type Db,
  type ErasedReceipts,
  enrolmentsOf,
  eraseFromState,
  finishedSteps,
  type JsonValue,
  type StagedFile,
  setRunFact,
  tombstoneOf,
} from '@fitly/store';
import { storedDay } from '../replay/stored-day.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { SETTLED, settledFact } from './settled-budgets.ts';
import { daysOf, findHoldings, type Holdings, rowsOf } from './stored-rows.ts';

export interface ErasedCustomer {
  /** Where the customer was enrolled. */
  readonly groups: readonly { readonly agent: AgentName; readonly group: Group }[];
  /** Receipts that were taken out of the logs. */
  readonly decisions: number;
  /** Partitions of the lake that held the customer. */
  readonly partitions: number;
  /** Files that held the customer, and leftovers beside them, that are not on the disk any more. */
  readonly filesRemoved: number;
  /** Recommendation files that were written again without the customer, relative to the workspace. */
  readonly recommendations: readonly string[];
}

/** The rows of one customer, in one transaction; the files that held them are left to `clearErased`. */
export async function eraseKey(workspace: Workspace, key: CustomerKey, by: string | null): Promise<ErasedCustomer> {
  const { store } = workspace;
  const holdings = await findHoldings(store, key);
  const groups = await enrolmentsOf(store.state.db, key);
  const settled = await settleDays(workspace, holdings);
  const rewritten = await rewrite(workspace, key, holdings);
  const at = workspace.now();
  await store.state.transaction(async (tx) => {
    for (const file of rewritten.files) {
      const { table, agent, day } = file;
      await commitFiles(tx, [file], { replace: { table, agent, day } }, at);
    }
    for (const { agent, day, fact } of settled) await setRunFact(tx, agent, day, SETTLED, fact);
    await forget(tx, workspace, { key, holdings, receipts: rewritten.receipts, at, by });
  });
  store.journal.erase(key);
  return summaryOf(holdings, groups);
}

interface Forget {
  readonly key: CustomerKey;
  readonly holdings: Holdings;
  readonly receipts: readonly ErasedReceipts[];
  readonly at: number;
  readonly by: string | null;
}

async function forget(tx: Db, { store }: Workspace, { key, holdings, receipts, at, by }: Forget): Promise<void> {
  await eraseFromState(tx, { key, decisions: holdings.decisions }, at);
  await addErasedReceipts(tx, receipts);
  await addErasure(tx, tombstoneOf(store.keys, key), at, by);
}

interface SettledDay {
  readonly agent: AgentName;
  readonly day: Day;
  readonly fact: JsonValue;
}

/** Before anything is gone: who had a part in a budget changes what the others could get. */
async function settleDays(workspace: Workspace, { decisions }: Holdings): Promise<SettledDay[]> {
  const erased = new Set(decisions.map(({ decisionId }) => decisionId));
  const settled: SettledDay[] = [];
  for (const { agent, day } of daysOf(decisions)) {
    if (!(await finishedSteps(workspace.store.state.db, agent, day)).has('decide')) continue;
    const { agent: then, input } = await storedDay(workspace, agent, day);
    if (then.constraints.budgets.length === 0) continue;
    settled.push({ agent, day, fact: settledFact(settleBudgets(input), erased) });
  }
  return settled;
}

/** Every partition that holds the customer, without them: on the device, and not counting yet. */
async function rewrite(
  { store }: Workspace,
  key: CustomerKey,
  holdings: Holdings,
): Promise<{ readonly files: readonly StagedFile[]; readonly receipts: readonly ErasedReceipts[] }> {
  const files: StagedFile[] = [];
  const receipts: ErasedReceipts[] = [];
  for (const partition of holdings.partitions) {
    const { table, agent, day } = partition;
    const { columns, own } = await rowsOf(store.lake, partition, { key, decisions: holdings.decisions }, 'checksum');
    if (table === 'decisions') receipts.push(...receiptsOf(columns, own, { agent, day }));
    files.push(await store.lake.stage({ table, agent, day, columns: withoutRows(columns, own) }));
  }
  return { files, receipts };
}

function receiptsOf(columns: Columns, own: readonly number[], place: { agent: AgentName; day: Day }): ErasedReceipts[] {
  const groups = columns.columns.find(({ name }) => name === 'group')?.values ?? [];
  return own.map((row) => ({ ...place, group: groups[row] as Group, decisions: 1 }));
}

/** The table without the given rows; the others keep their order and their bits. */
function withoutRows({ rowCount, columns }: Columns, rows: readonly number[]): Columns {
  const gone = new Set(rows);
  const kept = Array.from({ length: rowCount }, (_, row) => row).filter((row) => !gone.has(row));
  return { rowCount: kept.length, columns: columns.map((column) => pick(column, kept)) };
}

function pick(column: Column, rows: readonly number[]): Column {
  switch (column.type) {
    case 'string':
      return { ...column, values: rows.map((row) => column.values[row] ?? null) };
    case 'float64':
    case 'instant':
      return { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) };
    case 'float32':
      return { ...column, values: Float32Array.from(rows, (row) => column.values[row]!) };
    case 'int32':
      return { ...column, values: Int32Array.from(rows, (row) => column.values[row]!) };
    case 'boolean':
      return { ...column, values: Uint8Array.from(rows, (row) => column.values[row]!) };
  }
}

export const summaryOf = ({ decisions, partitions }: Holdings, groups: ErasedCustomer['groups']): ErasedCustomer => ({
  groups: groups.map(({ agent, group }) => ({ agent, group })),
  decisions: decisions.length,
  partitions: partitions.length,
  filesRemoved: 0,
  recommendations: [],
});
