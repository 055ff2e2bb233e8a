import type { Operation } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, STEPS } from '@fitly/core/terms';
import { finishedSteps, listRuns, type Run, run } from '@fitly/store';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { replayDay } from '../../replay/replay-day.ts';
import { loadReport } from '../../reporting/load-report.ts';
import { parseSegment } from '../../reporting/segment-text.ts';
import { parseDay } from '../../run-agent.ts';
import type { Handlers } from '../handler.ts';
import { page } from '../page.ts';
import { iso, isoOrNull } from './iso.ts';

type RunOperation = Extract<Operation, 'listRuns' | 'readRun' | 'replayRun' | 'readReport'>;

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
