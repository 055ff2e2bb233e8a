/** Serves a workspace: the web app at `/`, and below `/api/v1` the API that it speaks. */
import { FitlyError } from '@fitly/core/errors';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { isApiAddress, type MountedApi, mountApi, sendNothingThere, sendProblem } from './api/mount-api.ts';
import { RequestProblem } from './api/problem-of.ts';
import { namesOf, type Reach, requireSafe, THIS_MACHINE } from './reach.ts';
import { mountApp } from './web-app/mount-app.ts';
import { signInLink } from './web-app/sign-in-link.ts';

export interface ServerOptions {
  /** 0 = any free one. */
  readonly port: number;
  readonly api: MountedApi;
  /** Folder of the built web app; null: the API alone. */
  readonly appFolder: string | null;
  /** Default: this machine alone. */
  readonly reach?: Reach;
}

export interface Server {
  /** With a slash at its end. */
  readonly url: string;
  /**
   * A link to the web app that signs the owner in, once; null where it is not served, and once an owner has a password.
   */
  appLink(): Promise<string | null>;
  close(): Promise<void>;
}

const ENVIRONMENT = 'Sandbox';
const PLAIN = 'text/plain; charset=utf-8';

/** Of all that is no page of the app, which has a policy of its own. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Throws `port_taken` when something else listens there, and `reach_refused`. */
export async function startServer({ port, api, appFolder, reach = THIS_MACHINE }: ServerOptions): Promise<Server> {
  await requireSafe(reach, appFolder === null ? null : api.identity.open);
  const names = namesOf(reach);
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    // Whose address counts when tries are counted: that of the browser, where a proxy of this machine says it.
    trustProxy: reach.publicUrl === null ? false : 'loopback',
    // An address that cannot be read: it reaches no route, so no hook either.
    frameworkErrors: (_error, request, reply) => sendMissing(request, reply.headers(SECURITY_HEADERS)),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header('cache-control', 'no-store');
    if (names.includes(request.hostname)) return undefined;
    return isApiAddress(request.url)
      ? sendProblem(reply, foreignName(names))
      : reply
          .code(421)
          .type(PLAIN)
          .send(`This service is asked by a foreign name; expected ${names.join(' or ')}.\n`);
  });
  await mountApi(app, api);
  const pageFor = appFolder === null ? null : await mountApp(app, { folder: appFolder, environment: ENVIRONMENT });
  app.setNotFoundHandler((request, reply) => {
    const page = isApiAddress(request.url) ? null : pageFor?.(request, reply);
    return page ?? sendMissing(request, reply);
  });
  try {
    const url = await app.listen({ host: reach.host, port });
    return {
      url: `${url}/`,
      appLink: async () => (appFolder === null ? null : ownerLink(reach.publicUrl ?? url, api)),
      close: () => app.close(),
    };
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new FitlyError('port_taken', `port ${port} of ${reach.host} is taken by another program`, {
      next: 'stop that program, or choose another port with --port (0 takes any free one)',
      cause: error,
    });
  }
}

async function ownerLink(url: string, { identity }: MountedApi): Promise<string | null> {
  const { signIn } = await identity.open();
  const owner = await signIn.firstOwner();
  return owner === null ? null : signInLink(url, await signIn.linkFor(owner));
}

const foreignName = (names: readonly string[]): RequestProblem =>
  new RequestProblem('host_unknown', `the API is asked by a foreign name; expected ${names.join(' or ')}`);

function sendMissing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isApiAddress(request.url)) return sendNothingThere(request, reply);
  return reply
    .code(404)
    .type(PLAIN)
    .send('There is nothing at this address. The web app is at /, the API at /api/v1.\n');
}
