/** Puts the operations of the contract on a server: each request is validated, answered or told what is wrong with it. */
import {
  API_BASE,
  ENDPOINTS,
  type Endpoint,
  type Need,
  type Operation,
  openApiDocument,
  REQUEST_PROBLEMS,
  type Shape,
} from '@fitly/contract/api';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServedIdentity } from '../identity/served-identity.ts';
import type { Source } from '../serving/watch-run.ts';
import { type AuditTrail, auditTrails } from './audit-trail.ts';
import { type Caller, callerOf, isOwnOrigin, nameOf, requireAllowed } from './caller.ts';
import { eventStream } from './event-stream.ts';
import type { ApiHost, Desk, Input } from './handler.ts';
import { HANDLERS } from './handlers/index.ts';
import { once } from './idempotency.ts';
import { problemOf, RequestProblem } from './problem-of.ts';

const MAX_BODY_BYTES = 1_000_000;
const EVENT_STREAM = 'text/event-stream; charset=utf-8';
const PROBLEM = 'application/problem+json; charset=utf-8';

export interface MountedApi {
  readonly host: ApiHost;
  /** The key of the workspace itself, which opens everything. */
  readonly key: string;
  readonly version: string;
  readonly identity: ServedIdentity;
  /** Where browsers reach the service, when a proxy stands before it; null: by its own address. */
  readonly publicUrl?: string | null;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    needs?: Need;
    operation?: Operation;
  }
}

export async function mountApi(
  app: FastifyInstance,
  { host, key, version, identity, publicUrl = null }: MountedApi,
): Promise<void> {
  const document = openApiDocument(version);
  const callers = new WeakMap<FastifyRequest, Caller>();
  const trails = auditTrails(host.audit);
  await app.register(
    async (api) => {
      api.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, asKnown(error)));
      api.setNotFoundHandler(sendNothingThere);
      api.addHook('onRequest', async (request) => {
        refuseForeign(request, publicUrl);
        const caller = await callerOf(request, { key, identity, publicUrl });
        try {
          requireAllowed(caller, request.routeOptions.config.needs ?? 'look', request);
        } catch (error) {
          const { operation } = request.routeOptions.config;
          if (operation !== undefined && caller.kind !== 'nobody') {
            const asked = { operation, endpoint: ENDPOINTS[operation], caller, params: paramsOf(request) };
            trails.refused(asked, problemOf(error).code);
          }
          throw error;
        }
        callers.set(request, caller);
      });
      api.addHook('onClose', async () => {
        await host.jobs.close();
        await host.events.close();
        await host.decisions.close();
        await identity.close();
        host.audit.close();
      });
      api.get('/openapi.json', async () => document);
      for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
        const operation = name as Operation;
        api.route({
          method: endpoint.method,
          url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
          ...{ bodyLimit: MAX_BODY_BYTES, config: { needs: endpoint.needs, operation } },
          // The answer to a HEAD would be a stream that nobody reads, and that nobody's going ends.
          exposeHeadRoute: endpoint.streams !== true,
          handler: (request, reply) => {
            const caller = callers.get(request) ?? { kind: 'nobody' };
            const trail = trails.begin({ operation, endpoint, caller, params: paramsOf(request) });
            const desk = { ...deskFor(host, caller, request, reply), note: trail.note };
            return answer(operation, endpoint, request, reply, desk, trail);
          },
        });
      }
    },
    { prefix: API_BASE },
  );
}

const paramsOf = ({ params }: FastifyRequest) => params as Readonly<Record<string, unknown>>;

function deskFor(host: ApiHost, caller: Caller, request: FastifyRequest, reply: FastifyReply): Omit<Desk, 'note'> {
  const { cookie = '', origin } = request.headers;
  return {
    ...host,
    ...{ caller, by: nameOf(caller), browser: { headers: new Headers({ cookie }), address: request.ip } },
    origin: origin ?? `${request.protocol}://${request.host}`,
    keep({ value, cookies }) {
      if (cookies.length > 0) reply.header('set-cookie', cookies);
      return value;
    },
  };
}

