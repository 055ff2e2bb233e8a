/** The rows of one customer leave the lake and the state in one transaction; what held them is cleared afterwards. */
import { settleBudgets } from '@fitly/core/decide';
import type { AgentName, CustomerKey, Day, Group } from '@fitly/core/terms';
import {
  addErasedReceipts,
  addErasure,
  type Columns,
  type Db,
  type ErasedReceipts,
  enrolmentsOf,
  eraseFromState,
  finishedSteps,
  type JsonValue,
  type LakeFile,
  replaceFile,
  type StagedFile,
  type Store,
  setRunFact,
  tombstoneOf,
  valuesOf,
} from '@fitly/store';
import { storedDay } from '../replay/stored-day.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { SETTLED, settledFact } from './settled-budgets.ts';
import { daysOf, findHoldings, type Holdings, ownRows } from './stored-rows.ts';

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
  const rewritten = await rewrite(workspace, holdings);
  const at = workspace.now();
  await store.state.transaction(async (tx) => {
    for (const { old, staged } of rewritten.files) await replaceFile(tx, old, staged, at);
    for (const { agent, day, fact } of settled) await setRunFact(tx, agent, day, SETTLED, fact);
    const receipts = [...rewritten.receipts, ...waitingReceipts(store, key, holdings)];
    await forget(tx, workspace, { key, holdings, receipts, at, by });
  });
  store.journal.erase(key);
  store.decisions.erase(key);
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

interface Rewritten {
  readonly files: readonly { readonly old: LakeFile; readonly staged: StagedFile }[];
  readonly receipts: readonly ErasedReceipts[];
}

/** Every file that holds the customer, without them: on the device, and not counting yet. */
async function rewrite({ store: { lake } }: Workspace, { files }: Holdings): Promise<Rewritten> {
  const rewritten: { old: LakeFile; staged: StagedFile }[] = [];
  const receipts: ErasedReceipts[] = [];
  for (const held of files) {
    const { file, own } = held;
    if (file.table === 'decisions') receipts.push(...receiptsOf(await ownRows(lake, held), file));
    rewritten.push({ old: file, staged: await lake.stageWithout(file, own) });
  }
  return { files: rewritten, receipts };
}

const receiptsOf = (own: Columns, { agent, day }: LakeFile): ErasedReceipts[] =>
  valuesOf(own, 'group', 'string').map((group) => ({ agent, day, group: group as Group, decisions: 1 }));

/** Of answers that no run has taken: they were decided like the others. */
function waitingReceipts({ decisions }: Store, key: CustomerKey, holdings: Holdings): ErasedReceipts[] {
  const inLog = new Set(holdings.decisions.map(({ decisionId }) => decisionId));
  return decisions
    .ofCustomer(key)
    .filter(({ row }) => !inLog.has(String(row['decision_id'])))
    .map(({ agent, day, row }) => ({ agent, day, group: String(row['group']) as Group, decisions: 1 }));
}

export const summaryOf = ({ decisions, files }: Holdings, groups: ErasedCustomer['groups']): ErasedCustomer => ({
  groups: groups.map(({ agent, group }) => ({ agent, group })),
  decisions: decisions.length,
  partitions: new Set(files.map(({ file: { table, agent, day } }) => `${table} ${agent} ${day}`)).size,
  filesRemoved: 0,
  recommendations: [],
});
