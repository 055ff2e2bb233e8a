/** Runs an agent of a workspace for one date: finds the file, keeps its version, connects, and performs the daily loop. */
import { type Agent, kpiInstant } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Clock } from '@fitly/core/ports';
import { type AgentName, asDay, type Day, type Instant } from '@fitly/core/terms';
import { dayOf, instantOf } from '@fitly/core/time';
import { listRuns } from '@fitly/store';
import { requireEarlier } from './beginning/beginning.ts';
import type { OnProgress } from './daily-loop/progress.ts';
import { type RunDay, type RunResult, runDay } from './daily-loop/run-day.ts';
import { tellsOfMessages, watchedFeeds } from './feeds/watched-feeds.ts';
import { fileToRun } from './lifecycle/file-to-run.ts';
import { requireLive } from './lifecycle/live.ts';
import { type PendingChanges, pendingChanges, refuseForbidden } from './lifecycle/pending-changes.ts';
import { requireSentThroughSame } from './lifecycle/sent-through.ts';
import { stateToRunIn } from './lifecycle/state-to-run-in.ts';
import { readPolicyFile } from './policy-files/read-policy-file.ts';
import { finishErasures } from './privacy/finish-erasures.ts';
import { dayToRun } from './scheduling/day-to-run.ts';
import { type AgentFile, keepVersion } from './workspace/agents.ts';
import { connect, type Workspace } from './workspace/workspace.ts';

export interface RunAgent {
  readonly workspace: Workspace;
  readonly agentName: string;
  /** The local date to run; null = the day after the newest run (or that run, while it is unfinished). */
  readonly day: Day | null;
  /** Who runs it: kept with a new version of the file; null = not said. */
  readonly by?: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Told once, before the file is kept as a new version, when that changes more than words. */
  readonly onChanges?: (pending: PendingChanges) => void;
  /** Told once it is known which day is run, and that nothing speaks against it. */
  readonly onDay?: (day: Day) => void;
  readonly elapsedMs: () => number;
  /** As in `RunDay`, by whoever runs it; absent: a check before sending stops the day. */
  readonly sendAnyway?: boolean;
  /** As in `RunDay`: whether dispatch may wait for an instant, and a run that is not begun for its time; absent: always. */
  readonly mayWait?: RunDay['mayWait'];
}

export async function runAgent(options: RunAgent): Promise<RunResult> {
  const { workspace } = options;
  await finishErasures(workspace);
  const name = options.agentName as AgentName;
  const runs = await listRuns(workspace.store.state.db, name);
  const file = await fileToRun(workspace, name, runs, options.day);
  const lifeState = await stateToRunIn(workspace, file.agent.name, runs, options.day);
  refuseWithoutFeed(workspace, file);
  refuseArbitrated(workspace, file);
  await requireLive(workspace, file);
  const { clock, messaging, timeZone } = await connect(workspace, file.agent.delivery.connection);
  const now = await timeOf(workspace, clock);
  const today = dayOf(now, file.agent.timeZone);
  const day = dayToRun({ agent: file.agent.name, runs, today, asked: options.day });
  const pending = await pendingChanges(workspace, file);
  refuseForbidden(file.path, pending.changes, 'run');
  if (runs.length === 0) await requireEarlier({ store: workspace.store, folder: workspace.paths.folder }, file.agent);
  const begun = runs.find((run) => run.day === day);
  await requireSentThroughSame(workspace, file.agent, day, begun);
  if (begun === undefined) requireTime(file.agent, day, now, options.mayWait);
  options.onDay?.(day);
  if (pending.changes.some((change) => change.effect !== 'none')) options.onChanges?.(pending);
  const result = await runDay({
    ...partsOf(workspace),
    ...{ messaging, clock, lifeState, day, brazeZone: timeZone },
    agent: file.agent,
    agentVersion: (await keepVersion(workspace, file, options.by ?? null)).version,
    signal: options.signal,
    onProgress: options.onProgress,
    elapsedMs: options.elapsedMs,
    sendAnyway: options.sendAnyway === true ? { by: options.by ?? null } : null,
    ...(options.mayWait !== undefined && { mayWait: options.mayWait }),
  });
  await workspace.store.lake.sweep({ now: workspace.now(), graceMs: READERS_GRACE_MS });
  return result;
}

/** Whoever may not wait would hold the folder until then. */
function requireTime({ schedule, timeZone }: Agent, day: Day, now: Instant, mayWait: RunAgent['mayWait']): void {
  const at = instantOf(day, schedule.runAt, timeZone);
  if (at <= now || mayWait === undefined || mayWait(at, now)) return;
  throw new FitlyError(
    'run_date_invalid',
    `the run of ${day} begins at ${new Date(at).toISOString()}, and not before`,
    {
      next: 'let it come by itself (fitly serve), or ask again then',
    },
  );
}

/** What every run of a workspace receives of it. */
export const partsOf = (workspace: Workspace) => ({
  store: workspace.store,
  workspaceHoldout: workspace.file.holdout,
  arbitration: workspace.file.arbitration,
  installation: workspace.store.installation,
  feeds: watchedFeeds(workspace),
  folder: workspace.paths.folder,
  policyFile: (file: string) => readPolicyFile(workspace.paths.folder, file),
  instance: workspace.instance,
  lakeNow: workspace.now,
});

/** Opens and clicks come by a feed or not at all: without one every customer would look as if nothing interested them. */
export function refuseWithoutFeed(workspace: Workspace, { path, agent }: AgentFile): void {
  const told = [agent.success.event, ...agent.learning.funnel].find((event) => kpiInstant({ event }) !== null);
  if (told === undefined || tellsOfMessages(workspace)) return;
  throw new FitlyError('agent_file_invalid', `${path} counts ${told}, and fitly.yaml has no feed of Braze Currents`, {
    next: 'add a feed of Braze Currents under feeds: in fitly.yaml, or count an event that exports bring',
  });
}

/** Whose a customer is today is settled before the day's draws, and an answer on request cannot wait for the bids of others. */
function refuseArbitrated({ file }: Workspace, { path, agent }: AgentFile): void {
  if (agent.delivery.mode !== 'api' || file.arbitration === null) return;
  throw new FitlyError(
    'agent_file_invalid',
    `${path} decides on request (delivery.mode api), and fitly.yaml settles by arbitration whose a customer is`,
    { next: 'take arbitration out of fitly.yaml, or let this agent decide by its daily run' },
  );
}

/** The time of the agent's connection; a sandbox that is not there is told with the command that starts it. */
export async function timeOf(workspace: Workspace, clock: Clock): Promise<Instant> {
  try {
    return await clock.now();
  } catch (error) {
    if (!(error instanceof FitlyError) || error.code !== 'braze_unreachable') throw error;
    throw new FitlyError(error.code, error.message, {
      next: `start the sandbox in another terminal: fitly sandbox --folder ${workspace.paths.folder}`,
      cause: error,
    });
  }
}

/** Readers may still hold a file that was replaced this long ago. */
const READERS_GRACE_MS = 3_600_000;

/** Reads `YYYY-MM-DD`; throws `run_date_invalid` for anything else, also for days that do not exist. */
export function parseDay(text: string): Day {
  try {
    return asDay(Temporal.PlainDate.from(text, { overflow: 'reject' }).toString());
  } catch (error) {
    throw new FitlyError('run_date_invalid', `"${text}" is not a date`, {
      next: 'write it as 2026-01-31',
      cause: error,
    });
  }
}
