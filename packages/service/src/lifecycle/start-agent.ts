/** A draft becomes a running agent: its file is checked, its first version kept, and what will happen is told. */
import { type Agent, actionSpace, eligibleMask, movedTo } from '@fitly/core/design';
import { type WrittenAttribute, writtenAttributes } from '@fitly/core/dispatch';
import type { Group } from '@fitly/core/terms';
import { requireEarlier } from '../beginning/beginning.ts';
import { findAgentFile, keepVersion } from '../workspace/agents.ts';
import { connect, connectionOf, type Workspace } from '../workspace/workspace.ts';
import { lifeStateOfAgent, type MovedAgent, moveAgent } from './life-state.ts';
import { refuseInactive } from './live.ts';

export interface StartAgent {
  readonly agentName: string;
  readonly by: string;
  readonly note: string | null;
}

/** What running this agent means, for a person to check. */
export interface StartedAgent extends MovedAgent {
  readonly path: string;
  readonly version: number;
  readonly audience: Agent['audience'];
  readonly schedule: Agent['schedule'] & { readonly timeZone: string };
  readonly success: { readonly event: string; readonly horizonDays: number };
  readonly groups: Readonly<Record<Group, number>>;
  readonly dimensions: readonly { readonly id: string; readonly options: number }[];
  /** Actions that can be chosen. */
  readonly actions: number;
  /** Labels of the frequencies, where one of them says when a customer is due; null where the schedule does. */
  readonly frequencies: readonly string[] | null;
  /** Attributes that it writes to profiles in Braze; each write is a data point. Empty = none. */
  readonly writes: readonly WrittenAttribute[];
  readonly connection: { readonly name: string; readonly kind: string; readonly url: string };
  /** What of the log that it begins with looks personal and is left out, in words; empty: nothing, or no log. */
  readonly setAside: string;
}

/**
 * Throws, before anything is changed: `agent_state_invalid`, `agent_file_invalid` with every mistake, and what speaks
 * against the connection (`sandbox_only`, `key_missing`). No request is made: whether anybody answers, a run finds out.
 */
export async function startAgent(workspace: Workspace, { agentName, by, note }: StartAgent): Promise<StartedAgent> {
  const file = await findAgentFile(workspace, agentName);
  const { agent } = file;
  movedTo(agent.name, await lifeStateOfAgent(workspace, agent.name), 'start');
  const name = agent.delivery.connection;
  const { kind, url } = connectionOf(workspace, name);
  if (kind === 'braze') refuseInactive(file);
  await connect(workspace, name);
  const setAside = await requireEarlier({ store: workspace.store, folder: workspace.paths.folder }, agent);
  const { version } = await keepVersion(workspace, file, by);
  const moved = await moveAgent(workspace, { agent: agent.name, move: 'start', by, note });
  return {
    ...moved,
    path: file.path,
    version,
    audience: agent.audience,
    schedule: { ...agent.schedule, timeZone: agent.timeZone },
    success: { event: agent.success.event, horizonDays: agent.success.horizonDays },
    groups: agent.groups,
    dimensions: agent.dimensions.map(({ id, options }) => ({ id, options: options.length })),
    actions: eligibleMask(actionSpace(agent.dimensions), agent.dimensions).reduce((sum, each) => sum + each, 0),
    frequencies:
      agent.dimensions.find(({ kind }) => kind === 'frequency')?.options.map((option) => option.label) ?? null,
    writes: writtenAttributes(agent),
    connection: { name, kind, url },
    setAside,
  };
}
