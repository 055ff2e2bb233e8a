/**
 * What every Braze endpoint shares: the order of checks (path 404, key 401, permission 403, content type 415, size 413,
 * JSON syntax 400, rate limit 429, then the endpoint's own), the headers, and the envelope of refusals.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from '../faults/fault.ts';
import { cutWhileReading, perform } from '../faults/perform.ts';
import type { Ticket } from '../limits/buckets.ts';
import { EMPTY_HEADERS, rateHeaders } from '../limits/headers.ts';
import type { RequestLog } from '../state/request-log.ts';
import type { Workspace } from '../workspace.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { isTooDeep } from './json-depth.ts';
import type { KeyRing } from './keys.ts';
import { Refusal } from './refusal.ts';

/** Braze: 4 MB, where an endpoint says nothing else. */
const MAX_BODY_BYTES = 4_000_000;
/** So much of a refused body is read to its end, so that the client is done writing when the answer comes. */
const MAX_DRAINED_BYTES = 64_000_000;
const DEFAULT: readonly Ticket[] = [{ bucket: 'default' }];
export const INVALID_URL = { message: 'Invalid URL' } as const;

/** What the server keeps about a request while it is answered. */
interface Passing {
  tickets: readonly Ticket[];
  fault: Fault | null;
  /** Refused since a bucket is used up, or a fault says so: a 429 for another reason tells what is left. */
  isUsedUp: boolean;
}

export interface SurfaceParts {
  readonly keys: KeyRing;
  readonly log: RequestLog;
  /** The workspace as it is now, with everything done that was due. */
  readonly workspace: () => Workspace;
  readonly baseUrl: () => string;
}

export function addSurface(server: FastifyInstance, parts: SurfaceParts): void {
  const { keys, log, workspace } = parts;
  const passing = new WeakMap<FastifyRequest, Passing>();
  server.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      passing.set(request, { tickets: DEFAULT, fault: null, isUsedUp: false });
      reply.header('x-request-id', randomUUID());
    });
    scope.addHook('onSend', async (request, reply) => {
      const { tickets, isUsedUp } = passing.get(request) ?? { tickets: DEFAULT, isUsedUp: false };
      reply.headers(headersFor(tickets, reply.statusCode, workspace(), isUsedUp));
    });
    scope.addHook('onResponse', async (request, reply) => {
      log.add({ at: workspace().clock.now(), method: request.method, path: pathOf(request), status: reply.statusCode });
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, parseJson);
    scope.setErrorHandler(answerRefusal);
    for (const endpoint of ENDPOINTS) {
      scope.route({
        method: endpoint.method,
        url: endpoint.path,
        exposeHeadRoute: false,
        bodyLimit: endpoint.maxBodyBytes ?? MAX_BODY_BYTES,
        onRequest: async (request, reply) => {
          admit(request, keys, endpoint);
          const found = passing.get(request)!;
          if (endpoint.tickets !== undefined) found.tickets = endpoint.tickets(undefined);
          found.fault = workspace().faults.take(endpoint.path, endpoint.isSend === true);
          if (found.fault !== null && cutWhileReading(found.fault, request)) reply.hijack();
        },
        handler: (request, reply) => handle(request, reply, endpoint, passing.get(request)!, parts),
      });
    }
  });
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0]!;

/** Rate limits as every answer carries them; with a 401 they are empty. */
export function headersFor(
  tickets: readonly Ticket[],
  status: number,
  workspace: Workspace,
  isUsedUp = false,
): Record<string, string> {
  if (status === 401) return { ...EMPTY_HEADERS };
  const { buckets, clock, dialect } = workspace;
  const now = clock.now();
  const full = tickets.find((ticket) => buckets.level(ticket, now).remaining === 0);
  const shown = (isUsedUp ? full : undefined) ?? tickets[0]!;
  return { ...rateHeaders(buckets.level(shown, now), shown.bucket, dialect, isUsedUp, now) };
}

function admit(request: FastifyRequest, keys: KeyRing, { method, permission }: Endpoint): void {
  const permissions = keys.permissionsOf(request.headers.authorization);
  if (permissions === null) throw new Refusal(401, 'Invalid API key');
  if (!permissions.includes(permission)) throw new Refusal(403, 'Access Denied');
  const type = request.headers['content-type'] ?? '';
  if (method === 'POST' && !/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415, 'Unsupported Media Type');
}

async function handle(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  found: Passing,
  { workspace, baseUrl }: SurfaceParts,
): Promise<unknown> {
  const current = workspace();
  found.tickets = endpoint.tickets?.(request.body) ?? DEFAULT;
  const { fault } = found;
  const isFull = current.buckets.take(found.tickets, current.clock.now()) !== null;
  found.isUsedUp = isFull || (fault?.kind === 'status' && fault.status === 429);
  if (isFull) throw new Refusal(429, 'Rate limit exceeded');
  const run = (
    twist = {
      paused: fault?.kind === 'notice',
      reject: fault?.kind === 'errors' ? fault.count : 0,
      named: fault?.named === true,
    },
  ): Answer =>
    endpoint.answer({ body: request.body, query: request.query as Answer['body'], baseUrl: baseUrl(), twist }, current);
  if (fault !== null && fault.kind !== 'notice' && fault.kind !== 'errors') {
    const headers = (status: number): Record<string, string> =>
      headersFor(found.tickets, status, current, found.isUsedUp);
    return perform(fault, { run, reply, agenda: current.agenda, now: current.clock.now(), headers });
  }
  const { status, body } = run();
  return reply.status(status).send(body);
}

function parseJson(
  _request: FastifyRequest,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const body = bodyOf(text.toString());
  if (body === undefined) done(new Refusal(400, 'Error while parsing request body. Please check your syntax.'));
  else done(null, body);
}

/** Undefined = it cannot be read. */
function bodyOf(text: string): unknown {
  try {
    return isTooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function answerRefusal(
  error: FastifyError | Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  if (error instanceof Refusal) return reply.status(error.status).send({ message: error.message, ...error.more });
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    await drain(request);
    return reply.status(413).send({ message: 'Payload Too Large' });
  }
  // What is left of 4xx are malformed requests that the server itself refused.
  const status = error.statusCode ?? 500;
  return reply.status(status).send({ message: status < 500 ? 'Bad Request' : 'Internal Server Error' });
}

/** Reads what still comes, up to a limit; a client that breaks off is no matter. */
async function drain({ raw }: FastifyRequest): Promise<void> {
  let read = 0;
  try {
    for await (const chunk of raw) {
      read += (chunk as Buffer).length;
      if (read > MAX_DRAINED_BYTES) return;
    }
  } catch {
    return;
  }
}
