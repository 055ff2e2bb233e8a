/** The service itself. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { NOTHING } from '../shared.ts';

export const serviceEndpoints = {
  examine: endpoint({
    needs: 'operate',
    ...{
      method: 'GET',
      path: '/doctor',
      tag: 'Service',
      summary: 'check files, keys, database, lake, agents and connections',
    },
    ...{ params: NOTHING, query: NOTHING, body: null },
    answer: z
      .object({
        items: z.array(
          z.object({
            check: z.string(),
            state: z.enum(['ok', 'failed', 'skipped']),
            found: z.string(),
            next: z.string().nullable(),
          }),
        ),
      })
      .meta({ id: 'Findings' }),
    ...{ problems: ['too_busy'], changes: false, etag: 'none' },
    example: { answer: { items: [{ check: 'database', state: 'ok', found: 'opens, and is whole', next: null }] } },
  }),
};
