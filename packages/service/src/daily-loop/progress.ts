/** What a run tells whoever watches it: the terminal, the page, a log. */
import type { AgentName, Day, Step } from '@fitly/core/terms';

/** Figures of a finished step, for people and for `--json`: counts and versions, never ids. */
export type StepSummary = Readonly<Record<string, number | string | boolean>>;

export type ProgressEvent =
  | { readonly kind: 'run_started'; readonly agent: AgentName; readonly day: Day; readonly resumed: boolean }
  | { readonly kind: 'step_started'; readonly agent: AgentName; readonly day: Day; readonly step: Step }
  /** Long steps say how far they are; `total` null = not known. */
  | {
      readonly kind: 'step_progress';
      readonly agent: AgentName;
      readonly day: Day;
      readonly step: Step;
      readonly done: number;
      readonly total: number | null;
      readonly what: string;
    }
  | {
      readonly kind: 'step_finished';
      readonly agent: AgentName;
      readonly day: Day;
      readonly step: Step;
      readonly summary: StepSummary;
      readonly ms: number;
      /** True when an earlier process had finished this step. */
      readonly earlier: boolean;
    }
  | { readonly kind: 'run_finished'; readonly agent: AgentName; readonly day: Day; readonly ms: number };

export type OnProgress = (event: ProgressEvent) => void;
