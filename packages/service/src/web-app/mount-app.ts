/** The web app: hashed files that never change, one page for every other address, and the way in. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface MountedApp {
  /** As it was built: `index.html` and `assets/`. */
  readonly folder: string;
  /** Where messages go, for the tag in the bar. */
  readonly environment: string;
}

/** Sends the page where the address may be one of the app's; null where it is none. */
export type PageFor = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const FOR_EVER = 'private, max-age=31536000, immutable';

/**
 * Which addresses are pages is known by the app alone: what it answers is for those that nobody else has. Throws what the system
 * says when the folder cannot be read.
 */
export async function mountApp(app: FastifyInstance, { folder, environment }: MountedApp): Promise<PageFor> {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  for (const [path, type] of await publicFiles(folder)) {
    app.get(`/${path}`, async (_request, reply) => {
      if (path.startsWith('assets/')) reply.header('cache-control', FOR_EVER);
      return reply.type(type).send(await readFile(join(folder, path)));
    });
  }
  // Where the app was until it moved: links that were printed or kept still open.
  app.get('/app', moved);
  app.get('/app/*', moved);
  return ({ method, url }, reply) => {
    const isPage = (method === 'GET' || method === 'HEAD') && extname(pathOf(url)) === '';
    return isPage ? sendPage(reply, page, environment) : null;
  };
}

/** One slash at its beginning: two would lead to another host. */
const moved = ({ url }: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.redirect(`/${url.slice('/app'.length).replace(/^[/\\]+/, '')}`, 308);

const pathOf = (url: string): string => url.split('?', 1)[0]!;

/** Styles that scripts add carry the nonce of their page; nothing else that is inline is allowed. */
function sendPage(reply: FastifyReply, page: string, environment: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .code(200)
    .header('content-security-policy', policyWith(nonce))
    .type('text/html; charset=utf-8')
    .send(page.replace('__NONCE__', nonce).replace('__ENVIRONMENT__', environment));
}

const policyWith = (nonce: string): string =>
  [
    ...["default-src 'none'", "script-src 'self'", "connect-src 'self'", `style-src 'self' 'nonce-${nonce}'`],
    ...["font-src 'self'", "img-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; ');

/** Path below the folder → content type. Nothing that is not listed is ever opened. */
async function publicFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries.flatMap((entry) => {
      const type = TYPES[extname(entry.name)];
      if (!entry.isFile() || type === undefined) return [];
      return [[relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'), type] as const];
    }),
  );
}
