/** Whether somebody has said since a run began that nothing of it is to go out any more. */
import { decidesIn } from '@fitly/core/design';
import { currentAgentState } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { haltOf } from './halt.ts';

/** By the kill switch, or because the agent was paused or stopped; null: by nobody. */
export async function stoppedBy({ store, agent }: Pick<RunContext, 'store' | 'agent'>): Promise<string | null> {
  if (haltOf(store.folder, agent.name) !== null) return 'killed';
  const state = (await currentAgentState(store.state.db, agent.name))?.state ?? 'running';
  return decidesIn(state) ? null : `agent_${state}`;
}
