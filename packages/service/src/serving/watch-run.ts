/**
 * One run as it goes. What was committed is read from the database, so it is the same for everybody, after a restart, and for a run that
 * another process works on; what happens between two steps is passed on while it happens, and told once.
 */
import { type AgentName, type Day, type Instant, STEPS, type Step } from '@fitly/core/terms';
import type { RunOfFolder } from '@fitly/store';
import type { StepSummary } from '../daily-loop/progress.ts';
import type { LiveRuns } from './live-runs.ts';
import type { RunnerNews } from './news.ts';

export interface RunEvent {
  readonly kind: 'started' | 'step_started' | 'progress' | 'step_finished' | 'rests' | 'failed' | 'finished';
  /** By the clock of the run; null for what happens just now. */
  readonly at: Instant | null;
  readonly step: Step | null;
  readonly summary: StepSummary | null;
  readonly progress: { readonly done: number; readonly total: number | null; readonly what: string } | null;
  readonly problem: { readonly code: string; readonly detail: string; readonly next: string | null } | null;
}

interface KeptEvent {
  /** Grows along a run, and is the same whenever it is read. */
  readonly id: number;
  readonly event: RunEvent;
}

const event = (kind: RunEvent['kind'], given: Partial<RunEvent>): RunEvent => ({
  ...{ kind, at: null, step: null, summary: null, progress: null, problem: null },
  ...given,
});

const STARTED = 1;
const idOfStep = (step: Step): number => STARTED + 1 + STEPS.indexOf(step);
const FINISHED = STARTED + 1 + STEPS.length;

/** What a run has committed, in order. */
function keptEvents({ startedAt, finishedAt, steps }: RunOfFolder): KeptEvent[] {
  const finished = steps.map(({ step, finishedAt: at, summary }) => ({
    id: idOfStep(step),
    event: event('step_finished', { at, step, summary: summary as StepSummary }),
  }));
  return [
    { id: STARTED, event: event('started', { at: startedAt }) },
    ...finished.sort((a, b) => a.id - b.id),
    ...(finishedAt === null ? [] : [{ id: FINISHED, event: event('finished', { at: finishedAt }) }]),
  ];
}

/** To whom a stream is told. */
interface Sink<T> {
  /** `id` null: whoever comes back is not told it again. */
  tell(event: T, id: number | null): void;
  end(): void;
}

/** Begins to tell; gives what stops it. */
export type Source<T> = (sink: Sink<T>) => () => void;

export interface WatchRun {
  readonly agent: AgentName;
  readonly day: Day;
  /** Of what was committed only events after this one are told. */
  readonly after: number;
  /** Null: the run is not claimed yet. Throws where the database cannot be read. */
  readonly look: () => RunOfFolder | null;
  readonly live: Pick<LiveRuns, 'listen'>;
}

/** For runs of which nothing is passed on, since another process has begun them. */
const LOOK_EVERY_MS = 1_000;

export const watchRun =
  ({ agent, day, after, look, live }: WatchRun): Source<RunEvent> =>
  (sink) => {
    let told = after;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      stopListening();
      sink.end();
    };
    const tellCommitted = (): void => {
      const run = looked(look);
      for (const { id, event } of run === null ? [] : keptEvents(run)) {
        if (id <= told) continue;
        told = id;
        sink.tell(event, id);
      }
      if (run?.status === 'done') end();
    };
    const timer = setInterval(tellCommitted, LOOK_EVERY_MS);
    const stopListening = live.listen((news) => {
      if (isOver || !isAbout(news, agent, day)) return;
      tellCommitted();
      const passing = isOver ? null : passingEvent(news);
      // What was told as finished has happened before: the database is quicker than the word of it.
      const isKnown = passing?.step != null && idOfStep(passing.step) <= told;
      if (passing !== null && !isKnown) sink.tell(passing, null);
      if (passing?.kind === 'failed') end();
    });
    tellCommitted();
    return end;
  };

/** Somebody has the database for a moment: the next look is soon. */
function looked(look: WatchRun['look']): RunOfFolder | null {
  try {
    return look();
  } catch {
    return null;
  }
}

function isAbout(news: RunnerNews, agent: AgentName, day: Day): boolean {
  if (news.kind === 'planned' || news.kind === 'waits') return false;
  const about = news.kind === 'progress' ? news.event : news;
  return about.agent === agent && about.day === day;
}

/** Null: it is committed, and read from there. */
function passingEvent(news: RunnerNews): RunEvent | null {
  if (news.kind === 'rests') return event('rests', { at: news.until });
  if (news.kind === 'failed') {
    const { code, message, next } = news;
    return event('failed', { problem: { code, detail: message, next } });
  }
  if (news.kind !== 'progress') return null;
  const { event: happened } = news;
  if (happened.kind === 'step_started') return event('step_started', { step: happened.step });
  if (happened.kind !== 'step_progress') return null;
  const { step, done, total, what } = happened;
  return event('progress', { step, progress: { done, total, what } });
}
