/** Events as they happen, for a feed whose format is `rest`. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, NOTHING } from '../shared.ts';

/** Of one call; more is refused with 413. */
export const MOST_EVENTS = 1_000;

const RESULTS = ['accepted', 'repeated', 'set_aside', 'not_counted'] as const;

const result = z
  .object({
    result: z.enum(RESULTS).meta({
      description:
        '`accepted`: on the disk of the service. `repeated`: this event is there already. `set_aside`: it cannot be used, and why. `not_counted`: no agent counts it, or the customer was erased; not kept.',
    }),
    reason: z.string().nullable().meta({ description: 'Of one that was set aside; null of all others.' }),
    shape: z.string().nullable().meta({ description: 'What the value at fault looks like, never what it is.' }),
  })
  .meta({ id: 'PostedEvent' });
const plain = (name: (typeof RESULTS)[number]) => ({ result: name, reason: null, shape: null });

export const eventEndpoints = {
  postEvents: endpoint({
    needs: 'send_events',
    ...{ method: 'POST', path: '/events', tag: 'Data', summary: 'bring events of a feed' },
    ...{ params: NOTHING, query: NOTHING },
    body: z.strictObject({
      feed: z.string().min(1).max(100).meta({ description: 'Name of a feed of fitly.yaml whose format is `rest`.' }),
      // One that is no object, or too many of them, are told apart from a body that cannot be understood.
      events: z.array(z.unknown()).meta({
        description: `Objects with the keys that the feed names under \`columns\`; at most ${MOST_EVENTS}. Other keys are not kept.`,
        maxItems: MOST_EVENTS,
      }),
    }),
    answer: z.object({
      feed: z.string(),
      ...{ accepted: count, repeated: count, setAside: count, notCounted: count },
      results: z.array(result).meta({ description: 'Of each event, in the order of the call.' }),
    }),
    ...{
      problems: ['feed_unknown', 'agent_file_invalid', 'disk_failed', 'folder_in_use'],
      changes: false,
      etag: 'none',
    },
    example: {
      body: {
        feed: 'shop_events',
        events: [
          { customer: 'mtd-00042', event: 'visit', at: '2026-02-01T09:30:00Z', id: 'v-17' },
          { customer: 'mtd-00043', event: 'visit', at: 'yesterday', id: 'v-18' },
        ],
      },
      answer: {
        ...{ feed: 'shop_events', accepted: 1, repeated: 0, setAside: 1, notCounted: 0 },
        results: [
          plain('accepted'),
          {
            result: 'set_aside',
            reason: '"at" is neither an ISO instant with a zone nor epoch milliseconds since 2000',
            shape: 'text of 9 characters',
          },
        ],
      },
    },
  }),
};
