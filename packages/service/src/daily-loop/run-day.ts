/**
 * One run: one agent, one local date, eight steps. The run is claimed by a unique row; each step commits its result and
 * its completion together. A process that dies is followed by one that skips what is committed and goes on: the same
 * decisions, none of them made twice.
 */
import type { ArbitrationRules } from '@fitly/core/decide';
import { type Agent, decidesIn, type LifeState } from '@fitly/core/design';
import { writtenAttributes } from '@fitly/core/dispatch';
import type { Clock, Messaging } from '@fitly/core/ports';
import { type Day, type Instant, STEPS, type Step } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import {
  claimRun,
  doubtDeadSends,
  type EnrolmentColumns,
  enrolments,
  finishedSteps,
  finishRun,
  type Run,
  run,
  type Store,
  setRunVersion,
} from '@fitly/store';
import type { WatchedFeeds } from '../feeds/watched-feeds.ts';
import { dispatch } from '../sending/dispatch.ts';
import type { Instance } from '../sending/instance.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';
import { savedAgent } from './agent-of.ts';
import { type SentAnyway, stopBeforeSending } from './before-sending.ts';
import { decide } from './decide.ts';
import { enrol } from './enrol.ts';
import { intake } from './intake.ts';
import { learn } from './learn.ts';
import { keepLifeState, lifeStateOf } from './life-state-of.ts';
import { mature } from './mature.ts';
import { measure } from './measure.ts';
import { plan } from './plan.ts';
import type { OnProgress, StepSummary } from './progress.ts';
import { readSnapshot } from './read-snapshot.ts';
import { Rest } from './rest.ts';
import type { Remembered, RestingStep, RunContext } from './run-context.ts';
import { stopIfAsked, unlessStopped } from './stop.ts';
import { withholdBatches } from './withhold-batches.ts';

const RUN_STEPS: Readonly<Record<Step, RestingStep>> = {
  intake,
  mature,
  learn,
  enrol,
  decide,
  plan,
  dispatch,
  measure,
};

export interface RunDay {
  readonly store: Store;
  readonly messaging: Messaging;
  /** In which the days of Braze's statistics begin. */
  readonly brazeZone: string;
  readonly clock: Clock;
  readonly agent: Agent;
  readonly agentVersion: number;
  /** Of the agent now; a run whose decisions are made keeps the state in which they were made. */
  readonly lifeState: LifeState;
  /** Share of new customers in the workspace-wide holdout, in [0, 1]. */
  readonly workspaceHoldout: number;
  /** How agents share customers; null: every agent decides for itself. */
  readonly arbitration: ArbitrationRules | null;
  readonly installation: string;
  readonly feeds: WatchedFeeds;
  readonly folder: RunContext['folder'];
  readonly policyFile: RunContext['policyFile'];
  readonly instance: Instance;
  readonly day: Day;
  /** The clock by which files of the lake age. */
  readonly lakeNow: () => Instant;
  /** Sends also where a check before sending has stopped the day, and keeps who said so; null: it stops. */
  readonly sendAnyway: Pick<SentAnyway, 'by'> | null;
  /** The last step that is done, of a run that never ends; absent: all of them. */
  readonly through?: Step;
  /** As in `RunContext`; absent: it waits for whatever is to come. */
  readonly mayWait?: RunContext['mayWait'];
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Monotonic milliseconds, for durations only. */
  readonly elapsedMs: () => number;
}

export interface RunResult {
  readonly day: Day;
  /** True when the run had been finished before and nothing was done now. */
  readonly alreadyDone: boolean;
  /** The run is not finished: it has nothing to do before that instant, and was not to wait for it. Null: finished. */
  readonly restsUntil: Instant | null;
  /** In which state the agent was when the day's decisions were made, or would have been. */
  readonly lifeState: LifeState;
  readonly steps: Readonly<Partial<Record<Step, StepSummary>>>;
}

/**
 * Waits for the run's time of day, unless it was begun before; claims the run and performs what is left of it.
 * Throws `interrupted` when asked to stop, and `sending_stopped` before anything of the day is sent (everything finished so
 * far is kept).
 */
