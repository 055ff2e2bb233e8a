/** Everything that people did to an agent: its states and its versions, with who, when and what. */
import { type AgentChange, changesSince, type LifeState } from '@fitly/core/design';
import { asAgentName, type Instant } from '@fitly/core/terms';
import { agentStates } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import { requireAgent } from './known-agent.ts';
import { pastAt, savedVersions } from './saved-versions.ts';

export interface AgentHistory {
  readonly agent: string;
  readonly state: LifeState;
  /** Oldest first. */
  readonly states: readonly {
    readonly state: LifeState;
    readonly at: Instant;
    readonly by: string | null;
    readonly note: string | null;
  }[];
  readonly versions: readonly {
    readonly version: number;
    readonly at: Instant;
    readonly by: string | null;
    readonly summary: string;
    readonly changes: readonly AgentChange[];
  }[];
}

/** Throws `agent_unknown` for a name that neither the folder nor the database knows. */
export async function agentHistory(workspace: Workspace, agentName: string): Promise<AgentHistory> {
  const agent = asAgentName(agentName);
  await requireAgent(workspace, agentName);
  const states = await agentStates(workspace.store.state.db, agent);
  const versions = await savedVersions(workspace, agent);
  const told: AgentHistory['versions'][number][] = [];
  for (const { version, savedAt, savedBy, agent: now } of versions) {
    const past = await pastAt(workspace, agent, versions, version - 1);
    const changes = past === null ? [] : changesSince(past, now);
    told.push({ version, at: savedAt, by: savedBy, summary: summaryOf(version, changes), changes });
  }
  return {
    agent: agentName,
    state: states.at(-1)?.state ?? 'draft',
    states: states.map(({ state, at, by, note }) => ({ state, at, by, note })),
    versions: told,
  };
}

const SHOWN = 2;

/** One line: the first changes by place, and how many more there are. */
function summaryOf(version: number, changes: readonly AgentChange[]): string {
  if (version === 1) return 'first version';
  if (changes.length === 0) return 'words only: comments or layout';
  const more = changes.length - SHOWN;
  const shown = changes.slice(0, SHOWN).map(phrase).join('; ');
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

function phrase({ path, before, after }: AgentChange): string {
  if (before === null) return `${path} added`;
  if (after === null) return `${path} removed`;
  return before.length + after.length <= 40 ? `${path}: ${before} → ${after}` : `${path} changed`;
}
