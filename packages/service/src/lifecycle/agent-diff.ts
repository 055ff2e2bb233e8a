/** Two versions of an agent file side by side: the text that differs, and what it means. */
import { type Agent, type AgentChange, changesSince } from '@fitly/core/design';
import { asAgentName } from '@fitly/core/terms';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { diffLines } from './diff-lines.ts';
import { requireAgent } from './known-agent.ts';
import { pastAt, type SavedVersion, savedVersions, versionOf } from './saved-versions.ts';

export interface DiffAgent {
  readonly agentName: string;
  /** A version; null = the newest saved one. */
  readonly from: number | null;
  /** A version, or the file on disk. */
  readonly to: number | 'file';
}

export interface AgentDiff {
  readonly agent: string;
  readonly from: number;
  readonly to: number | 'file';
  /** Lines of a unified diff, each beginning with `@`, ` `, `+` or `-`; empty when the texts are equal. */
  readonly lines: readonly string[];
  readonly changes: readonly AgentChange[];
}

/** Throws `agent_unknown`, `agent_version_unknown`, and `agent_file_invalid` when the file to compare has mistakes. */
export async function diffAgent(workspace: Workspace, { agentName, from, to }: DiffAgent): Promise<AgentDiff> {
  await requireAgent(workspace, agentName);
  const name = asAgentName(agentName);
  const versions = await savedVersions(workspace, name);
  const before = versionOf(agentName, versions, from ?? versions.length);
  const now = await readSide(workspace, agentName, versions, to);
  const past = await pastAt(workspace, name, versions, before.version);
  return {
    agent: agentName,
    from: before.version,
    to,
    lines: diffLines(before.yaml, now.yaml),
    changes: past === null ? [] : changesSince(past, now.agent),
  };
}

async function readSide(
  workspace: Workspace,
  name: string,
  versions: readonly SavedVersion[],
  side: number | 'file',
): Promise<{ readonly yaml: string; readonly agent: Agent }> {
  return side === 'file' ? findAgentFile(workspace, name) : versionOf(name, versions, side);
}
