/**
 * Agent files that lie somewhere else, beside what the workspace has: what differs, and a name of exactly this difference. Reads only. Whoever
 * agreed to one difference does not get another.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AgentChange, LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { latestAgent } from '@fitly/store';
import { diffLines } from '../lifecycle/diff-lines.ts';
import { lifeStateOfAgent } from '../lifecycle/life-state.ts';
import { pendingChanges } from '../lifecycle/pending-changes.ts';
import { type AgentFile, agentPath } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface ProposedAgent {
  readonly agent: string;
  readonly kind: 'new' | 'changed' | 'unchanged';
  readonly state: LifeState;
  /** Newest saved version; null: none. */
  readonly version: number | null;
  /** Lines of a unified diff from the file that the next run would go by. */
  readonly lines: readonly string[];
  /** Against the newest saved version. */
  readonly changes: readonly AgentChange[];
}

export interface Proposal {
  /** Of exactly this difference: what the workspace has now, and what the files say. */
  readonly id: string;
  readonly agents: readonly ProposedAgent[];
}

export interface ProposedFile {
  readonly file: AgentFile;
  /** The agent's own file now; null: there is none. */
  readonly own: { readonly path: string; readonly yaml: string } | null;
  readonly proposed: ProposedAgent;
}

/** Throws `agent_file_invalid` where two files are of one agent. */
export async function readProposal(
  workspace: Workspace,
  files: readonly AgentFile[],
): Promise<readonly ProposedFile[]> {
  refuseTwice(files);
  const found: ProposedFile[] = [];
  for (const file of files) found.push(await proposedFile(workspace, file));
  return found;
}

/** As `readProposal`, for people. */
export const proposeAgents = async (workspace: Workspace, files: readonly AgentFile[]): Promise<Proposal> =>
  proposalOf(await readProposal(workspace, files));

export function proposalOf(found: readonly ProposedFile[]): Proposal {
  const named = found.map(({ file, own, proposed: { agent, state, version } }) => [
    ...[agent, state, version, own?.yaml ?? null, file.yaml],
  ]);
  const id = createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 16);
  return { id, agents: found.map(({ proposed }) => proposed) };
}

function refuseTwice(files: readonly AgentFile[]): void {
  const names = files.map(({ agent }) => agent.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new FitlyError('agent_file_invalid', `two of the files are of the agent "${twice}"`, {
    next: 'give one file for each agent; nothing was changed',
  });
}

async function proposedFile(workspace: Workspace, file: AgentFile): Promise<ProposedFile> {
  const { name } = file.agent;
  const path = await agentPath(workspace, name);
  const own = path === null ? null : { path, yaml: await readFile(path, 'utf8') };
  const version = (await latestAgent(workspace.store.state.db, name))?.version ?? null;
  const kind = own === null && version === null ? 'new' : own?.yaml === file.yaml ? 'unchanged' : 'changed';
  return {
    ...{ file, own },
    proposed: {
      ...{ agent: name, kind, version, state: await lifeStateOfAgent(workspace, name) },
      lines: diffLines(own?.yaml ?? '', file.yaml),
      changes: (await pendingChanges(workspace, file)).changes,
    },
  };
}
