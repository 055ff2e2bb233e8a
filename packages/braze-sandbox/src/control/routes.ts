/** The control API under /sandbox/: state, clock, journal, faults, rate limits, Currents. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { advance } from '../create-workspace.ts';
import { createCurrents } from '../currents/currents.ts';
import { BUCKET_NAMES } from '../limits/buckets.ts';
import { DIALECTS } from '../limits/headers.ts';
import { isObject, own } from '../rest/checks.ts';
import type { Journal } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { bad, isLocal, refuse } from './local.ts';
import { CLOCK_FORM, readClock } from './read-clock.ts';
import { FAULTS_FORM, readFaults } from './read-faults.ts';
import { stateOf } from './state-of.ts';

export interface ControlDesk {
  readonly workspace: () => Workspace;
  /** Back to the beginning; false when the audience cannot be made anew. */
  readonly reset: () => boolean;
  /** Null for people other than Hillstrom's. */
  readonly planted: boolean | null;
}

export function addControl(server: FastifyInstance, desk: ControlDesk): void {
  server.register(
    async (scope) => {
      // What a web page of another origin may post without being asked first.
      scope.removeContentTypeParser('text/plain');
      scope.addHook('onRequest', async (request, reply) => (isLocal(request) ? undefined : refuse(reply)));
      scope.setErrorHandler(answerError);
      addState(scope, desk);
      addClock(scope, desk.workspace);
      addFaults(scope, desk.workspace);
      addLimits(scope, desk.workspace);
      addCurrents(scope, desk.workspace);
    },
    { prefix: '/sandbox' },
  );
}

/** In the same form as every other answer. */
function answerError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 415) return reply.status(415).send({ message: 'Expected content-type: application/json' });
  if (status < 500) return bad(reply, 'Expected a body of JSON');
  return reply.status(500).send({ message: error.message });
}

function addState(scope: FastifyInstance, { workspace, reset, planted }: ControlDesk): void {
  scope.get('/', async () => {
    const { people, clock, journal, catalogue, faults } = workspace();
    const segmentId = catalogue.segments.keys().next().value ?? null;
    const about = { customers: people.audience.size, planted, segmentId };
    return { ...about, clock: shown(clock.now()), ...counts(journal), faults: faults.armed() };
  });
  scope.get<{ Querystring: { user?: string } }>('/state', async (request) => stateOf(workspace(), request.query.user));
  scope.get<{ Querystring: { after?: string } }>('/journal', async (request, reply) => {
    const { after = '0' } = request.query;
    if (!/^\d{1,9}$/.test(after)) return bad(reply, 'Expected after: a whole number from 0 on, the seq of an entry');
    const { journal } = workspace();
    return { ...counts(journal), entries: journal.entries.slice(Number(after)) };
  });
  scope.post('/reset', async (_request, reply) => {
    if (reset()) return { clock: shown(workspace().clock.now()), ...counts(workspace().journal) };
    return reply.status(409).send({ message: 'This audience cannot be made anew: start the sandbox with a function' });
  });
}

function addClock(scope: FastifyInstance, workspace: () => Workspace): void {
  scope.get('/clock', async () => shown(workspace().clock.now()));
  scope.post('/clock', async (request, reply) => {
    const { clock } = workspace();
    const at = readClock(request.body, clock.now());
    if (at === null) return bad(reply, CLOCK_FORM);
    if (advance(workspace(), at)) return shown(clock.now());
    return reply.status(409).send({ message: 'The clock never moves back', ...shown(clock.now()) });
  });
}

function addFaults(scope: FastifyInstance, workspace: () => Workspace): void {
  scope.get('/faults', async () => ({ ...workspace().faults.armed(), struck: workspace().faults.struck() }));
  scope.post('/faults', async (request, reply) => {
    const read = readFaults(request.body);
    if ('unread' in read) return bad(reply, `${read.unread} cannot be read. ${FAULTS_FORM}`);
    const { faults } = workspace();
    faults.arm({ ...faults.armed(), ...read.faults });
    return faults.armed();
  });
}

function addLimits(scope: FastifyInstance, workspace: () => Workspace): void {
  scope.post('/exhaust', async (request, reply) => {
    const name = isObject(request.body) ? own(request.body, 'bucket') : undefined;
    const bucket = BUCKET_NAMES.find((known) => known === name);
    if (bucket === undefined) return bad(reply, `Expected {bucket: ${BUCKET_NAMES.join(' | ')}}`);
    const { buckets, clock } = workspace();
    buckets.exhaust(bucket, clock.now());
    return { bucket, ...buckets.level({ bucket }, clock.now()) };
  });
  scope.post('/dialect', async (request, reply) => {
    const name = isObject(request.body) ? own(request.body, 'dialect') : undefined;
    const dialect = DIALECTS.find((known) => known === name);
    if (dialect === undefined) return bad(reply, `Expected {dialect: ${DIALECTS.join(' | ')}}`);
    workspace().dialect = dialect;
    return { dialect };
  });
}

function addCurrents(scope: FastifyInstance, workspace: () => Workspace): void {
  const currents = createCurrents();
  scope.get('/currents', async () => ({ events: currents.events(workspace()) }));
  scope.post('/currents', async (request, reply) => {
    const folder = isObject(request.body) ? own(request.body, 'folder') : undefined;
    if (typeof folder !== 'string' || folder === '') return bad(reply, 'Expected {folder: where to write the files}');
    try {
      return { files: currents.write(workspace(), folder) };
    } catch (error) {
      return bad(reply, `${folder} cannot be written to: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

const shown = (at: number): { at: number; iso: string } => ({ at, iso: new Date(at).toISOString() });

const counts = ({ entries }: Journal): { sends: number; recipients: number } => ({
  sends: entries.length,
  recipients: entries.reduce((sum, entry) => sum + entry.recipients.length, 0),
});
