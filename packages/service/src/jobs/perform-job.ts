/** Does the work of a job, in whichever process it is called. */
import { asAgentName } from '@fitly/core/terms';
import { listRuns } from '@fitly/store';
import type { OnProgress } from '../daily-loop/progress.ts';
import { examine } from '../doctor.ts';
import { dryRun } from '../dry-run/dry-run.ts';
import { evaluateAgent } from '../evaluating/evaluate-agent.ts';
import { fileToRun } from '../lifecycle/file-to-run.ts';
import { requireAgent } from '../lifecycle/known-agent.ts';
import { planAgents } from '../planning/plan-agents.ts';
import { preflightAgent } from '../preflight/preflight-agent.ts';
import { parseDay, runAgent } from '../run-agent.ts';
import { asFailure } from '../serving/as-failure.ts';
import { PATIENCE_MS } from '../serving/run-schedule.ts';
import { simulateAgent } from '../simulating/simulate-agent.ts';
import { agentFileOf } from '../workspace/agents.ts';
import { openWorkspace, type ServedFolder, type Workspace } from '../workspace/workspace.ts';
import type { JobFailure, JobNews, JobOrder, JobWork } from './job-work.ts';

export interface PerformJob extends Omit<ServedFolder, 'folder'> {
  readonly order: JobOrder;
  readonly signal: AbortSignal;
  readonly tell: (news: JobNews) => void;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
}

/** What the command of the same name prints with `--json`. Throws what it throws. */
export async function performJob(job: PerformJob): Promise<object> {
  const { order, env, now } = job;
  const { folder, work, by } = order;
  // It says itself what keeps a workspace from being opened.
  if (work.kind === 'doctor') return { items: await examine({ folder, env, now }) };
  const lockFor = work.kind === 'run' ? `a run of ${work.agent} that ${by} has asked for` : null;
  const workspace = await openWorkspace({ folder, now, env, lockFor });
  try {
    return await workOf(workspace, work, job);
  } finally {
    await workspace.close();
  }
}

/** Why it failed, as plain data. */
export function failureOf(error: unknown): JobFailure {
  const { code, message, next = null, issues } = asFailure(error);
  return { code, message, next, issues };
}

function workOf(workspace: Workspace, work: Exclude<JobWork, { kind: 'doctor' }>, job: PerformJob): Promise<object> {
  switch (work.kind) {
    case 'run':
      return run(workspace, work, job);
    case 'dry_run':
      return rehearse(workspace, work, job);
    case 'evaluate':
      return evaluate(workspace, work);
    case 'simulate':
      return simulate(workspace, work, job);
    case 'preflight':
      return preflightAgent(workspace, work.agent);
    case 'plan':
      return plan(workspace, work, job);
  }
}

const TELL_EVERY_MS = 250;

type Work<K extends JobWork['kind']> = Extract<JobWork, { readonly kind: K }>;

const dayOf = (text: string | null) => (text === null ? null : parseDay(text));

/** Where its next send is far away the run rests, as one of the service does: the folder is free meanwhile. */
async function run(workspace: Workspace, { agent, day, sendAnyway }: Work<'run'>, job: PerformJob): Promise<object> {
  const { signal, tell, elapsedMs, order } = job;
  const name = asAgentName(agent);
  const file = await fileToRun(workspace, name, await listRuns(workspace.store.state.db, name), dayOf(day));
  const isVirtual = workspace.file.connections[file.agent.delivery.connection]?.kind === 'sandbox';
  return runAgent({
    ...{ workspace, agentName: agent, day: dayOf(day), by: order.by, sendAnyway, signal, elapsedMs },
    onDay: (known) => tell({ kind: 'begun', day: known }),
    onProgress: (event) => tell({ kind: 'run', event }),
    mayWait: (until, at) => isVirtual || until - at <= PATIENCE_MS,
  });
}

function rehearse(
  workspace: Workspace,
  { agent, day }: Work<'dry_run'>,
  { signal, tell, elapsedMs }: PerformJob,
): Promise<object> {
  return dryRun({
    ...{ workspace, agentName: agent, day: dayOf(day), signal, elapsedMs },
    onProgress: toldOf(tell),
  });
}

async function evaluate(workspace: Workspace, work: Work<'evaluate'>): Promise<object> {
  const { agent, group, from, to, candidates } = work;
  await requireAgent(workspace, agent);
  const agentFiles = work.agentFiles.map(({ name, yaml }) => agentFileOf(name, yaml));
  return evaluateAgent({
    ...{ workspace, agentName: agent, group, from: dayOf(from), to: dayOf(to) },
    candidates: { ...candidates, agentFiles, probabilities: [] },
  });
}

function simulate(workspace: Workspace, work: Work<'simulate'>, { signal, tell, now }: PerformJob): Promise<object> {
  const { kind: _kind, agent, from, ...asked } = work;
  let toldAt = 0;
  return simulateAgent({
    ...{ workspace, agentName: agent, ...asked, signal },
    today: parseDay(from ?? new Date(now()).toISOString().slice(0, 10)),
    onDay: (done, total, what) => {
      if (now() - toldAt < TELL_EVERY_MS) return;
      toldAt = now();
      tell({ kind: 'progress', done, total, what });
    },
  });
}

function plan(workspace: Workspace, { files }: Work<'plan'>, { signal, tell, elapsedMs }: PerformJob): Promise<object> {
  const read = files.map(({ name, yaml }) => agentFileOf(name, yaml));
  return planAgents({ workspace, files: read, signal, elapsedMs, onProgress: toldOf(tell) });
}

/** How far the steps of a rehearsed run are. */
const toldOf =
  (tell: PerformJob['tell']): OnProgress =>
  (event) => {
    if (event.kind === 'step_started') tell({ kind: 'progress', done: 0, total: null, what: event.step });
    if (event.kind !== 'step_progress') return;
    const { done, total, what } = event;
    tell({ kind: 'progress', done, total, what });
  };
