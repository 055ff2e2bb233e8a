/** What the daily runs did, and the report that they lead to. */
import { STEPS } from '@fitly/core/terms';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';

import { count, day, instant, NOTHING, ofAgent, pageOf, pageQuery, version } from '../shared.ts';
import { exampleBegun, job } from './jobs.ts';

const cells = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const status = z.enum(['running', 'done']).meta({ description: '`running`: begun, and not finished.' });
const listedRun = z
  .object({ day, status, agentVersion: version, startedAt: instant, finishedAt: instant.nullable() })
  .meta({ id: 'ListedRun' });

const run = listedRun
  .extend({
    steps: z.array(
      z.object({
        step: z.enum(STEPS),
        finishedAt: instant,
        summary: cells,
      }),
    ),
  })
  .meta({ id: 'Run' });

const runEvent = z
  .object({
    kind: z.enum(['started', 'step_started', 'progress', 'step_finished', 'rests', 'failed', 'finished']).meta({
      description:
        '`started`, `step_finished` and `finished` are kept and have ids; the others are told while they happen. `failed` and `finished` are the last.',
    }),
    at: instant
      .nullable()
      .meta({ description: 'By the clock of the run; null for what happens just now. `rests`: until then.' }),
    step: z.enum(STEPS).nullable(),
    summary: cells.nullable().meta({ description: 'What the finished step did.' }),
    progress: z.object({ done: count, total: count.nullable(), what: z.string() }).nullable(),
    problem: z
      .object({ code: z.string(), detail: z.string(), next: z.string().nullable() })
      .nullable()
      .meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'RunEvent' });

const ofRun = ofAgent.extend({ day });
const exampleRun = {
  ...{ day: '2026-02-01', status: 'done', agentVersion: 3 },
  ...{ startedAt: '2026-02-01T06:00:00.000Z', finishedAt: '2026-02-01T06:00:41.000Z' },
};
const winback = { agent: 'winback' };

