/** What a job does, and what its process tells: plain data, since it goes from one process to the other. */
import type { Issue } from '@fitly/core/errors';
import type { ProgressEvent } from '../daily-loop/progress.ts';
import type { OwnCandidates } from '../evaluating/evaluate-agent.ts';

export type JobWork =
  | { readonly kind: 'run'; readonly agent: string; readonly day: string | null; readonly sendAnyway: boolean }
  | { readonly kind: 'dry_run'; readonly agent: string; readonly day: string | null }
  | EvaluateWork
  | SimulateWork
  | { readonly kind: 'preflight'; readonly agent: string }
  | { readonly kind: 'doctor'; readonly agent: null }
  | { readonly kind: 'plan'; readonly agent: null; readonly files: readonly AgentText[] };

interface EvaluateWork {
  readonly kind: 'evaluate';
  readonly agent: string;
  readonly group: 'agent' | 'random_control' | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly candidates: Omit<OwnCandidates, 'agentFiles' | 'probabilities'>;
  readonly agentFiles: readonly AgentText[];
}

/** An agent file that may lie nowhere. */
interface AgentText {
  readonly name: string;
  readonly yaml: string;
}

interface SimulateWork {
  readonly kind: 'simulate';
  readonly agent: string;
  readonly weeks: number;
  readonly worlds: number;
  readonly seed: string;
  readonly changes: Readonly<Record<string, number>>;
  readonly from: string | null;
}

export interface JobOrder {
  readonly folder: string;
  /** Who asked for it. */
  readonly by: string;
  readonly work: JobWork;
}

/** What the process is told. */
export type JobSignal = { readonly kind: 'begin'; readonly order: JobOrder } | { readonly kind: 'stop' };

export interface JobFailure {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
  readonly issues: readonly Issue[];
}

export type JobNews =
  /** A run has the folder, and this is its day. */
  | { readonly kind: 'begun'; readonly day: string }
  | { readonly kind: 'run'; readonly event: ProgressEvent }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number | null; readonly what: string }
  | { readonly kind: 'done'; readonly result: object }
  | { readonly kind: 'failed'; readonly failure: JobFailure };
