/** A change that Fitly itself makes to an agent file: proposed with its diff and its meaning, then written or not. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type AgentDocument, parseAgentFile } from '@fitly/contract';
import type { AgentChange } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { diffLines } from './diff-lines.ts';
import { pendingChanges, refuseForbidden } from './pending-changes.ts';

export interface AgentEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Of a unified diff; empty when nothing changes. */
  readonly lines: readonly string[];
  /** What the file would change against the newest saved version; empty for an agent that has none. */
  readonly changes: readonly AgentChange[];
}

/**
 * The file after `edit`, comments and order kept. Nothing is written. Throws `agent_file_invalid` when the result would not
 * be a valid agent, or would change what may not change once an agent has run.
 */
export async function proposeEdit(
  workspace: Workspace,
  file: AgentFile,
  edit: (document: AgentDocument) => void,
): Promise<AgentEdit> {
  const after = edited(file, edit);
  const parsed = parseAgentFile(after, basename(file.path));
  if (!parsed.ok) {
    throw new FitlyError('agent_file_invalid', `the change would leave ${file.path} invalid`, {
      issues: parsed.issues,
      next: 'nothing was changed; the lines above are those of the file as it would be',
    });
  }
  const { changes } = await pendingChanges(workspace, { ...file, yaml: after, agent: parsed.agent });
  refuseForbidden(file.path, changes, 'changed');
  return { path: file.path, before: file.yaml, after, lines: diffLines(file.yaml, after), changes };
}

function edited({ path, yaml }: AgentFile, edit: (document: AgentDocument) => void): string {
  const parsed = parseAgentFile(yaml, basename(path));
  if (!parsed.ok) throw new FitlyError('internal', `${path} was valid a moment ago`, { issues: parsed.issues });
  edit(parsed.document);
  return parsed.document.toString();
}

/** Throws `agent_file_invalid` when somebody has changed the file since the edit was proposed; nothing is written then. */
export async function writeEdit({ path, before, after }: AgentEdit): Promise<void> {
  if ((await readFile(path, 'utf8')) !== before) {
    throw new FitlyError('agent_file_invalid', `${path} has been changed by somebody since this change was shown`, {
      next: 'run the command again to see the change to the file as it is now; nothing was written',
    });
  }
  await writeFile(`${path}.new`, after);
  await rename(`${path}.new`, path);
}