export async function runDay(options: RunDay): Promise<RunResult> {
  const { store, clock, agent, day, onProgress, elapsedMs } = options;
  // What was begun goes on at once: its file may say by now that the agent runs later.
  if ((await run(store.state.db, agent.name, day)) === null)
    await clock.sleepUntil(instantOf(day, agent.schedule.runAt, agent.timeZone), options.signal);
  stopIfAsked(options.signal);
  const claim = await claimRun(store.state.db, {
    agent: agent.name,
    day,
    agentVersion: options.agentVersion,
    startedAt: await clock.now(),
  });
  const earlier = await finishedSteps(store.state.db, agent.name, day);
  const steps: Partial<Record<Step, StepSummary>> = {};
  for (const [step, finished] of earlier) steps[step] = finished.summary as StepSummary;
  if (claim.status === 'done')
    return { day, alreadyDone: true, restsUntil: null, lifeState: lifeStateOf(claim), steps };
  // Sends that a dead process had in hand may or may not have reached Braze: they are never sent again.
  await doubtDeadSends(store.state.db, agent.name, await clock.now());
  const version = earlier.has('intake') ? claim.agentVersion : await takeVersion(options, claim.agentVersion);
  if (!earlier.has('decide')) await keepLifeState(store, claim, options.lifeState);
  const lifeState = earlier.has('decide') ? lifeStateOf(claim) : options.lifeState;
  const agentOfRun = await claimedAgent(options, version);
  const context: RunContext = {
    ...options,
    lifeState,
    agent: agentOfRun,
    expressions: expressionsOf(agentOfRun),
    agentVersion: version,
    startedAt: claim.startedAt,
    epoch: claim.epoch,
    mayWait: options.mayWait ?? (() => true),
    tell: (step, done, total, what) =>
      onProgress({ kind: 'step_progress', agent: agent.name, day, step, done, total, what }),
    snapshot: remembered(() => readSnapshot(options, day)),
    enrolled: enrolledReader(options, () => Number(steps.enrol?.['new_customers'] ?? 0)),
    summaryOf: (step) => steps[step] ?? {},
  };
  const runStartedMs = elapsedMs();
  onProgress({ kind: 'run_started', agent: agent.name, day, resumed: earlier.size > 0 });
  for (const step of STEPS) {
    const before = elapsedMs();
    const earlierSummary = steps[step];
    if (earlierSummary === undefined) {
      stopIfAsked(options.signal);
      if (step === 'dispatch') await beforeDispatch(context, options, claim);
      onProgress({ kind: 'step_started', agent: agent.name, day, step });
      const working = RUN_STEPS[step](context);
      // Requests that have left are waited for. Of another step nothing is left that was not committed: it is done again, as after a kill.
      const done = await (writesToBraze(step, agentOfRun) ? working : unlessStopped(working, options.signal));
      if (done instanceof Rest) return { day, alreadyDone: false, restsUntil: done.until, lifeState, steps };
      steps[step] = done;
    }
    const summary = steps[step] ?? {};
    const ms = elapsedMs() - before;
    onProgress({
      kind: 'step_finished',
      agent: agent.name,
      day,
      step,
      summary,
      ms,
      earlier: earlierSummary !== undefined,
    });
    if (step === options.through) return { day, alreadyDone: false, restsUntil: null, lifeState, steps };
  }
  await finishRun(store.state.db, agent.name, day, await clock.now());
  onProgress({ kind: 'run_finished', agent: agent.name, day, ms: elapsedMs() - runStartedMs });
  return { day, alreadyDone: false, restsUntil: null, lifeState, steps };
}

/** Attributes of profiles stand there before the first send. */
const writesToBraze = (step: Step, agent: Agent): boolean =>
  step === 'dispatch' || (step === 'plan' && writtenAttributes(agent).length > 0);

/** An agent that runs no more gives up what it planned; one that runs sends it, unless a check stops it. */
async function beforeDispatch(context: RunContext, { lifeState, sendAnyway }: RunDay, { facts }: Run): Promise<void> {
  if (decidesIn(lifeState)) await stopBeforeSending({ ...context, facts, sendAnyway });
  else await withholdBatches(context, lifeState);
}

/** Reading tens of thousands of rows four times a run costs more than deciding: once before `enrol`, once after is enough. */
function enrolledReader({ store, agent }: RunDay, added: () => number): RunContext['enrolled'] {
  const kept = new Map<number, Promise<EnrolmentColumns>>();
  return () => {
    const reading = kept.get(added()) ?? enrolments(store.state.db, agent.name);
    kept.set(added(), reading);
    return reading;
  };
}

function remembered<T>(read: () => Promise<T>): Remembered<T> {
  let known: Promise<T> | null = null;
  return {
    get: () => {
      known ??= read();
      return known;
    },
    keep: (value) => {
      known = Promise.resolve(value);
    },
  };
}

/** Before anything was taken in, nothing rests on the version yet: a file that was corrected since counts. */
async function takeVersion({ store, agent, day, agentVersion }: RunDay, claimed: number): Promise<number> {
  if (claimed !== agentVersion) await setRunVersion(store.state.db, agent.name, day, agentVersion);
  return agentVersion;
}

/** Later a run keeps its version, even when the file changed before it was resumed. */
async function claimedAgent(options: RunDay, version: number): Promise<Agent> {
  if (version === options.agentVersion) return options.agent;
  return savedAgent(options.store, options.agent.name, version);
}
