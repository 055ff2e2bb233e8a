/** The web app below `/app/`: hashed files that never change, one page for every other address, and the way in. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const APP_BASE = '/app/';

export interface MountedApp {
  /** As it was built: `index.html` and `assets/`. */
  readonly folder: string;
  /** Where messages go, for the tag in the bar. */
  readonly environment: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const FOR_EVER = 'private, max-age=31536000, immutable';

/** The address that lets in whoever has the code. `origin` without a path. */
export const signInLink = (origin: string, code: string): string =>
  `${origin.replace(/\/$/, '')}${APP_BASE}sign-in?code=${code}`;

/** Throws what the system says when the folder cannot be read. */
export async function mountApp(app: FastifyInstance, { folder, environment }: MountedApp): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  const files = await publicFiles(folder);
  app.get('/app', (_request, reply) => reply.redirect(APP_BASE, 308));
  app.get<{ Params: { '*': string } }>(`${APP_BASE}*`, async (request, reply) => {
    const path = request.params['*'];
    const type = files.get(path);
    if (type !== undefined) {
      if (path.startsWith('assets/')) reply.header('cache-control', FOR_EVER);
      return reply.type(type).send(await readFile(join(folder, path)));
    }
    if (extname(path) !== '') return reply.callNotFound();
    return sendPage(reply, page, environment);
  });
}

/** Styles that scripts add carry the nonce of their page; nothing else that is inline is allowed. */
function sendPage(reply: FastifyReply, page: string, environment: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
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
