/** What the service knows of its runs at a moment, folded from what the running process tells. */
import type { AgentName, Day, Step } from '@fitly/core/terms';
import type { RunnerNews, UpcomingRun } from './news.ts';

interface RunningNow {
  readonly agent: AgentName;
  readonly day: Day;
  /** Null: between two steps. */
  readonly step: Step | null;
  /** `1,200 batches`; null where the step does not say how far it is. */
  readonly progress: { readonly done: number; readonly total: number | null; readonly what: string } | null;
  /** Real time. */
  readonly sinceAt: number;
}

export interface ServiceState {
  readonly running: RunningNow | null;
  /** Earliest first. */
  readonly upcoming: readonly UpcomingRun[];
  /** The newest failure since the last run that was finished; null: none. */
  readonly failure: Extract<RunnerNews, { readonly kind: 'failed' }> | null;
}

export const IDLE: ServiceState = { running: null, upcoming: [], failure: null };

/** `at`: now, in real time. */
export function afterNews(state: ServiceState, news: RunnerNews, at: number): ServiceState {
  switch (news.kind) {
    case 'planned':
      return { ...state, upcoming: news.runs };
    case 'waits':
      return state;
    case 'failed':
      // What somebody has stopped has not failed.
      return { ...state, running: null, failure: news.code === 'interrupted' ? state.failure : news };
    case 'finished':
      return { ...state, running: null, failure: null };
    case 'rests':
      return { ...state, running: null };
    case 'progress':
      return { ...state, running: runningAfter(state.running, news.event, at) };
  }
}

type ProgressOf = Extract<RunnerNews, { readonly kind: 'progress' }>['event'];

function runningAfter(running: RunningNow | null, event: ProgressOf, at: number): RunningNow | null {
  const { agent, day } = event;
  const same = running !== null && running.agent === agent && running.day === day;
  const now = { agent, day, step: null, progress: null, sinceAt: same ? running.sinceAt : at };
  switch (event.kind) {
    case 'run_started':
      return now;
    case 'run_finished':
      return null;
    case 'step_started':
      return { ...now, step: event.step };
    case 'step_finished':
      return now;
    case 'step_progress':
      return { ...now, step: event.step, progress: { done: event.done, total: event.total, what: event.what } };
  }
}
