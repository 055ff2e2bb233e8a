/**
 * What the next run of an agent would do: the daily loop itself, from intake to plan, on a copy of the data that is thrown away.
 * Nothing is sent, nothing is written to Braze or to the workspace, and nobody else waits for it.
 */
import { REQUESTS_PER_HOUR } from '@fitly/braze';
import type { Agent, AgentChange, LifeState } from '@fitly/core/design';
import { type CountedReason, type DryRunSummary, summariseDryRun } from '@fitly/core/dispatch';
import type { SendingFinding } from '@fitly/core/report';
import { type AgentName, type Day, GROUPS, type Group, type Instant } from '@fitly/core/terms';
import { dayOf, instantOf } from '@fitly/core/time';
import { type Batch, batchesOf, copyStore, listRuns, type Store, valuesOf } from '@fitly/store';
import { requireEarlier } from '../beginning/beginning.ts';
import { LOST_ARBITRATION } from '../daily-loop/arbitrate.ts';
import { findingsIn } from '../daily-loop/before-sending.ts';
import { REFUSALS } from '../daily-loop/decide-summary.ts';
import { readChoices } from '../daily-loop/decision-log.ts';
import type { OnProgress, StepSummary } from '../daily-loop/progress.ts';
import { type RunResult, runDay } from '../daily-loop/run-day.ts';
import { lifeStateOfAgent } from '../lifecycle/life-state.ts';
import { pendingChanges, refuseForbidden } from '../lifecycle/pending-changes.ts';
import { partsOf, refuseWithoutFeed, timeOf } from '../run-agent.ts';
import { dayToRun } from '../scheduling/day-to-run.ts';
import { type Halt, haltOf } from '../sending/halt.ts';
import { type AgentFile, findAgentFile, keepVersion } from '../workspace/agents.ts';
import { DRY_RUNS, inScratchFolder } from '../workspace/scratch-folders.ts';
import { connectToRehearse, type Workspace } from '../workspace/workspace.ts';

export interface DryRunAgent {
  /** Need not be locked. */
  readonly workspace: Workspace;
  readonly agentName: string;
  /** As in `RunAgent`. */
  readonly day: Day | null;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  readonly elapsedMs: () => number;
}

export interface DryRun extends DryRunSummary {
  readonly agent: AgentName;
  readonly day: Day;
  /** When the run would begin: at its time, or now where that is past. */
  readonly at: Instant;
  /** The agent's zone. */
  readonly timeZone: string;
  /** A draft is shown as it would run once it is started. */
  readonly lifeState: LifeState;
  /** The day has been run: this is what was planned then. */
  readonly alreadyRun: boolean;
  /** Of the file against the newest saved version. */
  readonly changes: readonly AgentChange[];
  /** The kill switch is pulled: nothing would leave. */
  readonly halt: Halt | null;
  /** Whether the requests fit into Braze's limit. */
  readonly rate: { readonly busiestHour: number; readonly perHour: number };
  readonly checks: readonly SendingFinding[];
  /** What the steps would tell, of checks and of limits too. */
  readonly alerts: readonly string[];
  readonly steps: RunResult['steps'];
}

/** Throws what a run throws before it sends, `sending_stopped` apart, and `disk_failed`. */
export async function dryRun(options: DryRunAgent): Promise<DryRun> {
  const file = await findAgentFile(options.workspace, options.agentName);
  return (await dryRunAs(options, file, async () => null)).run;
}

/** What the run left in the copy, before that is thrown away. */
export interface Rehearsed {
  readonly store: Store;
  readonly agent: Agent;
  readonly day: Day;
}

/** As `dryRun`, by a file that need not be the agent's own. */
export async function dryRunAs<T>(
  options: Omit<DryRunAgent, 'agentName'>,
  file: AgentFile,
  look: (rehearsed: Rehearsed) => Promise<T>,
): Promise<{ readonly run: DryRun; readonly looked: T }> {
  const { workspace } = options;
  const { store, paths, env, now } = workspace;
  return inScratchFolder(paths.folder, DRY_RUNS, async (folder) => {
    const copy = await copyStore(store, { folder, env, now, keysFile: paths.masterKey });
    try {
      const onCopy = { ...options, workspace: { ...workspace, store: copy } };
      const run = await dryRunOn(onCopy, file, { haltFolder: paths.folder, scratch: folder });
      return { run, looked: await look({ store: copy, agent: file.agent, day: run.day }) };
    } finally {
      await copy.close();
    }
  });
}

interface Folders {
  readonly haltFolder: string;
  readonly scratch: string;
}

