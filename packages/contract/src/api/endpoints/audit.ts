/** Who did what, to what, and what became of it. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, instant, NOTHING, pageOf, pageQuery } from '../shared.ts';

const detail = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
  .nullable();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const entry = z
  .object({
    sequence: count.meta({ description: 'From 1, without gaps.' }),
    at: instant,
    who: z.string(),
    way: z.enum(['session', 'key', 'workspace_key', 'command', 'sign_in']).meta({ description: 'How they came in.' }),
    action: z.string().meta({ description: 'An operation, the same over the API and by command.' }),
    object: z.string().nullable().meta({ description: 'Customers stand here as a keyed hash of their own.' }),
    outcome: z.string().meta({ description: '`done`, or the code of the problem.' }),
    before: detail,
    after: detail,
    previous: hash.meta({ description: 'Hash of the entry before.' }),
    hash,
  })
  .meta({ id: 'AuditEntry' });

export const auditEndpoints = {
  listAudit: endpoint({
    needs: 'operate',
    ...{ method: 'GET', path: '/audit', tag: 'Service', summary: 'list who did what, newest first' },
    params: NOTHING,
    query: pageQuery.extend({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .meta({ description: '`next` of the answer before; without it, the first page.' }),
      who: z.string().min(1).max(200).optional().meta({ description: 'A part of the name.' }),
      action: z.string().min(1).max(100).optional(),
      since: instant.optional(),
    }),
    ...{ body: null, answer: pageOf(entry), problems: ['database_damaged'], changes: false, etag: 'none' },
    example: {
      query: { action: 'pauseAgent' },
      answer: {
        items: [
          {
            ...{ sequence: 7, at: '2026-02-01T06:00:00.000Z', who: 'Anna <anna@example.com>', way: 'session' },
            ...{ action: 'pauseAgent', object: 'agent winback', outcome: 'done' },
            ...{ before: { state: 'running' }, after: { state: 'paused' } },
            ...{ previous: '0'.repeat(64), hash: '1'.repeat(64) },
          },
        ],
        next: null,
      },
    },
  }),
};
