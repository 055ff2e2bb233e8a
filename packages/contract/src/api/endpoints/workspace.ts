/** What fitly.yaml says, without anything secret: it is changed there, by whoever may write the folder. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, NOTHING } from '../shared.ts';

const share = z.number().min(0).max(1);
const connection = z
  .object({
    name: z.string(),
    kind: z.enum(['sandbox', 'braze']),
    url: z.string(),
    timeZone: z.string().meta({ description: "In which the days of Braze's statistics begin." }),
    hasKey: z.boolean().meta({ description: 'Whether its API key can be read. The key itself is never answered.' }),
    agents: z.array(z.string()).meta({ description: 'Whose files name it.' }),
  })
  .meta({ id: 'Connection' });

export const workspaceEndpoints = {
  listConnections: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/connections', tag: 'Service', summary: 'list where agents may send, never a key' },
    ...{ params: NOTHING, query: NOTHING, body: null, answer: z.object({ items: z.array(connection) }) },
    ...{ problems: ['agent_file_invalid'], changes: false, etag: 'none' },
    example: {
      answer: {
        items: [
          {
            ...{ name: 'main', kind: 'braze', url: 'https://rest.fra-01.braze.eu', timeZone: 'Europe/Berlin' },
            ...{ hasKey: true, agents: ['winback'] },
          },
        ],
      },
    },
  }),
  readSettings: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/settings', tag: 'Service', summary: 'read what holds for all agents of the workspace' },
    ...{ params: NOTHING, query: NOTHING, body: null },
    answer: z
      .object({
        holdout: share.meta({ description: 'Share of new customers to whom no agent ever sends.' }),
        missedDays: z.enum(['catch_up', 'skip']),
        arbitration: z
          .object({ floor: share, losses: count })
          .nullable()
          .meta({ description: 'Null: every agent decides for itself.' }),
      })
      .meta({ id: 'Settings' }),
    ...{ problems: ['agent_file_invalid'], changes: false, etag: 'none' },
    example: { answer: { holdout: 0.05, missedDays: 'catch_up', arbitration: { floor: 0.1, losses: 5 } } },
  }),
};
