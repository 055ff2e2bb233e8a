/** What the process that runs the agents tells the one that serves: plain data, since it goes from one process to the other. */
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import type { ProgressEvent, StepSummary } from '../daily-loop/progress.ts';

export interface UpcomingRun {
  readonly agent: AgentName;
  readonly day: Day;
  /** By the clock of the agent's connection. */
  readonly at: Instant;
}

interface EndedRun {
  readonly agent: AgentName;
  readonly day: Day;
}

export type RunnerNews =
  | { readonly kind: 'progress'; readonly event: ProgressEvent }
  /** The next run of each agent that has one, earliest first; told whenever that changes. */
  | { readonly kind: 'planned'; readonly runs: readonly UpcomingRun[] }
  /** `steps`: summaries of all steps. */
  | ({
      readonly kind: 'finished';
      readonly steps: Readonly<Record<string, StepSummary>>;
      readonly ms: number;
    } & EndedRun)
  /** Nothing to do before that instant: others may have the folder meanwhile. */
  | ({ readonly kind: 'rests'; readonly until: Instant } & EndedRun)
  /** Somebody else has the folder, a manual run say. */
  | { readonly kind: 'waits'; readonly message: string }
  /** It is tried again after so long in real time. `agent` null: the workspace itself. */
  | {
      readonly kind: 'failed';
      readonly agent: AgentName | null;
      readonly day: Day | null;
      readonly code: string;
      readonly message: string;
      readonly next: string | null;
      readonly againInMs: number;
    };
