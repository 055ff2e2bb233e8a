import { expect, test } from 'vitest';
import type { Job } from '../../jobs/job-board.ts';
import type { Desk } from '../handler.ts';
import { workspaceHandlers } from './workspace.ts';

const JOB: Job = {
  ...{ id: 'a job', kind: 'doctor', agent: null, by: 'anna', startedAt: 0, day: null, state: 'cancelled', endedAt: 1 },
  ...{ progress: null, result: null, failure: null },
};

test.each([
  ['cancelled', JOB],
  ['let go', null],
])('an examination that was %s found not nothing: it failed', async (_, ended) => {
  const jobs = { begin: () => JOB, ended: async () => ended } as unknown as Desk['jobs'];
  const input = { params: {}, query: {}, body: null, etag: '', lastEventId: '' };
  const examined = workspaceHandlers.examine(input, { jobs, by: 'anna' } as Desk);
  await expect(examined).rejects.toMatchObject({ code: 'interrupted' });
});
