/** What the service runs, and what it will run next. */
import { STEPS } from '@fitly/core/terms';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, day, instant, NOTHING } from '../shared.ts';

const running = z
  .object({
    ...{ agent: z.string(), day },
    step: z.enum(STEPS).nullable(),
    progress: z.object({ done: count, total: count.nullable(), what: z.string() }).nullable(),
    since: instant.meta({ description: 'In real time.' }),
  })
  .meta({ id: 'RunningNow' });

export const scheduleEndpoints = {
  readSchedule: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/schedule', tag: 'Service', summary: 'read which run is under way and which come next' },
    ...{ params: NOTHING, query: NOTHING, body: null },
    answer: z
      .object({
        isServing: z.boolean().meta({ description: 'False where runs are started by hand: `fitly report --serve`.' }),
        running: running.nullable(),
        upcoming: z.array(
          z.object({
            ...{ agent: z.string(), day },
            at: instant.meta({ description: "By the clock of the agent's connection." }),
          }),
        ),
        failure: z
          .object({
            ...{ agent: z.string().nullable(), day: day.nullable(), code: z.string(), message: z.string() },
            next: z.string().nullable(),
          })
          .nullable()
          .meta({ description: 'The newest since the last run that was finished; it is tried again by itself.' }),
      })
      .meta({ id: 'Schedule' }),
    ...{ problems: [], changes: false, etag: 'none' },
    example: {
      answer: {
        isServing: true,
        running: {
          ...{ agent: 'winback', day: '2026-02-01', step: 'dispatch', since: '2026-02-01T06:00:00.000Z' },
          progress: { done: 12, total: 51, what: 'batches' },
        },
        upcoming: [{ agent: 'loyalty', day: '2026-02-01', at: '2026-02-01T07:30:00.000Z' }],
        failure: null,
      },
    },
  }),
};
