/** The state of an agent's life, read and moved. */
import { type LifeMove, type LifeState, movedTo } from '@fitly/core/design';
import type { AgentName } from '@fitly/core/terms';
import { type AgentStateChange, addAgentState, currentAgentState } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';

/** An agent whose states were never written is a draft: a file that somebody put into the folder. */
export async function lifeStateOfAgent({ store }: Workspace, agent: AgentName): Promise<LifeState> {
  return (await currentAgentState(store.state.db, agent))?.state ?? 'draft';
}

export interface MoveAgent {
  readonly agent: AgentName;
  readonly move: LifeMove;
  readonly by: string;
  readonly note: string | null;
}

export interface MovedAgent extends AgentStateChange {
  readonly from: LifeState;
}

/** Makes the move and keeps who asked for it. Throws `agent_state_invalid` where the state does not allow it. */
export async function moveAgent(workspace: Workspace, { agent, move, by, note }: MoveAgent): Promise<MovedAgent> {
  const { db } = workspace.store.state;
  const newest = await currentAgentState(db, agent);
  const from = newest?.state ?? 'draft';
  const state = movedTo(agent, from, move);
  return {
    from,
    ...(await addAgentState(db, { agent, state, at: workspace.now(), by, note, after: newest?.seq ?? 0 })),
  };
}
