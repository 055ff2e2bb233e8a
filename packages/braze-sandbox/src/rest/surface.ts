/**
 * What every Braze endpoint shares: the order of checks (path 404, key 401, permission 403, content type 415, size 413,
 * JSON syntax 400, rate limit 429, then the endpoint's own), the headers, and the envelope of refusals.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VirtualClock } from '../state/clock.ts';
import { type Keys, type Permission, permissionsOf } from './keys.ts';
import { createBucket, EMPTY_HEADERS } from './rate-limit.ts';

/** Braze: 4 MB on every endpoint. */
const MAX_BODY_BYTES = 4_000_000;

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The permission names the path: `users.export.segment` is POST /users/export/segment. */
export type Endpoint = (
  permission: Permission,
  answer: (request: FastifyRequest, reply: FastifyReply) => unknown,
) => void;

/** Calls `register` with a function that adds endpoints, all under the shared checks. */
export function addSurface(
  server: FastifyInstance,
  { clock, keys }: { readonly clock: VirtualClock; readonly keys: Keys },
  register: (post: Endpoint) => void,
): void {
  const bucket = createBucket();
  server.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('x-request-id', randomUUID());
    });
    scope.addHook('onSend', async (_request, reply) => {
      reply.headers(reply.statusCode === 401 ? EMPTY_HEADERS : bucket.headers(clock.now()));
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, parseJson);
    scope.setErrorHandler(answerRefusal);
    register((permission, answer) => {
      scope.post(`/${permission.replaceAll('.', '/')}`, {
        onRequest: async (request) => admit(request, keys, permission),
        handler: (request, reply) => {
          if (!bucket.take(clock.now())) throw new Refusal(429, 'Rate limit exceeded');
          return answer(request, reply);
        },
      });
    });
  });
}

/** As unknown paths are answered, whatever the key. */
export const INVALID_URL = { message: 'Invalid URL' } as const;

function admit(request: FastifyRequest, keys: Keys, permission: Permission): void {
  const permissions = permissionsOf(request.headers.authorization, keys);
  if (permissions === null) throw new Refusal(401, 'Invalid API key');
  if (!permissions.includes(permission)) throw new Refusal(403, 'Access Denied');
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415, 'Unsupported Media Type');
}

function parseJson(
  _request: FastifyRequest,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  let body: unknown;
  try {
    body = JSON.parse(text.toString());
  } catch {
    done(new Refusal(400, 'Error while parsing request body. Please check your syntax.'));
    return;
  }
  done(null, body);
}

function answerRefusal(error: FastifyError | Refusal, _request: FastifyRequest, reply: FastifyReply): unknown {
  if (error instanceof Refusal) return reply.status(error.status).send({ message: error.message });
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return reply.status(413).send({ message: 'Payload Too Large' });
  // What is left of 4xx are malformed requests that the server itself refused.
  const status = error.statusCode ?? 500;
  return reply.status(status).send({ message: status < 500 ? 'Bad Request' : 'Internal Server Error' });
}
