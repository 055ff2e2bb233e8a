/** The workspace of a demo: made once, and its agent started once. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '@fitly/braze-sandbox';
import { asAgentName } from '@fitly/core/terms';
import {
  createWorkspace,
  isWorkspace,
  lifeStateOfAgent,
  startAgent,
  type Workspace,
  workspacePaths,
} from '@fitly/service';
import type { Terminal } from '../terminal.ts';
import type { Stage } from './stage.ts';

/**
 * The demo's keys follow from its seed, so that its numbers can be reproduced anywhere. `fitly init` draws random ones;
 * this folder holds fictional ids and can reach nothing but a sandbox.
 */
export async function makeWorkspaceOnce(
  stage: Pick<Stage, 'agentName' | 'agentYaml'>,
  { seed, currents }: { readonly seed: string; readonly currents: boolean },
  terminal: Terminal,
  folder: string,
  sandbox: Sandbox,
): Promise<void> {
  const paths = workspacePaths(folder);
  if (await isWorkspace(folder)) {
    // The sandbox may listen elsewhere than last time.
    const text = await readFile(paths.workspaceFile, 'utf8');
    const moved = text.replace(/(kind: sandbox\s+url: )\S+/, `$1${sandbox.url}`);
    if (moved !== text) await writeFile(paths.workspaceFile, moved);
    return;
  }
  await mkdir(paths.agents, { recursive: true });
  await writeFile(join(paths.agents, `${stage.agentName}.yaml`), stage.agentYaml);
  await createWorkspace({
    folder,
    sandboxUrl: sandbox.url,
    sandboxKey: sandbox.apiKey,
    currents,
    env: terminal.env,
    fixed: {
      masterKeyHex: createHash('sha256').update(`fitly demo key, seed ${seed}`).digest('hex'),
      installation: `demo-${seed}`,
    },
  });
}

/** The demo starts its agent itself; one that somebody paused or stopped is left as they want it. */
export async function startOnce(workspace: Workspace, agentName: string): Promise<void> {
  if ((await lifeStateOfAgent(workspace, asAgentName(agentName))) !== 'draft') return;
  await startAgent(workspace, { agentName, by: 'fitly demo', note: null });
}
