import { asAgentName } from '@fitly/core/terms';
import { currentAgentState, latestAgent } from '@fitly/store';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Throws `agent_unknown` unless the agent has a past or a file. An agent with a past needs no file that can be read:
 * one whose file is broken or gone can still be paused, stopped, looked at and restored.
 */
export async function requireAgent(workspace: Workspace, name: string): Promise<void> {
  const { db } = workspace.store.state;
  const agent = asAgentName(name);
  if ((await currentAgentState(db, agent)) !== null || (await latestAgent(db, agent)) !== null) return;
  await findAgentFile(workspace, name);
}
