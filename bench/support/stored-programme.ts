/** A programme of any size in a workspace of its own: days of report cells as the product writes them, and no decision. */
import { readFile } from 'node:fs/promises';
import { parseAgentFile } from '@fitly/contract';
import { asAgentName, type Day, STEPS } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import { commitGathered, createWorkspace, gatherCells, openWorkspace, type Workspace } from '@fitly/service';
import {
  addAllocationEpoch,
  type Columns,
  claimRun,
  commitFiles,
  finishRun,
  finishStep,
  type JsonValue,
  type StagedFile,
  saveAgentVersion,
  setRunFact,
} from '@fitly/store';

const yaml = await readFile(new URL('../../examples/hillstrom/agent.yaml', import.meta.url), 'utf8');
const parsed = parseAgentFile(yaml, 'agent.yaml');
if (!parsed.ok) throw new Error('the example agent is not valid');
/** Whose programme it is: the agent of the demo. */
export const { agent } = parsed;
const name = asAgentName(agent.name);

export const openStored = (folder: string, lockFor: string | null = null): Promise<Workspace> =>
  openWorkspace({ folder, now: Date.now, env: {}, lockFor });

/** Locked, until it is closed. */
export async function createStored(folder: string, firstDay: Day): Promise<Workspace> {
  await createWorkspace({ folder, sandboxUrl: 'http://127.0.0.1:1', sandboxKey: 'bench', env: {} });
  const workspace = await openStored(folder, 'the bench');
  const { db } = workspace.store.state;
  await saveAgentVersion(db, { agent: name, yaml, agentJson: JSON.stringify(agent), at: 0, by: null });
  await addAllocationEpoch(db, name, { epoch: 1, shares: agent.groups, fromDay: firstDay });
  return workspace;
}

interface StoredDay {
  readonly day: Day;
  /** By table. */
  readonly tables: Readonly<Record<string, Columns>>;
  /** By step; absent as empty. */
  readonly summaries?: Readonly<Record<string, object>>;
  /** Of the run, by name. */
  readonly facts?: Readonly<Record<string, JsonValue>>;
}

export async function storeDay({ store }: Workspace, { day, tables, summaries = {}, facts = {} }: StoredDay) {
  const at = instantOf(day, '06:00', agent.timeZone);
  const gathered = await gatherCells(store, name, day);
  const staged: StagedFile[] = [];
  for (const [table, columns] of Object.entries(tables))
    staged.push(await store.lake.stage({ table, agent: name, day, columns }));
  await claimRun(store.state.db, { agent: name, day, agentVersion: 1, startedAt: at });
  await store.state.transaction(async (tx) => {
    for (const each of gathered) await commitGathered(tx, each, 0);
    for (const file of staged) await commitFiles(tx, [file], { append: true }, 0);
    for (const [fact, value] of Object.entries(facts)) await setRunFact(tx, name, day, fact, value);
    for (const step of STEPS)
      await finishStep(tx, { agent: name, day, step, at, summary: (summaries[step] ?? {}) as never });
    await finishRun(tx, name, day, at);
  });
}
