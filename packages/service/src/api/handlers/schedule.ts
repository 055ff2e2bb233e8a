import type { Operation } from '@fitly/contract/api';
import type { Handlers } from '../handler.ts';
import { iso } from './iso.ts';

export const scheduleHandlers: Handlers<Extract<Operation, 'readSchedule'>> = {
  readSchedule: async (_input, { schedule, live }) => {
    const { running, upcoming, failure } = schedule?.() ?? live.state();
    return {
      isServing: schedule !== null,
      running:
        running === null
          ? null
          : {
              ...{ agent: String(running.agent), day: String(running.day), step: running.step },
              ...{ progress: running.progress, since: iso(running.sinceAt) },
            },
      upcoming: upcoming.map(({ agent, day, at }) => ({ agent: String(agent), day: String(day), at: iso(at) })),
      failure:
        failure === null
          ? null
          : {
              agent: failure.agent,
              day: failure.day,
              code: failure.code,
              message: failure.message,
              next: failure.next,
            },
    };
  },
};
