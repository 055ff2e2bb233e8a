/** Of hosts for tests that ask for no job. */
import { liveRuns } from '../serving/live-runs.ts';
import type { ApiHost } from './handler.ts';

const never = (): never => {
  throw new Error('no job is asked for');
};

export const WITHOUT_JOBS: Pick<ApiHost, 'served' | 'live' | 'jobs'> = {
  served: { folder: 'nowhere', now: () => 0, env: {} },
  live: liveRuns(() => 0),
  jobs: {
    begin: never,
    run: never,
    list: () => [],
    find: () => null,
    ended: never,
    cancel: never,
    close: async () => {},
  },
};
