/** Undo: the text of an earlier version becomes the file again, and the file that was there is kept beside it. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseAgentFile } from '@fitly/contract';
import { type Agent, type AgentChange, changesSince } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, type Instant } from '@fitly/core/terms';
import { agentPath } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { requireAgent } from './known-agent.ts';
import { refuseForbidden } from './pending-changes.ts';
import { pastAt, type SavedVersion, savedVersions, versionOf } from './saved-versions.ts';

export interface RestoredVersion {
  readonly agent: string;
  readonly version: number;
  readonly path: string;
  /** Where the replaced file is kept; null when there was none, or the same text. */
  readonly copy: string | null;
  /** What the restored file changes against the newest saved version. */
  readonly changes: readonly AgentChange[];
}

/**
 * Writes the file and keeps no version: the next run or `save` does. Throws `agent_version_unknown`, and
 * `agent_file_invalid` when the old text would bring back a retired id or drop what a run rests on.
 */
export async function restoreVersion(workspace: Workspace, name: string, wanted: number): Promise<RestoredVersion> {
  await requireAgent(workspace, name);
  const versions = await savedVersions(workspace, asAgentName(name));
  const version = versionOf(name, versions, wanted);
  const path = (await agentPath(workspace, name)) ?? join(workspace.paths.agents, `${name}.yaml`);
  const past = await pastAt(workspace, asAgentName(name), versions, versions.length);
  const changes = past === null ? [] : changesSince(past, parsed(version, path));
  refuseForbidden(`version ${wanted} of ${name}`, changes, 'restored');
  const there = await readFile(path, 'utf8').catch(() => null);
  if (there === version.yaml) return { agent: name, version: wanted, path, copy: null, changes };
  const copy = there === null ? null : `${path}.${stamp(workspace.now())}.bak`;
  if (copy !== null) await writeFile(copy, there ?? '', { flag: 'wx' });
  await writeFile(`${path}.new`, version.yaml);
  await rename(`${path}.new`, path);
  return { agent: name, version: wanted, path, copy, changes };
}

/** Read by today's rules, which may be stricter than those of the day on which it was saved. */
function parsed({ yaml, version }: SavedVersion, path: string): Agent {
  const result = parseAgentFile(yaml, basename(path));
  if (result.ok) return result.agent;
  throw new FitlyError('agent_file_invalid', `version ${version} cannot be used by this Fitly any more`, {
    issues: result.issues,
    next: 'change the file by hand instead; nothing was restored',
  });
}

/** `20260131T061500123Z`: sorts by time and is a file name everywhere. */
const stamp = (at: Instant): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '');
