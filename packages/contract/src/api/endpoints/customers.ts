/** One customer at a time. External ids stand in bodies, which nothing logs, and never in an address. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { agentName, count, day, NOTHING, ofAgent } from '../shared.ts';

const customer = z
  .string()
  .min(1)
  .max(512)
  .meta({ description: 'External id, as in Braze; hashed at once and kept nowhere.' });
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const erased = z
  .object({
    groups: z.array(z.object({ agent: agentName, group: z.string() })),
    decisions: count.meta({ description: 'Receipts that were taken out of the logs.' }),
    partitions: count,
    filesRemoved: count,
  })
  .meta({ id: 'ErasedCustomer' });
const exampleErased = {
  groups: [{ agent: 'winback', group: 'agent' }],
  decisions: 5,
  partitions: 12,
  filesRemoved: 12,
};
const who = { customer: 'mtd-00042' };

export const customerEndpoints = {
  explainCustomer: endpoint({
    needs: 'look_up_customers',
    ...{ method: 'POST', path: '/agents/{agent}/explain', tag: 'Customers' },
    summary: 'say why a customer got what they got on a day, or nothing',
    ...{ params: ofAgent, query: NOTHING },
    body: z.strictObject({
      customer,
      day: day.optional().meta({ description: 'Default: the newest day with decisions.' }),
    }),
    answer: z
      .looseObject({
        agent: agentName,
        agentVersion: count,
        policyVersion: count,
        day,
        customerKey: z.string(),
        group: z.string().nullable(),
        outside: z.string().nullable(),
        idle: z.string().nullable(),
        lostTo: z.string().nullable(),
      })
      .meta({ id: 'ExplainedCustomer', description: 'The same object as `fitly explain --json`.' }),
    ...{ problems: ['agent_unknown', 'run_not_found', 'lake_file_damaged'], changes: false, etag: 'none' },
    example: {
      ...{ params: { agent: 'winback' }, body: who },
      answer: {
        ...{ agent: 'winback', agentVersion: 3, policyVersion: 41, day: '2026-02-01' },
        ...{ customerKey: '9c1f', group: 'agent', outside: null, idle: null, lostTo: null },
      },
    },
  }),
  exportCustomer: endpoint({
    needs: 'look_up_customers',
    ...{
      method: 'POST',
      path: '/customers/export',
      tag: 'Customers',
      summary: 'give everything that is stored about a customer',
    },
    ...{ params: NOTHING, query: NOTHING, body: z.strictObject({ customer }) },
    answer: z
      .object({
        customerKey: z.string(),
        erased: z.boolean(),
        tables: z.record(z.string(), z.array(z.record(z.string(), cell))),
      })
      .meta({ id: 'ExportOfCustomer' }),
    ...{ problems: ['lake_file_damaged'], changes: false, etag: 'none' },
    example: {
      body: who,
      answer: {
        customerKey: '9c1f',
        erased: false,
        tables: { enrolments: [{ agent: 'winback', group: 'agent', epoch: 1 }] },
      },
    },
  }),
  previewErase: endpoint({
    needs: 'erase_customers',
    ...{
      method: 'POST',
      path: '/customers/erase/preview',
      tag: 'Customers',
      summary: 'say what an erase would remove',
    },
    ...{ params: NOTHING, query: NOTHING, body: z.strictObject({ customer }), answer: erased },
    ...{ problems: [], changes: false, etag: 'none' },
    example: { body: who, answer: exampleErased },
  }),
  eraseCustomer: endpoint({
    needs: 'erase_customers',
    ...{
      method: 'POST',
      path: '/customers/erase',
      tag: 'Customers',
      summary: 'remove a customer everywhere, for good',
    },
    ...{ params: NOTHING, query: NOTHING, answer: erased },
    body: z.strictObject({
      customer,
      final: z.literal(true).meta({ description: 'Said by whoever knows that this is final.' }),
    }),
    ...{ problems: ['folder_in_use', 'lake_file_damaged'], changes: true, etag: 'none' },
    example: { body: { ...who, final: true }, answer: exampleErased },
  }),
};
