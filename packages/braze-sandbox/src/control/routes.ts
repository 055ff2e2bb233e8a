/**
 * The control API under /sandbox/: clock, journal, faults. It has no key, so it answers this machine only, also when the
 * server listens elsewhere, and only under a name of this machine, so that no web page can reach it by another name.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EXPORT_FAULTS, type FaultSwitch, SEND_FAULTS } from '../faults.ts';
import { isObject, own } from '../rest/checks.ts';
import type { VirtualClock } from '../state/clock.ts';
import type { Journal } from '../state/journal.ts';
import { readFaults } from './read-faults.ts';

export interface ControlDesk {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: FaultSwitch;
  /** Facts for the summary. */
  readonly about: Readonly<Record<string, unknown>>;
}

export function addControl(server: FastifyInstance, { clock, journal, faults, about }: ControlDesk): void {
  server.register(
    async (scope) => {
      // What a web page of another origin may post without being asked first.
      scope.removeContentTypeParser('text/plain');
      scope.addHook('onRequest', async (request, reply) => (isLocal(request) ? undefined : refuse(reply)));
      scope.get('/', async () => ({ ...about, clock: shown(clock), ...counts(journal), faults: faults.armed() }));
      scope.get('/clock', async () => shown(clock));
      scope.post('/clock', async (request, reply) => {
        const at = instantOf(request.body);
        if (at === null) return bad(reply, 'at must be an instant: epoch milliseconds or ISO 8601 with an offset');
        if (!clock.advanceTo(at))
          return reply.status(409).send({ message: 'The clock never moves back', ...shown(clock) });
        return shown(clock);
      });
      scope.get<{ Querystring: { after?: string } }>('/journal', async (request) => {
        const after = Number(request.query.after ?? 0);
        return { ...counts(journal), entries: journal.entries.slice(Number.isInteger(after) && after > 0 ? after : 0) };
      });
      scope.get('/faults', async () => faults.armed());
      scope.post('/faults', async (request, reply) => {
        const read = readFaults(request.body);
        if (read === null) {
          const kinds = `export: ${EXPORT_FAULTS.join(' | ')} | null, send: {kind: ${SEND_FAULTS.join(' | ')}, times: 1…} | null`;
          return bad(reply, `Expected {${kinds}}`);
        }
        faults.arm({ ...faults.armed(), ...read });
        return faults.armed();
      });
    },
    { prefix: '/sandbox' },
  );
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOCAL_NAME = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/;

export const isLocal = (request: FastifyRequest): boolean =>
  LOOPBACK.test(request.socket.remoteAddress ?? '') && LOCAL_NAME.test(request.headers.host ?? '');

export const refuse = (reply: FastifyReply): FastifyReply =>
  reply.status(403).send({ message: 'The sandbox is controlled from its own machine only' });

const bad = (reply: FastifyReply, message: string): FastifyReply => reply.status(400).send({ message });

const shown = (clock: VirtualClock): { at: number; iso: string } => ({
  at: clock.now(),
  iso: new Date(clock.now()).toISOString(),
});

const counts = ({ entries }: Journal): { sends: number; recipients: number } => ({
  sends: entries.length,
  recipients: entries.reduce((sum, entry) => sum + entry.recipients.length, 0),
});

/** The last instant that a date can hold (ECMA-262, time values). */
const LAST_INSTANT = 8.64e15;

function instantOf(body: unknown): number | null {
  const at = isObject(body) ? own(body, 'at') : undefined;
  const ms = typeof at === 'string' && /(Z|[+-]\d\d:\d\d)$/.test(at) ? Date.parse(at) : at;
  return typeof ms === 'number' && Number.isInteger(ms) && Math.abs(ms) <= LAST_INSTANT ? ms : null;
}
