/**
 * The jobs of a service: each in a process of its own, few at once, kept with what came of them until there are too many. They are gone with the
 * service; what a run has done is in the database.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { JobKind } from '@fitly/contract/api';
import { type ErrorCode, FitlyError } from '@fitly/core/errors';
import { asAgentName, asDay, type Instant } from '@fitly/core/terms';
import type { RunResult } from '../daily-loop/run-day.ts';
import { forkProgram } from '../serving/fork-program.ts';
import type { LiveRuns } from '../serving/live-runs.ts';
import type { ServedFolder } from '../workspace/workspace.ts';
import type { JobFailure, JobNews, JobSignal, JobWork } from './job-work.ts';

export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  /** Null: it is about several. */
  readonly agent: string | null;
  readonly by: string;
  readonly startedAt: Instant;
  /** Of a run, once it has the folder. */
  readonly day: string | null;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly endedAt: Instant | null;
  readonly progress: { readonly done: number; readonly total: number | null; readonly what: string } | null;
  readonly result: object | null;
  readonly failure: JobFailure | null;
}

export interface JobBoard {
  /** Begins a job that only looks; null: so many are under way that no further one is begun. */
  begin(work: Exclude<JobWork, { readonly kind: 'run' }>, by: string): Job | null;
  /** Begins a run, and resolves once it has the folder. Rejects with what keeps it from that, `folder_in_use` say. */
  run(work: Extract<JobWork, { readonly kind: 'run' }>, by: string): Promise<Job>;
  /** Newest first. */
  list(): readonly Job[];
  find(id: string): Job | null;
  /** Resolves when it has ended; null for one that there is not. */
  ended(id: string): Promise<Job | null>;
  /** Asks a job to end, and resolves when it has. */
  cancel(id: string): Promise<Job | null>;
  /** Ends everything within ten seconds. */
  close(): Promise<void>;
}

export interface JobBoardOptions extends ServedFolder {
  readonly live: Pick<LiveRuns, 'tell'>;
  readonly newId: () => string;
  readonly start: StartJob;
}

const MOST_AT_ONCE = 2;
const MOST_KEPT = 50;
/** A run ends between two requests; what only looks has nothing to finish. */
const STOP_MS = { run: 9_000, other: 1_000 };
const PROGRAM = new URL('./job-process.ts', import.meta.url);

interface Going {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  isCancelled: boolean;
}

/** Gives the process of a job, which begins when it is told to. */
export type StartJob = (env: ServedFolder['env']) => ChildProcess;

export const forkJob: StartJob = (env) => forkProgram(PROGRAM, env);

