/** What the daily runs did, and the report that they lead to. */
import { STEPS } from '@fitly/core/terms';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, day, instant, NOTHING, ofAgent, pageOf, pageQuery, version } from '../shared.ts';

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
        summary: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      }),
    ),
  })
  .meta({ id: 'Run' });

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
