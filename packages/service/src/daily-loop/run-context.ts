/** What every step of one run receives: nothing is constructed inside a step. */
import type { CompiledExpressions } from '@fitly/core/data';
import type { ArbitrationRules } from '@fitly/core/decide';
import type { Agent, LifeState } from '@fitly/core/design';
import type { PolicyFile } from '@fitly/core/learn';
import type { Clock, Messaging } from '@fitly/core/ports';
import type { Day, Instant, Step } from '@fitly/core/terms';
import type { EnrolmentColumns, Store } from '@fitly/store';
import type { WatchedFeeds } from '../feeds/watched-feeds.ts';
import type { Instance } from '../sending/instance.ts';
import type { StepSummary } from './progress.ts';
import type { Snapshot } from './read-snapshot.ts';
import type { Rest } from './rest.ts';

/** A value that is expensive to read and does not change within a run. */
export interface Remembered<T> {
  get(): Promise<T>;
  keep(value: T): void;
}

export interface RunContext {
  readonly store: Store;
  readonly messaging: Messaging;
  /** In which the days of Braze's statistics begin. */
  readonly brazeZone: string;
  readonly clock: Clock;
  readonly agent: Agent;
  /** The agent's rules, audience rule and value, compiled from its own text. */
  readonly expressions: CompiledExpressions;
  readonly agentVersion: number;
  /** Share of new customers in the workspace-wide holdout, in [0, 1]. */
  readonly workspaceHoldout: number;
  /** How agents share customers; null: every agent decides for itself. */
  readonly arbitration: ArbitrationRules | null;
  /** While it is not `running` nobody is due: what was decided earlier still matures, trains and is measured. */
  readonly lifeState: LifeState;
  /** Random id of this installation: part of every decision id, so that two installations never share one. */
  readonly installation: string;
  readonly feeds: WatchedFeeds;
  /** Of the workspace: what agent files name lies in it. */
  readonly folder: string;
  /** Reads a policy file of the user's, by its name in the agent file. */
  readonly policyFile: (file: string) => Promise<PolicyFile>;
  /** Where this workspace stands, and how far its sending is known to have come. */
  readonly instance: Instance;
  /** Of the claim of this run: whoever claims it later has a higher one, and this process may not send any more. */
  readonly epoch: number;
  /** Monotonic milliseconds, for durations only. */
  readonly elapsedMs: () => number;
  readonly day: Day;
  /** When the run was claimed: every decision of the run is made "at" this instant, also after a crash. */
  readonly startedAt: Instant;
  /** The clock by which files of the lake age; real time, also where the days are virtual. */
  readonly lakeNow: () => Instant;
  /** Whether dispatch may wait for an instant; else the run rests until then, and whoever began it takes it up again. */
  readonly mayWait: (until: Instant, now: Instant) => boolean;
  /** Asked between batches and between steps: a stop is clean, never in the middle of a commit. */
  readonly signal: AbortSignal;
  readonly tell: (step: Step, done: number, total: number | null, what: string) => void;
  /** Today's audience as `intake` has stored it: kept by the process that took it in, else read once. */
  readonly snapshot: Remembered<Snapshot>;
  /** Everyone enrolled so far, sorted by customer key; read once, and again after `enrol` has added to it. */
  readonly enrolled: () => Promise<EnrolmentColumns>;
  /** Summary of a step of this run that has finished already. */
  readonly summaryOf: (step: Step) => StepSummary;
}

/** A step does its work, commits its result and its own completion in one transaction, and says what it did. */
export type RunStep = (context: RunContext) => Promise<StepSummary>;
/** `dispatch` alone may have nothing to do for hours. */
export type RestingStep = (context: RunContext) => Promise<StepSummary | Rest>;
