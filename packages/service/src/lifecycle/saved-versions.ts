/** The saved versions of an agent, each with the agent it means and what runs rest on it. */
import { type Agent, type AgentPast, readSavedAgent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AgentName } from '@fitly/core/terms';
import { type AgentVersion, agentVersions, listRuns } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';

export interface SavedVersion extends Omit<AgentVersion, 'agentJson' | 'agent'> {
  readonly agent: Agent;
}

/** Oldest first. */
export async function savedVersions({ store }: Workspace, name: AgentName): Promise<readonly SavedVersion[]> {
  const versions = await agentVersions(store.state.db, name);
  return versions.map(({ agentJson, ...version }) => ({ ...version, agent: readSavedAgent(agentJson) }));
}

/**
 * The agent's past as it was when `version` was the newest one. A run that took nothing in yet rests on no version, so
 * only finished runs count. Null when there is no such version.
 */
export async function pastAt(
  { store }: Workspace,
  name: AgentName,
  versions: readonly SavedVersion[],
  version: number,
): Promise<AgentPast | null> {
  const newest = versions.find((each) => each.version === version);
  if (newest === undefined) return null;
  const finished = (await listRuns(store.state.db, name)).filter((run) => run.status === 'done');
  const ranVersion = finished.filter((run) => run.agentVersion <= version).at(-1)?.agentVersion;
  const ran = versions.find((each) => each.version === ranVersion)?.agent ?? null;
  const saved = versions.filter((each) => each.version <= version).map((each) => each.agent);
  return { newest: newest.agent, ran, saved };
}

/** Throws `agent_version_unknown`, naming the versions that there are. */
export function versionOf(name: string, versions: readonly SavedVersion[], wanted: number): SavedVersion {
  const found = versions.find((each) => each.version === wanted);
  if (found !== undefined) return found;
  const known = versions.length === 0 ? 'none yet' : `1 to ${versions.length}`;
  throw new FitlyError('agent_version_unknown', `the agent "${name}" has no version ${wanted}; it has: ${known}`, {
    next: `look at them with: fitly agent history ${name}`,
    fields: { agent: name, version: wanted },
  });
}
