/** Work that takes its time: begun by one request, read by others, and cancelled where nobody waits for it any more. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, day, instant, issue, NOTHING, pageOf, pageQuery } from '../shared.ts';

export const JOB_KINDS = ['run', 'dry_run', 'evaluate', 'simulate', 'preflight', 'doctor', 'plan'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

const listed = z
  .object({
    id: z.uuid(),
    kind: z.enum(JOB_KINDS),
    agent: z.string().nullable().meta({ description: 'Null: it is about several.' }),
    day: day.nullable().meta({ description: 'Of a run, once it is known.' }),
    by: z.string().meta({ description: 'Who asked for it.' }),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    startedAt: instant,
    endedAt: instant.nullable(),
    progress: z
      .object({ done: count, total: count.nullable(), what: z.string() })
      .nullable()
      .meta({ description: 'Null where it does not say how far it is.' }),
  })
  .meta({ id: 'ListedJob' });

/** What a request that begins one answers, and what reading it answers. */
export const job = listed
  .extend({
    result: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'The same object as the command prints with `--json`; null unless it is done.' }),
    problem: z
      .object({ code: z.string(), detail: z.string(), next: z.string().nullable(), issues: z.array(issue) })
      .nullable()
      .meta({ description: 'Why it failed; null unless it did.' }),
  })
  .meta({ id: 'Job' });

const exampleJob = {
  ...{ id: '7d6f0c1e-5a0e-4c53-9d3f-0d2f5f1f8a11', kind: 'evaluate', agent: 'winback', day: null, by: 'key nightly' },
  ...{ state: 'running', startedAt: '2026-02-01T09:00:00.000Z', endedAt: null, progress: null },
} as const;
export const exampleBegun = { ...exampleJob, result: null, problem: null } as const;

const ofJob = z.strictObject({ job: z.uuid() });
const params = { job: exampleJob.id };

export const jobEndpoints = {
  listJobs: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/jobs', tag: 'Jobs', summary: 'list the jobs since the service began, newest first' },
    ...{ params: NOTHING, query: pageQuery, body: null, answer: pageOf(listed) },
    ...{ problems: [], changes: false, etag: 'none' },
    example: { answer: { items: [exampleJob], next: null } },
  }),
  readJob: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/jobs/{job}', tag: 'Jobs' },
    summary: 'read how far a job is and what came of it; whoever may not begin one of its kind may not read it',
    ...{ params: ofJob, query: NOTHING, body: null, answer: job },
    ...{ problems: ['job_unknown', 'permission_missing'], changes: false, etag: 'none' },
    example: { params, answer: exampleBegun },
  }),
  cancelJob: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/jobs/{job}/cancel', tag: 'Jobs' },
    summary: 'end a job that only looks; nothing that it did is kept (a run is stopped by `stopRun`)',
    ...{ params: ofJob, query: NOTHING, body: NOTHING, answer: job },
    ...{ problems: ['job_unknown', 'permission_missing', 'agent_state_invalid'], changes: false, etag: 'none' },
    example: { params, body: {}, answer: { ...exampleBegun, state: 'cancelled', endedAt: '2026-02-01T09:00:09.000Z' } },
  }),
};