export function jobBoard({ folder, env, now, live, newId, start }: JobBoardOptions): JobBoard {
  const jobs = new Map<string, Job>();
  const going = new Map<string, Going>();

  function change(id: string, changed: Partial<Job>): void {
    const job = jobs.get(id);
    if (job !== undefined) jobs.set(id, { ...job, ...changed });
  }

  function end(id: string, ended: Pick<Job, 'state' | 'result' | 'failure'>): void {
    const job = jobs.get(id);
    if (job === undefined || job.state !== 'running') return;
    const isCancelled = going.get(id)?.isCancelled === true && ended.state === 'failed';
    change(id, { ...ended, ...(isCancelled && { state: 'cancelled', failure: null }), endedAt: now(), progress: null });
    forgetOldest();
  }

  function forgetOldest(): void {
    const ended = [...jobs.values()].filter(({ state }) => state !== 'running');
    // What has taken long is new, whenever it began.
    const over = ended.sort((a, b) => a.endedAt! - b.endedAt!).slice(0, -MOST_KEPT);
    for (const { id } of over) jobs.delete(id);
  }

  function hear(id: string, news: JobNews): void {
    if (news.kind === 'begun') change(id, { day: news.day });
    else if (news.kind === 'progress') {
      const { done, total, what } = news;
      change(id, { progress: { done, total, what } });
    } else if (news.kind === 'done') end(id, { state: 'done', result: news.result, failure: null });
    else if (news.kind === 'failed') end(id, { state: 'failed', result: null, failure: news.failure });
    const job = jobs.get(id);
    if (job?.kind === 'run') tellOfRun(job, news, live);
  }

  function begin(work: JobWork, by: string): Job {
    const id = newId();
    const { kind, agent } = work;
    jobs.set(id, {
      ...{ id, kind, agent, by, startedAt: now(), day: null, state: 'running', endedAt: null },
      ...{ progress: null, result: null, failure: null },
    });
    const child = start(env);
    const ended = once(child, 'exit').catch(() => {});
    going.set(id, { child, ended, isCancelled: false });
    const died = (how: string): void => {
      const next =
        'nothing is lost: what was committed stays; ask for it again, and look at what the service has written';
      const failure = { code: 'internal', message: `the process of this job ${how}`, next, issues: [] };
      if (jobs.get(id)?.state === 'running') hear(id, { kind: 'failed', failure });
      going.delete(id);
      child.emit('over');
    };
    child.on('message', (news) => hear(id, news as JobNews));
    child.on('error', ({ message }) => died(`could not be started: ${message}`));
    child.once('exit', (code, signal) => died(`ended with ${signal ?? code}`));
    child.send({ kind: 'begin', order: { folder, by, work } } satisfies JobSignal, () => {});
    return jobs.get(id)!;
  }

  async function cancel(id: string): Promise<Job | null> {
    const one = going.get(id);
    const job = jobs.get(id);
    if (one === undefined || job === undefined) return job ?? null;
    one.isCancelled = true;
    if (one.child.connected) one.child.send({ kind: 'stop' } satisfies JobSignal, () => {});
    const timer = setTimeout(() => one.child.kill('SIGKILL'), job.kind === 'run' ? STOP_MS.run : STOP_MS.other);
    await one.ended;
    clearTimeout(timer);
    return jobs.get(id) ?? null;
  }

  const underWay = (isRun: boolean): Job[] =>
    [...jobs.values()].filter(({ kind, state }) => state === 'running' && (kind === 'run') === isRun);

  return {
    begin: (work, by) => (underWay(false).length < MOST_AT_ONCE ? begin(work, by) : null),
    async run(work, by) {
      const [other] = underWay(true);
      if (other !== undefined) throw runsAlready(other);
      const { id } = begin(work, by);
      const { child } = going.get(id)!;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          const job = jobs.get(id);
          if (job?.day != null || job?.state !== 'running') resolve();
        };
        child.on('message', look);
        child.once('over', look);
      });
      const job = jobs.get(id)!;
      if (job.day !== null || job.failure === null) return job;
      jobs.delete(id);
      throw asError(job.failure);
    },
    list: () => [...jobs.values()].toReversed(),
    find: (id) => jobs.get(id) ?? null,
    async ended(id) {
      await going.get(id)?.ended;
      return jobs.get(id) ?? null;
    },
    cancel,
    async close() {
      await Promise.all([...going.keys()].map(cancel));
    },
  };
}

/** Why a job failed, as the error that it met. */
export const asError = ({ code, message, next, issues }: JobFailure): FitlyError =>
  new FitlyError(code as ErrorCode, message, { issues, ...(next !== null && { next }) });

const runsAlready = ({ agent, by, startedAt }: Job): FitlyError =>
  new FitlyError(
    'folder_in_use',
    `The folder is in use by a run of ${agent} that ${by} has asked for, since ${new Date(startedAt).toISOString()}.`,
    { next: 'Wait until it has finished, or stop it, then ask again.' },
  );

/** As the process that runs the agents by itself tells of its runs. */
function tellOfRun(job: Job, news: JobNews, live: Pick<LiveRuns, 'tell'>): void {
  if (news.kind === 'run') live.tell({ kind: 'progress', event: news.event });
  // What never had the folder was no run.
  if (job.agent === null || job.day === null) return;
  const run = { agent: asAgentName(job.agent), day: asDay(job.day) };
  if (news.kind === 'failed') {
    const { code, message, next } = news.failure;
    live.tell({ kind: 'failed', ...run, code, message, next, againInMs: 0 });
  } else if (news.kind === 'done') {
    const { restsUntil, steps } = news.result as RunResult;
    if (restsUntil !== null) live.tell({ kind: 'rests', ...run, until: restsUntil });
    else live.tell({ kind: 'finished', ...run, steps: { ...steps }, ms: 0 });
  }
}
