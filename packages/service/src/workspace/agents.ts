/** Agent files of a workspace: found by name, parsed, and kept as numbered versions once they run. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type InactiveField, parseAgentFile } from '@fitly/contract';
import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { type AgentVersion, saveAgentVersion } from '@fitly/store';
import type { Workspace } from './workspace.ts';

export interface AgentFile {
  readonly path: string;
  readonly yaml: string;
  readonly agent: Agent;
  /** Parts of the file that this version reads but does not act on yet. */
  readonly inactive: readonly InactiveField[];
}

/** Reads and checks one file. Throws `file_not_found` or `agent_file_invalid` with everything that is wrong. */
export async function readAgentFile(path: string): Promise<AgentFile> {
  let yaml: string;
  try {
    yaml = await readFile(path, 'utf8');
  } catch (error) {
    throw new FitlyError('file_not_found', `there is no readable agent file ${path}`, {
      next: 'check the path, or make one with: fitly agent new NAME',
      cause: error,
    });
  }
  return agentFileOf(path, yaml);
}

/** As `readAgentFile`, of a text that `path` names and may have nowhere else. */
export function agentFileOf(path: string, yaml: string): AgentFile {
  const parsed = parseAgentFile(yaml, basename(path));
  if (parsed.ok) return { path, yaml, agent: parsed.agent, inactive: parsed.inactive };
  const count = parsed.issues.length;
  throw new FitlyError('agent_file_invalid', `${path} has ${count} mistake${count === 1 ? '' : 's'}`, {
    issues: parsed.issues,
    next: 'correct what is named above; nothing was changed',
  });
}

/** Paths of all agent files of the workspace, sorted by name. */
export async function agentFiles(agentsFolder: string): Promise<string[]> {
  const names = await readdir(agentsFolder).catch(() => []);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(agentsFolder, name));
}

const nameOf = (path: string): string => basename(path).replace(/\.ya?ml$/, '');

/** The agent's own file, be it `.yaml` or `.yml`, also when it cannot be read as an agent; null: there is none. */
export async function agentPath({ paths }: Workspace, name: string): Promise<string | null> {
  return (await agentFiles(paths.agents)).find((file) => nameOf(file) === name) ?? null;
}

/** The workspace's agent of this name: the file `agents/<name>.yaml`. */
export async function findAgentFile(workspace: Workspace, name: string): Promise<AgentFile> {
  const path = await agentPath(workspace, name);
  if (path === null) {
    const known = (await agentFiles(workspace.paths.agents)).map(nameOf).join(', ') || 'none yet';
    throw new FitlyError('agent_unknown', `there is no agent "${name}" in this workspace; it has: ${known}`, {
      next: 'check the name, or make one with: fitly agent new NAME',
    });
  }
  const file = await readAgentFile(path);
  if (file.agent.name === name) return file;
  throw new FitlyError('agent_file_invalid', `${path} holds an agent named "${file.agent.name}"`, {
    next: `rename the file to ${file.agent.name}.yaml, or correct its name: field`,
  });
}

/** The only agent of the workspace when no name was given. */
export async function findOnlyAgentName(workspace: Workspace): Promise<string> {
  const names = (await agentFiles(workspace.paths.agents)).map((path) => basename(path).replace(/\.ya?ml$/, ''));
  if (names.length === 1) return names[0]!;
  throw new FitlyError(
    'agent_unknown',
    `this workspace has ${names.length} agents: ${names.join(', ') || 'none yet'}`,
    {
      next: names.length === 0 ? 'make one with: fitly agent new NAME' : 'name the agent in the command',
    },
  );
}

/**
 * The number under which this text of the agent is kept; the same text keeps its number. Saved at the real time, also
 * where days are virtual: it says when a person changed something.
 */
export const keepVersion = (workspace: Workspace, file: AgentFile, by: string | null): Promise<AgentVersion> =>
  saveAgentVersion(workspace.store.state.db, {
    agent: file.agent.name,
    yaml: file.yaml,
    agentJson: JSON.stringify(file.agent),
    at: workspace.now(),
    by,
  });
