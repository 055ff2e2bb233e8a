import type { Operation } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, STEPS } from '@fitly/core/terms';
import { finishedSteps, listRuns, type Run, run, runOfFolder } from '@fitly/store';
import type { Job, JobBoard } from '../../jobs/job-board.ts';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { replayDay } from '../../replay/replay-day.ts';
import { loadReport } from '../../reporting/load-report.ts';
import { parseSegment } from '../../reporting/segment-text.ts';
import { parseDay } from '../../run-agent.ts';
import { watchRun } from '../../serving/watch-run.ts';
import type { Handlers } from '../handler.ts';
import { page } from '../page.ts';
import { iso, isoOrNull } from './iso.ts';
import { beginJob, shownJob } from './jobs.ts';

type RunOperation = Extract<
  Operation,
  'listRuns' | 'readRun' | 'startRun' | 'stopRun' | 'rehearseRun' | 'watchRun' | 'replayRun' | 'readReport'
>;

const listed = ({ day, status, agentVersion, startedAt, finishedAt }: Run) => ({
  ...{ day: String(day), status, agentVersion },
  ...{ startedAt: iso(startedAt), finishedAt: isoOrNull(finishedAt) },
});

export const runHandlers: Handlers<RunOperation> = {
  listRuns: ({ params, query }, { reading }) =>
    reading(async (workspace) => {
      await requireAgent(workspace, params.agent);
      const runs = await listRuns(workspace.store.state.db, asAgentName(params.agent));
      return page(runs.toReversed().map(listed), ({ day }) => day, query);
    }),
  readRun: ({ params }, { reading }) =>
    reading(async (workspace) => {
      await requireAgent(workspace, params.agent);
      const { db } = workspace.store.state;
      const [agent, day] = [asAgentName(params.agent), parseDay(params.day)];
      const found = await run(db, agent, day);
      if (found === null) throw noRun(params.agent, params.day);
      const finished = await finishedSteps(db, agent, day);
      const steps = STEPS.flatMap((step) => {
        const done = finished.get(step);
        return done === undefined ? [] : [{ step, finishedAt: iso(done.finishedAt), summary: flat(done.summary) }];
      });
      return { ...listed(found), steps };
    }),
  startRun: async ({ params: { agent }, body: { day = null, sendAnyway } }, desk) => {
    desk.note({ after: { day, sendAnyway } });
    const work = { kind: 'run', agent, day, sendAnyway } as const;
    const job = await desk.writingBeside(async () => shownJob(await desk.jobs.run(work, desk.by)));
    desk.note({ after: { day: job.day, sendAnyway } });
    return job;
  },
  stopRun: async ({ params: { agent, day } }, { jobs, note }) => {
    note({ after: { day } });
    const job = runUnderWay(jobs, agent, day);
    if (job === undefined) throw noRunUnderWay(agent, day);
    return shownJob((await jobs.cancel(job.id)) ?? job);
  },
  rehearseRun: async ({ params: { agent }, body: { day = null } }, desk) => {
    await desk.reading((workspace) => requireAgent(workspace, agent));
    return beginJob({ kind: 'dry_run', agent, day }, desk);
  },
  watchRun: async ({ params, lastEventId }, { served, live, jobs }) => {
    const [agent, day] = [asAgentName(params.agent), parseDay(params.day)];
    const look = () => runOfFolder(served.folder, agent, day);
    const { running } = live.state();
    const isComing =
      (running?.agent === agent && running.day === day) || runUnderWay(jobs, params.agent, params.day) !== undefined;
    if (!isComing && look() === null) throw noRun(params.agent, params.day);
    const source = watchRun({ agent, day, look, live, after: /^\d{1,4}$/.test(lastEventId) ? Number(lastEventId) : 0 });
    return (sink) =>
      source({
        tell: ({ at, summary, ...event }, id) =>
          sink.tell({ ...event, at: isoOrNull(at), summary: summary === null ? null : flat(summary) }, id),
        end: sink.end,
      });
  },
  replayRun: ({ params }, { reading }) =>
    reading(async (workspace) => {
      await requireAgent(workspace, params.agent);
      const replayed = await replayDay({ workspace, agentName: params.agent, day: parseDay(params.day) });
      const { day, rows, erased, differences, damaged } = replayed;
      return { day, rows, erased, differences: [...differences], damaged: [...damaged] };
    }),
  readReport: ({ params, query }, { reading }) =>
    reading(async (workspace) => {
      await requireAgent(workspace, params.agent);
      const span = {
        ...(query.from !== undefined && { from: parseDay(query.from) }),
        ...(query.to !== undefined && { to: parseDay(query.to) }),
        ...(query.exclude !== undefined && { excluded: query.exclude.split(',').map((day) => parseDay(day.trim())) }),
        ...(query.segment !== undefined && { segment: parseSegment(query.segment) }),
      };
      const report = await loadReport(workspace, params.agent, span);
      if (report === null) throw noReport(params.agent);
      return { ...report };
    }),
};

const runUnderWay = (jobs: JobBoard, agent: string, day: string): Job | undefined =>
  jobs.list().find((job) => job.kind === 'run' && job.state === 'running' && job.agent === agent && job.day === day);

const noRunUnderWay = (agent: string, day: string): FitlyError =>
  new FitlyError('run_not_found', `no run of "${agent}" for ${day} is under way that was begun by a request`, {
    next: 'hold one of the service by a pause, or stop what it sends by the kill switch',
  });
const noRun = (agent: string, day: string): FitlyError =>
  new FitlyError('run_not_found', `the agent "${agent}" has no run of ${day}`, {
    next: `GET /api/v1/agents/${agent}/runs lists those that there are`,
  });
const noReport = (agent: string): FitlyError =>
  new FitlyError('run_not_found', `the agent "${agent}" has no finished run yet, so there is nothing to report`, {
    next: `run it first: fitly run ${agent}`,
  });

type Cell = string | number | boolean | null;

/** Summaries are flat by agreement; what is not shows as text. */
const flat = (summary: unknown): Record<string, Cell> =>
  Object.fromEntries(
    Object.entries(summary ?? {}).map(([key, value]): [string, Cell] => [
      key,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell),
    ]),
  );
