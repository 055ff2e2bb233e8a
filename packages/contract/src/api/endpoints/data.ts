/** Data on its way in: feeds, what was set aside, and where an agent's success comes from. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, day, instant, NOTHING, ofAgent, pageOf, pageQuery } from '../shared.ts';

const reasons = z.record(z.string(), count).meta({ description: 'Reason → rows.' });
const feed = z
  .object({
    name: z.string(),
    kind: z.enum(['events', 'snapshot']),
    format: z.string(),
    required: z.boolean().meta({ description: 'A run waits for it.' }),
    takenAt: instant.nullable(),
    rows: count,
    posted: count.nullable().meta({ description: 'Posted events that the next run takes in; null: not by REST.' }),
    duplicates: count,
    setAside: reasons,
    suspected: count.meta({ description: 'Values that look personal: set aside.' }),
    newestAt: instant.nullable(),
    newestDay: day.nullable(),
    doubts: z.array(z.string()),
    agents: z.array(z.string()),
  })
  .meta({ id: 'Feed' });

const entry = z
  .object({
    name: z.string(),
    file: z.string().meta({ description: 'Name of the file that was imported.' }),
    at: instant,
    setAside: count,
    reasons,
  })
  .meta({ id: 'QuarantineEntry' });

const source = z
  .object({
    event: z.string(),
    source: z.string(),
    fromDay: day.nullable().meta({ description: 'First day whose run takes from there; null: from the first on.' }),
    feedsMayTakeOver: z.boolean(),
  })
  .meta({ id: 'EventSource' });
const exampleSource = { event: 'Order', source: 'exports', fromDay: null, feedsMayTakeOver: true };
const winback = { agent: 'winback' };

export const dataEndpoints = {
  listFeeds: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/feeds', tag: 'Data', summary: 'list the feeds and what has come of each' },
    ...{ params: NOTHING, query: NOTHING, body: null, answer: z.object({ items: z.array(feed) }) },
    ...{ problems: [], changes: false, etag: 'none' },
    example: {
      answer: {
        items: [
          {
            ...{ name: 'orders', kind: 'events', format: 'csv', required: true, takenAt: '2026-02-01T06:00:01.000Z' },
            ...{ rows: 6120, posted: null, duplicates: 3, setAside: { not_a_number: 2 }, suspected: 0 },
            ...{ newestAt: '2026-01-31T22:14:07.000Z', newestDay: null, doubts: [], agents: ['winback'] },
          },
        ],
      },
    },
  }),
  listQuarantine: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/quarantine', tag: 'Data', summary: 'list the files of which rows were set aside' },
    ...{ params: NOTHING, query: pageQuery, body: null, answer: pageOf(entry) },
    ...{ problems: [], changes: false, etag: 'none' },
    example: {
      answer: {
        items: [
          {
            ...{ name: '4b1f0c5d2a7e9c30', file: 'orders.csv', at: '2026-02-01T06:00:01.000Z' },
            ...{ setAside: 2, reasons: { not_a_number: 2 } },
          },
        ],
        next: null,
      },
    },
  }),
  readEventSource: endpoint({
    needs: 'look',
    ...{
      method: 'GET',
      path: '/agents/{agent}/source',
      tag: 'Data',
      summary: 'say from where an agent takes its success event',
    },
    ...{ params: ofAgent, query: NOTHING, body: null, answer: source },
    ...{ problems: ['agent_unknown', 'agent_file_invalid'], changes: false, etag: 'none' },
    example: { params: winback, answer: exampleSource },
  }),
  changeEventSource: endpoint({
    needs: 'operate',
    ...{
      method: 'POST',
      path: '/agents/{agent}/source',
      tag: 'Data',
      summary: 'go back from feeds to exports, or on to feeds again',
    },
    ...{ params: ofAgent, query: NOTHING, body: z.strictObject({ use: z.enum(['exports', 'feeds']) }), answer: source },
    ...{
      problems: ['agent_unknown', 'agent_file_invalid', 'event_source_fixed', 'folder_in_use'],
      changes: true,
      etag: 'none',
    },
    example: { params: winback, body: { use: 'exports' }, answer: exampleSource },
  }),
};
