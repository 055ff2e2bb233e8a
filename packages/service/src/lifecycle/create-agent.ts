/** A new agent: its file, which must not exist yet, and a draft of its name. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Workspace } from '../workspace/workspace.ts';
import { newDraft } from './new-draft.ts';

export interface CreateAgent {
  readonly name: string;
  /** Text of the file; it may have mistakes, since it is a draft. */
  readonly yaml: string;
  readonly by: string;
}

/** Throws `agent_file_invalid` for a name that cannot be one, `workspace_exists` and `agent_state_invalid` for one that is taken. */
export async function createAgent(
  workspace: Workspace,
  { name, yaml, by }: CreateAgent,
): Promise<{ readonly path: string }> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new FitlyError('agent_file_invalid', `"${name}" cannot be an agent's name`, {
      next: 'use lower-case letters, digits and underscores, beginning with a letter, e.g. repeat_purchase',
    });
  }
  const path = join(workspace.paths.agents, `${name}.yaml`);
  await writeNew(path, yaml);
  try {
    await newDraft(workspace, name, by);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path };
}

async function writeNew(path: string, yaml: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, yaml, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new FitlyError('workspace_exists', `${path} exists already; nothing was changed`, {
      next: 'choose another name, or edit the file',
    });
  }
}
