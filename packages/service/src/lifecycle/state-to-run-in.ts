/** May this agent be run, and does it decide? Asked before a run touches anything. */
import type { LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day } from '@fitly/core/terms';
import type { Run } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import { lifeStateOfAgent } from './life-state.ts';

/**
 * The state in which the next run finds the agent. Throws `agent_state_invalid` for a draft, and for a stopped agent
 * once all its decisions have matured: a run would have nothing left to find out. An unfinished run may always be
 * finished, and a finished day may always be asked for again. `day` null = the next one.
 */
export async function stateToRunIn(
  workspace: Workspace,
  agent: AgentName,
  runs: readonly Run[],
  day: Day | null,
): Promise<LifeState> {
  const state = await lifeStateOfAgent(workspace, agent);
  if (state === 'draft') throw draft(workspace, agent);
  const begunBefore = day === null ? runs.at(-1)?.status === 'running' : runs.some((run) => run.day === day);
  if (state === 'stopped' && !begunBefore && !(await hasOpenDays(workspace, agent))) throw stopped(workspace, agent);
  return state;
}

/** Whether decisions of any day have no rewards yet. Days on which nobody was due leave nothing open. */
export async function hasOpenDays({ store }: Pick<Workspace, 'store'>, agent: AgentName): Promise<boolean> {
  const files = (table: string) => store.lake.files({ table, agent });
  const matured = new Set((await files('rewards')).map((file) => file.day));
  const decided = (await files('decisions')).filter((file) => file.rowCount > 0).map((file) => file.day);
  return decided.some((day) => !matured.has(day));
}

const draft = ({ paths }: Workspace, agent: AgentName): FitlyError =>
  new FitlyError('agent_state_invalid', `the agent "${agent}" is a draft: nothing is run before it is started`, {
    next: `start it, then run again: fitly agent start ${agent} --folder ${paths.folder}`,
    fields: { agent, state: 'draft', asked: 'run' },
  });

const stopped = ({ paths }: Workspace, agent: AgentName): FitlyError =>
  new FitlyError(
    'agent_state_invalid',
    `the agent "${agent}" is stopped and all its decisions have matured: there is nothing left to run`,
    {
      next: `read what it was worth: fitly report ${agent} --folder ${paths.folder}`,
      fields: { agent, state: 'stopped', asked: 'run' },
    },
  );
