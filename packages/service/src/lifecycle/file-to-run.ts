/** What a run goes by. */
import { inactiveFields } from '@fitly/core/design';
import type { AgentName, Day } from '@fitly/core/terms';
import { latestAgent, type Run } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { type AgentFile, agentPath, findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * The agent's file. Where it is gone and the agent's newest run is not finished: its newest saved version, so that what was
 * decided comes to its end; what the run took in already it goes on with by the version that it was begun with. Throws `agent_unknown` and `agent_file_invalid` otherwise. `day` null = the next one.
 */
export async function fileToRun(
  workspace: Workspace,
  name: AgentName,
  runs: readonly Run[],
  day: Day | null,
): Promise<AgentFile> {
  const newest = runs.at(-1);
  const isToFinish = newest?.status === 'running' && (day ?? newest.day) === newest.day;
  if (!isToFinish || (await agentPath(workspace, name)) !== null) return findAgentFile(workspace, name);
  const { store } = workspace;
  const saved = await latestAgent(store.state.db, name);
  if (saved === null) return findAgentFile(workspace, name);
  const agent = await savedAgent(store, name, saved.version);
  return { path: `version ${saved.version} of ${name}`, yaml: saved.yaml, agent, inactive: inactiveFields(agent) };
}