export const runEndpoints = {
  listRuns: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/agents/{agent}/runs', tag: 'Runs', summary: 'list the runs of an agent, newest first' },
    ...{ params: ofAgent, query: pageQuery, body: null, answer: pageOf(listedRun) },
    ...{ problems: ['agent_unknown'], changes: false, etag: 'none' },
    example: { params: winback, answer: { items: [exampleRun], next: null } },
  }),
  readRun: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/agents/{agent}/runs/{day}', tag: 'Runs', summary: 'read what each step of a run did' },
    ...{ params: ofRun, query: NOTHING, body: null, answer: run },
    ...{ problems: ['agent_unknown', 'run_not_found'], changes: false, etag: 'none' },
    example: {
      params: { ...winback, day: '2026-02-01' },
      answer: {
        ...exampleRun,
        steps: [{ step: 'decide', finishedAt: '2026-02-01T06:00:12.000Z', summary: { decided: 2527 } }],
      },
    },
  }),
  startRun: endpoint({
    needs: 'operate',
    ...{ method: 'POST', path: '/agents/{agent}/runs', tag: 'Runs' },
    summary: 'run the agent now, in a process of its own; answered once the run has the folder and nobody else does',
    ...{ params: ofAgent, query: NOTHING, answer: job, status: 202 },
    body: z.strictObject({
      day: day.optional().meta({ description: 'Default: the unfinished run, else the day after the newest.' }),
      sendAnyway: z
        .boolean()
        .default(false)
        .meta({ description: 'Send although a check before sending has stopped the day; who says so is kept.' }),
    }),
    problems: [
      ...(['agent_unknown', 'agent_file_invalid', 'agent_state_invalid', 'run_date_invalid', 'folder_in_use'] as const),
      ...(['not_live', 'sandbox_only', 'instance_changed', 'key_missing', 'braze_unreachable'] as const),
    ],
    ...{ changes: true, etag: 'none' },
    example: {
      ...{ params: winback, body: {} },
      answer: { ...exampleBegun, kind: 'run', day: '2026-02-02', by: 'Anna <anna@example.com>' },
    },
  }),
  stopRun: endpoint({
    needs: 'operate',
    ...{ method: 'POST', path: '/agents/{agent}/runs/{day}/stop', tag: 'Runs' },
    summary:
      'stop a run that `startRun` has begun, cleanly: what was committed stays. `fitly serve` takes it up again within seconds: pause or kill the agent before where nothing more is to be sent',
    ...{ params: ofRun, query: NOTHING, body: NOTHING, answer: job },
    ...{ problems: ['run_not_found'], changes: false, etag: 'none' },
    example: {
      ...{ params: { ...winback, day: '2026-02-02' }, body: {} },
      answer: {
        ...exampleBegun,
        kind: 'run',
        day: '2026-02-02',
        state: 'cancelled',
        endedAt: '2026-02-01T09:00:09.000Z',
      },
    },
  }),
  rehearseRun: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/dry-runs', tag: 'Runs' },
    summary: 'show what the next run would send, to whom and when; nothing is sent or kept',
    ...{ params: ofAgent, query: NOTHING, body: z.strictObject({ day: day.optional() }), answer: job, status: 202 },
    ...{ problems: ['agent_unknown', 'too_busy'], changes: false, etag: 'none' },
    example: { params: winback, body: {}, answer: { ...exampleBegun, kind: 'dry_run' } },
  }),
  watchRun: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/agents/{agent}/runs/{day}/events', tag: 'Runs' },
    summary: 'follow a run as it goes, from its beginning or from the last event that was read, until it ends',
    ...{ params: ofRun, query: NOTHING, body: null, answer: runEvent, streams: true },
    ...{ problems: ['run_not_found', 'too_busy'], changes: false, etag: 'none' },
    example: {
      params: { ...winback, day: '2026-02-01' },
      answer: {
        ...{ kind: 'step_finished', at: '2026-02-01T06:00:12.000Z', step: 'decide', summary: { decided: 2527 } },
        ...{ progress: null, problem: null },
      },
    },
  }),
  replayRun: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/runs/{day}/replay', tag: 'Runs' },
    summary: 'recompute the decisions of a day and compare them with the log; nothing is written',
    ...{ params: ofRun, query: NOTHING, body: NOTHING },
    answer: z
      .object({
        day,
        rows: count,
        erased: count.meta({ description: 'Receipts of customers who were erased.' }),
        differences: z.array(
          z.object({ row: z.string(), column: z.string(), stored: z.string(), recomputed: z.string() }),
        ),
        damaged: z.array(z.object({ path: z.string(), what: z.string() })),
      })
      .meta({ id: 'Replayed' }),
    ...{ problems: ['agent_unknown', 'run_not_found', 'lake_file_damaged'], changes: false, etag: 'none' },
    example: {
      ...{ params: { ...winback, day: '2026-02-01' }, body: {} },
      answer: { day: '2026-02-01', rows: 2527, erased: 0, differences: [], damaged: [] },
    },
  }),
  readReport: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/agents/{agent}/report', tag: 'Runs' },
    summary: 'read the report as of the newest finished run: the same object as `fitly report --json`',
    params: ofAgent,
    query: z.strictObject({
      from: day.optional().meta({ description: 'First day of KPI cards and trends.' }),
      to: day.optional().meta({ description: 'Last day of KPI cards and trends.' }),
      exclude: z.string().max(2000).optional().meta({
        description:
          'Days that count nowhere in KPI cards and trends, joined by commas, besides the `excludedDates` of the agent file.',
      }),
      segment: z.string().min(1).max(500).optional().meta({
        description:
          'Whose KPI cards and trends, as `attribute=value`: customers as they were on each day. Comparisons stay those of all.',
      }),
    }),
    body: null,
    answer: z.looseObject({ agent: z.string(), asOfDay: day }).meta({ id: 'Report' }),
    ...{
      problems: ['agent_unknown', 'run_not_found', 'run_date_invalid', 'segment_unknown'],
      changes: false,
      etag: 'none',
    },
    example: { params: winback, answer: { agent: 'winback', asOfDay: '2026-03-01' } },
  }),
};
