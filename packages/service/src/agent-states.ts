/** What the command line lists about agents. */
import { basename } from 'node:path';
import type { LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, type Day } from '@fitly/core/terms';
import { listRuns } from '@fitly/store';
import { lifeStateOfAgent } from './lifecycle/life-state.ts';
import { haltOf } from './sending/halt.ts';
import { agentFiles, readAgentFile } from './workspace/agents.ts';
import type { Workspace } from './workspace/workspace.ts';

export interface AgentState {
  readonly name: string;
  readonly state: LifeState;
  readonly valid: boolean;
  /** Somebody has pulled the kill switch: nothing is sent until it is released. */
  readonly killed: boolean;
  /** Finished runs. */
  readonly runs: number;
  readonly lastDay: Day | null;
  /** A run was begun and not finished: the next `fitly run` goes on with it. */
  readonly unfinished: boolean;
}

export async function listAgentStates(workspace: Workspace): Promise<AgentState[]> {
  const states: AgentState[] = [];
  for (const path of await agentFiles(workspace.paths.agents)) {
    const name = basename(path).replace(/\.ya?ml$/, '');
    const runs = await listRuns(workspace.store.state.db, asAgentName(name));
    const done = runs.filter((run) => run.status === 'done');
    states.push({
      name,
      state: await lifeStateOfAgent(workspace, asAgentName(name)),
      valid: await isValid(path),
      killed: haltOf(workspace.paths.folder, name) !== null,
      runs: done.length,
      lastDay: done.at(-1)?.day ?? null,
      unfinished: runs.length > done.length,
    });
  }
  return states;
}

/** Days of finished runs, oldest first. */
export async function listFinishedDays(workspace: Workspace, agentName: string): Promise<Day[]> {
  const runs = await listRuns(workspace.store.state.db, asAgentName(agentName));
  return runs.filter((run) => run.status === 'done').map((run) => run.day);
}

async function isValid(path: string): Promise<boolean> {
  try {
    await readAgentFile(path);
    return true;
  } catch (error) {
    if (error instanceof FitlyError) return false;
    throw error;
  }
}
