import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day } from '@fitly/core/terms';
import { agentVersion, run, type Store } from '@fitly/store';

/** The agent as it was when the run of this day was claimed. */
export async function agentOf(store: Store, name: AgentName, day: Day): Promise<Agent> {
  const claimed = await run(store.state.db, name, day);
  if (claimed === null) {
    throw new FitlyError('run_not_found', `there is no run of ${name} for ${day}`, {
      next: 'list the days that were run with: fitly agent list',
    });
  }
  return savedAgent(store, name, claimed.agentVersion);
}

/** One saved version of an agent. */
export async function savedAgent(store: Store, name: AgentName, version: number): Promise<Agent> {
  const saved = await agentVersion(store.state.db, name, version);
  if (saved !== null) return completed(JSON.parse(saved.agentJson) as Agent);
  throw new FitlyError('database_damaged', `version ${version} of the agent ${name} is not in the database`, {
    next: 'restore the folder from a backup',
  });
}

/** Versions that an earlier Fitly saved lack the fields that came later: nobody used what they state. */
const completed = (agent: Agent): Agent => ({
  ...agent,
  success: { ...agent.success, fields: agent.success.fields ?? [] },
  delivery: {
    ...agent.delivery,
    message: agent.delivery.message ?? null,
    mirrorGroups: agent.delivery.mirrorGroups ?? false,
    mirrorOptions: agent.delivery.mirrorOptions ?? false,
  },
});