async function answer(
  name: Operation,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  desk: Desk,
  trail: AuditTrail,
): Promise<unknown> {
  const input: Input<Endpoint> = {
    params: part('path', endpoint.params, request.params),
    query: part('query', endpoint.query, request.query),
    body: endpoint.body === null ? null : part('body', endpoint.body, jsonOf(request)),
    etag: etagOf(endpoint, request),
    lastEventId: endpoint.streams === true ? (headerOf(request, 'last-event-id') ?? '') : '',
  };
  const key = endpoint.changes ? headerOf(request, 'idempotency-key') : undefined;
  const keyed = key === undefined ? desk : once(desk, { key, asked: JSON.stringify([name, input, desk.by]) });
  // The table has a handler for each operation that takes what its schemas give; this place knows no single one.
  const handler = HANDLERS[name] as (input: Input<Endpoint>, desk: Desk) => Promise<unknown>;
  const given = await handler(input, keyed).catch((error: unknown) => {
    trail.end(problemOf(error).code);
    throw error;
  });
  if (endpoint.streams === true) {
    // Which one it is the table knows: its handler gives a source of such events.
    return (
      reply
        .type(EVENT_STREAM)
        // A proxy in front must not keep events back until there are many.
        .header('x-accel-buffering', 'no')
        .send(eventStream(given as Source<unknown>, (event) => endpoint.answer.parse(event)))
    );
  }
  const answered = endpoint.answer.parse(given);
  trail.end('done');
  if (endpoint.status !== undefined) reply.code(endpoint.status);
  if (endpoint.etag !== 'none') reply.header('etag', String(answered['etag']));
  return answered;
}

function part(where: string, schema: Shape, given: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: [where, ...path].join('.'), message }));
  throw new RequestProblem(
    'request_invalid',
    `the ${where} of the request has ${issues.length} mistake(s)`,
    'the issues say which; GET /api/v1/openapi.json describes every operation',
    issues,
  );
}

/** Only JSON, which a page of another origin cannot send without asking first. */
function jsonOf({ headers, body }: FastifyRequest): unknown {
  if (/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return body;
  throw new RequestProblem(
    'media_type_unknown',
    `the body came as ${headers['content-type'] ?? 'nothing in particular'}; expected application/json`,
    'send JSON with the header content-type: application/json',
  );
}

function etagOf({ etag }: Endpoint, request: FastifyRequest): string {
  const given = headerOf(request, 'if-match');
  if (etag !== 'required') return '';
  if (given !== undefined) return given;
  throw new RequestProblem(
    'etag_missing',
    'the request does not say which state of the file it is meant for',
    'read the file, and send its etag in the header If-Match',
  );
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length > 0 && value.length <= 200) return value;
  throw new RequestProblem('request_invalid', `the header ${name} must be one text of 1 to 200 characters`);
}

/** Browsers say where a request comes from; nothing but our own pages may ask. Programs say nothing. */
function refuseForeign({ headers }: FastifyRequest, publicUrl: string | null): void {
  const site = headers['sec-fetch-site'];
  const ownSite = site === undefined || site === 'same-origin' || site === 'none';
  const { origin, host = '' } = headers;
  if (ownSite && (origin === undefined || isOwnOrigin(origin, host, publicUrl))) return;
  throw new RequestProblem(
    'foreign_origin',
    `a page of ${origin ?? 'another site'} asked; only the pages of this service may`,
    'ask from a program, or from a page that this service serves',
  );
}

export const isApiAddress = (url: string): boolean => url.startsWith(`${API_BASE}/`);

export const sendNothingThere = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, nothingThere(request));

function nothingThere({ url, method }: FastifyRequest): RequestProblem {
  const path = url.split('?', 1)[0]!.slice(API_BASE.length);
  const methods = Object.values<Endpoint>(ENDPOINTS)
    .filter((each) => new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .map((each) => each.method);
  const next = 'GET /api/v1/openapi.json lists every operation';
  return methods.length === 0 || methods.some((each) => each === method)
    ? new RequestProblem('route_unknown', 'there is no operation at this address', next)
    : new RequestProblem('method_unknown', `this address knows ${methods.join(' and ')}, not ${method}`, next);
}

const BY_STATUS: ReadonlyMap<number, keyof typeof REQUEST_PROBLEMS> = new Map(
  (['request_invalid', 'body_too_large', 'media_type_unknown'] as const).map((code) => [
    REQUEST_PROBLEMS[code].status,
    code,
  ]),
);

/** What the server itself refuses (JSON that is none, a body that is too long) in the words of a problem. */
function asKnown(error: FastifyError): Error {
  const code =
    error.code?.startsWith('FST_') || error instanceof SyntaxError ? BY_STATUS.get(error.statusCode ?? 0) : undefined;
  return code === undefined ? error : new RequestProblem(code, error.message, null);
}

export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemOf(error);
  if (problem.code === 'folder_in_use' || problem.code === 'too_busy') reply.header('retry-after', '5');
  return reply.code(problem.status).type(PROBLEM).send(JSON.stringify(problem));
}
