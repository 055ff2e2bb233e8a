/** Puts the operations of the contract on a server: each request is validated, answered or told what is wrong with it. */
import {
  API_BASE,
  ENDPOINTS,
  type Endpoint,
  type Operation,
  openApiDocument,
  REQUEST_PROBLEMS,
  type Shape,
} from '@fitly/contract/api';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSignedIn } from '../web-app/session-cookie.ts';
import type { Sessions } from '../web-app/sessions.ts';
import { isKey } from './api-key.ts';
import type { ApiHost, Input } from './handler.ts';
import { HANDLERS } from './handlers/index.ts';
import { once } from './idempotency.ts';
import { problemOf, RequestProblem } from './problem-of.ts';

const MAX_BODY_BYTES = 1_000_000;
const PROBLEM = 'application/problem+json; charset=utf-8';

export interface MountedApi {
  readonly host: ApiHost;
  /** What a request must bring as its bearer token. */
  readonly key: string;
  readonly version: string;
}

/** With `sessions`, pages that have signed in may ask too. */
export async function mountApi(
  app: FastifyInstance,
  { host, key, version }: MountedApi,
  sessions: Sessions | null,
): Promise<void> {
  const document = openApiDocument(version);
  await app.register(
    async (api) => {
      api.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, asKnown(error)));
      api.setNotFoundHandler(sendNothingThere);
      api.addHook('onRequest', async (request) => {
        refuseForeign(request);
        if (isKey(request.headers.authorization, key)) return;
        if (sessions === null || !isSignedIn(request, sessions)) throw keyRefused(request);
      });
      api.addHook('onClose', () => host.events.close());
      api.get('/openapi.json', async () => document);
      for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
        api.route({
          method: endpoint.method,
          url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
          bodyLimit: MAX_BODY_BYTES,
          handler: (request, reply) => answer(name as Operation, endpoint, request, reply, host),
        });
      }
    },
    { prefix: API_BASE },
  );
}

async function answer(
  name: Operation,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  host: ApiHost,
): Promise<unknown> {
  const input: Input<Endpoint> = {
    params: part('path', endpoint.params, request.params),
    query: part('query', endpoint.query, request.query),
    body: endpoint.body === null ? null : part('body', endpoint.body, jsonOf(request)),
    etag: etagOf(endpoint, request),
  };
  const key = endpoint.changes ? headerOf(request, 'idempotency-key') : undefined;
  const keyed = key === undefined ? host : once(host, { key, asked: JSON.stringify([name, input]) });
  // The table has a handler for each operation that takes what its schemas give; this place knows no single one.
  const handler = HANDLERS[name] as (input: Input<Endpoint>, host: ApiHost) => Promise<unknown>;
  const answered = endpoint.answer.parse(await handler(input, keyed));
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

const keyRefused = ({ headers }: FastifyRequest): RequestProblem =>
  new RequestProblem(
    'key_refused',
    headers.authorization === undefined ? 'the request brings no key' : 'the key is not the one of this workspace',
    'send the header authorization: Bearer KEY, with the key that stands in secrets/api.key of the workspace',
  );

/** Browsers say where a request comes from; nothing but our own pages may ask. Programs say nothing. */
function refuseForeign({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const ownSite = site === undefined || site === 'same-origin' || site === 'none';
  const { origin, host = '' } = headers;
  if (ownSite && (origin === undefined || origin === `http://${host}`)) return;
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
  if (problem.code === 'folder_in_use') reply.header('retry-after', '5');
  return reply.code(problem.status).type(PROBLEM).send(JSON.stringify(problem));
}
