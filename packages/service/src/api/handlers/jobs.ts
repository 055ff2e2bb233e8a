import type { AnswerOf, Endpoints, Operation, Permission } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import type { Job, JobBoard } from '../../jobs/job-board.ts';
import { requirePermission } from '../caller.ts';
import type { Desk, Handlers } from '../handler.ts';
import { page } from '../page.ts';
import { issuesOnTheWire, RequestProblem } from '../problem-of.ts';
import { iso, isoOrNull } from './iso.ts';

type JobAnswer = AnswerOf<Endpoints['readJob']>;
type JobOperation = Extract<Operation, 'listJobs' | 'readJob' | 'cancelJob'>;

const listed = ({ id, kind, agent, day, by, state, startedAt, endedAt, progress }: Job) => ({
  ...{ id, kind, agent, day, by, state, progress },
  ...{ startedAt: iso(startedAt), endedAt: isoOrNull(endedAt) },
});

export function shownJob(job: Job): JobAnswer {
  const { failure, result } = job;
  return {
    ...listed(job),
    result: result === null ? null : { ...result },
    problem:
      failure === null
        ? null
        : { code: failure.code, detail: failure.message, next: failure.next, issues: issuesOnTheWire(failure.issues) },
  };
}

/** Begins work that only looks. Throws `too_busy`. */
export function beginJob(work: Parameters<JobBoard['begin']>[0], { jobs, by }: Pick<Desk, 'jobs' | 'by'>): JobAnswer {
  const job = jobs.begin(work, by);
  if (job !== null) return shownJob(job);
  throw new RequestProblem(
    'too_busy',
    'two jobs that only look are under way, and more at once would slow down what sends',
    'wait for one of GET /api/v1/jobs to end, or cancel it',
  );
}

/** What whoever begins one of this kind must hold. */
const NEEDED = (kind: Job['kind']): Permission => (kind === 'run' || kind === 'doctor' ? 'operate' : 'evaluate');

/** Throws `job_unknown`, and `permission_missing` for one that the caller could not have begun. */
function findJob({ jobs, caller }: Desk, id: string): Job {
  const job = jobs.find(id);
  if (job === null) {
    throw new RequestProblem(
      'job_unknown',
      'there is no such job: the newest fifty are kept, and none longer than the service runs',
      'GET /api/v1/jobs lists those that there are; ask for it again',
    );
  }
  requirePermission(caller, NEEDED(job.kind));
  return job;
}

export const jobHandlers: Handlers<JobOperation> = {
  listJobs: async ({ query }, { jobs }) => page(jobs.list().map(listed), ({ id }) => id, query),
  readJob: async ({ params }, desk) => shownJob(findJob(desk, params.job)),
  cancelJob: async ({ params }, desk) => {
    const job = findJob(desk, params.job);
    if (job.kind === 'run') {
      throw new FitlyError('agent_state_invalid', 'this job is a run, and not one that only looks', {
        next: `stop it: POST /api/v1/agents/${job.agent}/runs/${job.day ?? 'DAY'}/stop`,
      });
    }
    return shownJob((await desk.jobs.cancel(job.id)) ?? job);
  },
};
