/** What a demo stands on: the sandbox with its audience, and a workspace that knows it. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeptSettings, type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { asAgentName, asDay, type Day } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import {
  createWorkspace,
  isWorkspace,
  lifeStateOfAgent,
  startAgent,
  type Workspace,
  workspacePaths,
} from '@fitly/service';
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** Customers of the data set. */
export const ALL_CUSTOMERS = 38_400;
export const AGENT = 'hillstrom';
/** First virtual day: fixed, so that everyone sees the same days and the same numbers. */
export const FIRST_DAY: Day = asDay('2026-01-05');
const TIME_ZONE = 'America/New_York';
const AGENT_FILE = fileURLToPath(new URL('../../../../examples/hillstrom/agent.yaml', import.meta.url));

/** What the command line of the demo says. */
export interface DemoOptions {
  readonly folder: string;
  readonly days: number;
  readonly port: number;
  readonly sandboxPort: number;
  readonly seed: string;
  readonly customers: number;
  readonly planted: boolean;
  readonly serve: boolean;
  readonly json: boolean;
}

/** A demo that was begun goes on as it was begun, unless the command line says otherwise (which the sandbox then refuses). */
export function withKept(options: DemoOptions, kept: KeptSettings | null, command: Command): DemoOptions {
  if (kept === null) return options;
  const given = Object.keys(kept).filter((name) => command.getOptionValueSource(name) === 'cli');
  const asBegun = Object.fromEntries(Object.entries(kept).filter(([name]) => !given.includes(name)));
  return { ...options, ...asBegun };
}

export const openSandbox = (options: DemoOptions, folder: string): Promise<Sandbox> =>
  startSandbox({
    port: options.sandboxPort,
    folder: workspacePaths(folder).sandbox,
    seed: options.seed,
    planted: options.planted,
    startAt: instantOf(FIRST_DAY, '00:00', TIME_ZONE),
    portFlag: '--sandbox-port',
    customers: options.customers,
  });

/**
 * The demo's keys follow from its seed, so that its numbers can be reproduced anywhere. `fitly init` draws random ones;
 * this folder holds fictional ids of a public data set and can reach nothing but a sandbox.
 */
export async function makeWorkspaceOnce(
  options: DemoOptions,
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
  await copyFile(AGENT_FILE, join(paths.agents, `${AGENT}.yaml`));
  await createWorkspace({
    folder,
    sandboxUrl: sandbox.url,
    sandboxKey: sandbox.apiKey,
    env: terminal.env,
    fixed: {
      masterKeyHex: createHash('sha256').update(`fitly demo key, seed ${options.seed}`).digest('hex'),
      installation: `demo-${options.seed}`,
    },
  });
}

/** The demo starts its agent itself; one that somebody paused or stopped is left as they want it. */
export async function startOnce(workspace: Workspace): Promise<void> {
  if ((await lifeStateOfAgent(workspace, asAgentName(AGENT))) !== 'draft') return;
  await startAgent(workspace, { agentName: AGENT, by: 'fitly demo', note: null });
}