async function dryRunOn(
  options: Omit<DryRunAgent, 'agentName'>,
  file: AgentFile,
  { haltFolder, scratch }: Folders,
): Promise<DryRun> {
  const { workspace, signal, onProgress, elapsedMs } = options;
  const { agent } = file;
  const runs = await listRuns(workspace.store.state.db, agent.name);
  refuseWithoutFeed(workspace, file);
  const { changes } = await pendingChanges(workspace, file);
  refuseForbidden(file.path, changes, 'looked at');
  if (runs.length === 0) await requireEarlier({ store: workspace.store, folder: workspace.paths.folder }, agent);
  const { clock, messaging, timeZone } = await connectToRehearse(workspace, agent.delivery.connection);
  const nowAt = await timeOf(workspace, clock);
  const day = dayToRun({ agent: agent.name, runs, today: dayOf(nowAt, agent.timeZone), asked: options.day });
  const at = Math.max(nowAt, instantOf(day, agent.schedule.runAt, agent.timeZone));
  const state = await lifeStateOfAgent(workspace, agent.name);
  const result = await runDay({
    ...partsOf(workspace),
    ...{ messaging, agent, day, signal, onProgress, elapsedMs, brazeZone: timeZone },
    // Whoever waits for the time of the run finds that it has come.
    clock: { now: async () => at, sleepUntil: async () => {} },
    feeds: { ...partsOf(workspace).feeds, quarantine: `${scratch}/quarantine` },
    agentVersion: (await keepVersion(workspace, file, null)).version,
    lifeState: state === 'draft' ? 'running' : state,
    sendAnyway: null,
    through: 'plan',
  });
  return {
    ...{ agent: agent.name, day, at, timeZone: agent.timeZone, lifeState: state, changes },
    ...{ alreadyRun: result.alreadyDone, steps: result.steps, halt: haltOf(haltFolder, agent.name) },
    ...toldBy(result.steps),
    ...summariseDryRun(await inputOf(workspace.store, file, result)),
  };
}

function toldBy(steps: RunResult['steps']): Pick<DryRun, 'rate' | 'checks' | 'alerts'> {
  const alerts = Object.values(steps).flatMap(({ alert }) => (alert === undefined ? [] : [String(alert)]));
  const busiestHour = Number(steps.plan?.['requests_in_busiest_hour'] ?? 0);
  return { rate: { busiestHour, perHour: REQUESTS_PER_HOUR }, checks: findingsIn(steps.plan ?? {}), alerts };
}

async function inputOf(store: Store, { agent }: AgentFile, { day, steps, alreadyDone }: RunResult) {
  const place = { store, agent };
  const decide: StepSummary = steps.decide ?? {};
  const batches = await batchesOf(store.state.db, agent.name, day);
  const before = await dayBefore(store, agent.name, day);
  return {
    dimensions: agent.dimensions,
    decisions: await readChoices(place, day),
    requests: batches.map((batch) => ({ ...batch, withheld: withheldReason(batch, alreadyDone) })),
    audience: Object.fromEntries(GROUPS.map((group) => [group, Number(steps.enrol?.[group] ?? 0)])) as Record<
      Group,
      number
    >,
    idle: decide['state'] === undefined ? null : String(decide['state']),
    lostArbitration: Number(decide[LOST_ARBITRATION] ?? 0),
    refused: await refusedOn(store, agent.name, day),
    before: before === null ? null : { day: before, decisions: await readChoices(place, before) },
  };
}

/** Of a run that is under way only the rest is still to come; of one that has ended, all that it planned is shown. */
function withheldReason({ state, reason }: Batch, alreadyDone: boolean): string | null {
  if (state === 'not_sent') return reason ?? state;
  return alreadyDone || state === 'planned' ? null : 'already_sent';
}

/** The newest earlier day on which anybody was decided for. */
async function dayBefore({ lake }: Store, agent: AgentName, day: Day): Promise<Day | null> {
  const files = await lake.files({ table: 'decisions', agent });
  return files.findLast((file) => file.day < day && file.rowCount > 0)?.day ?? null;
}

async function refusedOn({ lake }: Store, agent: AgentName, day: Day): Promise<CountedReason[]> {
  const columns = await lake.read({
    ...{ table: REFUSALS, agent, day },
    columns: [
      { name: 'reason', type: 'string' },
      { name: 'customers', type: 'float64' },
    ],
  });
  const customers = valuesOf(columns, 'customers', 'float64');
  return valuesOf(columns, 'reason', 'string').map((reason, row) => ({
    reason: reason ?? '',
    customers: customers[row]!,
  }));
}
