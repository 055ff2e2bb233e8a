/**
 * A rehearsal for tests and campaigns: a sandbox with real customers on a real port, a workspace in a temporary folder,
 * and the demo's agent. Everything is the product's own; only the keys are fixed, so that runs can be compared.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '@fitly/braze-sandbox';
import { asDay, type Day, type Step } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { createWorkspace, openWorkspace, runAgent, startAgent, type Workspace, workspacePaths } from '@fitly/service';

export const AGENT = 'hillstrom';
export const FIRST_DAY: Day = asDay('2026-01-05');

export interface RehearsalOptions {
  readonly customers: number;
  readonly seed?: string;
  /** Replaces text of the demo's agent file. */
  readonly edit?: (yaml: string) => string;
  /** Replaces text of fitly.yaml. */
  readonly editWorkspace?: (yaml: string) => string;
  /** An empty folder for the workspace, on a disk of its own; default: a temporary one, with the sandbox in it. */
  readonly folder?: string;
  /** Leaves the agent a draft. */
  readonly draft?: boolean;
  /** Other people, another dashboard, other templates or keys than the demo's. */
  readonly sandbox?: Pick<SandboxOptions, 'audience' | 'campaigns' | 'canvases' | 'segments' | 'state'>;
}

export interface Rehearsal {
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** Opens the workspace for writing, and closes it whatever happens. */
  inside<T>(work: (workspace: Workspace) => Promise<T>): Promise<T>;
  /** Runs the next `days` days in this process. */
  play(days: number): Promise<void>;
  /** Ends the sandbox and leaves the workspace: what follows has nobody to talk to. */
  stopSandbox(): Promise<void>;
  close(): Promise<void>;
}

export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const temporary = await mkdtemp(join(tmpdir(), 'fitly-test-'));
  const folder = options.folder ?? temporary;
  const seed = options.seed ?? '1';
  const sandbox = await startSandbox({
    port: 0,
    folder: join(temporary, 'sandbox'),
    seed,
    planted: true,
    customers: options.customers,
    startAt: instantOf(FIRST_DAY, '00:00', 'America/New_York'),
    ...options.sandbox,
  });
  await makeWorkspace(folder, sandbox, seed, options.edit ?? ((yaml) => yaml));
  if (options.editWorkspace !== undefined) {
    const { workspaceFile } = workspacePaths(folder);
    await writeFile(workspaceFile, options.editWorkspace(await readFile(workspaceFile, 'utf8')));
  }
  const inside = async <T>(work: (workspace: Workspace) => Promise<T>): Promise<T> => {
    const workspace = await openWorkspace({ folder, now: () => 1_800_000_000_000, env: {}, lockFor: 'a test' });
    try {
      return await work(workspace);
    } finally {
      await workspace.close();
    }
  };
  if (options.draft !== true) {
    await inside((workspace) => startAgent(workspace, { agentName: AGENT, by: 'a test', note: null }));
  }
  let running = true;
  const stopSandbox = async (): Promise<void> => {
    if (running) await sandbox.close();
    running = false;
  };
  return {
    folder,
    sandbox,
    inside,
    stopSandbox,
    play: (days) =>
      inside(async (workspace) => {
        for (let day = 0; day < days; day++) await runNext(workspace);
      }),
    async close() {
      await stopSandbox();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

async function makeWorkspace(
  folder: string,
  sandbox: Sandbox,
  seed: string,
  edit: (yaml: string) => string,
): Promise<void> {
  const { agents } = workspacePaths(folder);
  await mkdir(agents, { recursive: true });
  const path = join(agents, `${AGENT}.yaml`);
  await copyFile(new URL('../../examples/hillstrom/agent.yaml', import.meta.url), path);
  await writeFile(path, edit(await readFile(path, 'utf8')));
  await createWorkspace({
    folder,
    sandboxUrl: sandbox.url,
    sandboxKey: sandbox.apiKey,
    env: {},
    fixed: { masterKeyHex: createHash('sha256').update(`test ${seed}`).digest('hex'), installation: `test-${seed}` },
  });
}

/** One more day of the demo's agent. */
export const runNext = (workspace: Workspace, day: Day | null = null) =>
  runAgent({
    workspace,
    agentName: AGENT,
    day,
    signal: new AbortController().signal,
    onProgress: () => {},
    elapsedMs: () => 0,
  });

/** The first `count` days of a rehearsal. */
export const daysFrom = (count: number): Day[] =>
  Array.from({ length: count }, (_, index) => addDays(FIRST_DAY, index));

/** One more day, asked to stop when `step` has finished, as by Ctrl-C. Throws `interrupted`. */
export function runUntil(workspace: Workspace, step: Step): Promise<unknown> {
  const stop = new AbortController();
  return runAgent({
    workspace,
    agentName: AGENT,
    day: null,
    signal: stop.signal,
    elapsedMs: () => 0,
    onProgress: (event) => {
      if (event.kind === 'step_finished' && event.step === step) stop.abort();
    },
  });
}
