/** Serves the report page on this machine: one page, its data as JSON and CSV, its style and fonts. */
import { readFile } from 'node:fs/promises';
import { FitlyError } from '@fitly/core/errors';
import type { Report } from '@fitly/core/report';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { callerOf, requireAllowed } from './api/caller.ts';
import { isApiAddress, type MountedApi, mountApi, sendNothingThere, sendProblem } from './api/mount-api.ts';
import { RequestProblem } from './api/problem-of.ts';
import {
  keptReport,
  type LoadReport,
  PAGE_SECURITY_POLICY,
  type Progress,
  pageAssets,
  parsePageView,
  renderErrorPage,
  renderMissingPage,
  renderReportPage,
  reportCsv,
} from './page/index.ts';
import { isExposed, namesOf, type Reach, requireSafe, THIS_MACHINE } from './reach.ts';
import { mountApp, signInLink } from './web-app/mount-app.ts';

export interface ReportServerOptions {
  /** 0 = any free one. */
  readonly port: number;
  readonly loadReport: LoadReport;
  /** Names the state that the report is made from, the newest finished day say; without it every request loads anew. */
  readonly reportKey?: () => Promise<string>;
  readonly progress: () => Progress;
  /** Where it is given, the server answers the API beside the page. */
  readonly api?: MountedApi;
  /** Folder of the built web app; where it is given, the server has it below `/app/`. It needs the API. */
  readonly appFolder?: string | null;
  /** Default: this machine alone. */
  readonly reach?: Reach;
}

export interface ReportServer {
  readonly url: string;
  /**
   * A link to the web app that signs the owner in, once; null where it is not served, and once an owner has a password.
   */
  appLink(): Promise<string | null>;
  close(): Promise<void>;
}

const ENVIRONMENT = 'Sandbox';
const HTML = 'text/html; charset=utf-8';
const PLAIN = 'text/plain; charset=utf-8';

const SECURITY_HEADERS = {
  'content-security-policy': PAGE_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Throws `port_taken` when something else listens there, and `reach_refused`. */
export async function startReportServer(options: ReportServerOptions): Promise<ReportServer> {
  const { loadReport, reportKey, progress, api, appFolder = null, reach = THIS_MACHINE } = options;
  await requireSafe(reach, api === undefined || appFolder === null ? null : api.identity.open);
  const names = namesOf(reach);
  const load = reportKey === undefined ? loadReport : keptReport(loadReport, reportKey);
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    // Whose address counts when tries are counted: that of the browser, where a proxy of this machine says it.
    trustProxy: reach.publicUrl === null ? false : 'loopback',
    // An address that cannot be read: it reaches no route, so none of the API's hooks either.
    frameworkErrors: (_error, request, reply) =>
      isApiAddress(request.url) ? sendNothingThere(request, reply) : sendMissing(request, reply, progress()),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS).header('cache-control', 'no-store');
    if (!names.includes(request.hostname)) {
      if (isApiAddress(request.url)) return sendProblem(reply, foreignName(names));
      return reply
        .code(421)
        .type(PLAIN)
        .send(`This service is asked by a foreign name; expected ${names.join(' or ')}.\n`);
    }
    if (isExposed(reach) && api !== undefined && isOfReport(request)) return requireReader(request, reply, api);
  });
  app.get('/', async (request, reply) => {
    const report = await load();
    const view = parsePageView(request.query as Record<string, unknown>);
    return reply.type(HTML).send(renderReportPage({ report, progress: progress(), view, environment: ENVIRONMENT }));
  });
  app.get('/report.json', async (_request, reply) => reply.send(finished(await load())));
  app.get('/report.csv', async (_request, reply) =>
    reply.type('text/csv; charset=utf-8').send(reportCsv(finished(await load()))),
  );
  app.get('/assets/*', async (request, reply) => {
    const asset = pageAssets.get(new URL(request.url, 'http://page').pathname);
    if (asset === undefined) return reply.callNotFound();
    return reply
      .type(asset.type)
      .header('cache-control', 'private, max-age=300')
      .send(await readFile(asset.file));
  });
  if (api !== undefined) await mountApi(app, api);
  if (appFolder !== null && api !== undefined) {
    await mountApp(app, { folder: appFolder, environment: ENVIRONMENT });
  }
  app.setNotFoundHandler((request, reply) => sendMissing(request, reply, progress()));
  app.setErrorHandler((error, request, reply) => sendFailure(asFailure(error), request, reply, progress()));
  try {
    const url = await app.listen({ host: reach.host, port: options.port });
    return {
      url: `${url}/`,
      appLink: async () => (appFolder === null || api === undefined ? null : ownerLink(reach.publicUrl ?? url, api)),
      close: () => app.close(),
    };
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new FitlyError('port_taken', `port ${options.port} of ${reach.host} is taken by another program`, {
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

/** The report page and its data; the app and the API ask for themselves. */
const isOfReport = ({ url }: FastifyRequest): boolean =>
  ['/', '/report.json', '/report.csv'].includes(url.split('?', 1)[0]!);

async function requireReader(
  request: FastifyRequest,
  reply: FastifyReply,
  { key, identity, publicUrl = null }: MountedApi,
): Promise<FastifyReply | undefined> {
  try {
    requireAllowed(await callerOf(request, { key, identity, publicUrl }), 'look', request);
    return undefined;
  } catch (error) {
    if (wantsPage(request)) return reply.redirect('/app/sign-in', 303);
    return sendProblem(reply, error);
  }
}

const foreignName = (names: readonly string[]): RequestProblem =>
  new RequestProblem('host_unknown', `the API is asked by a foreign name; expected ${names.join(' or ')}`);

function finished(report: Report | null): Report {
  if (report !== null) return report;
  throw new FitlyError('run_not_found', 'no run is finished yet, so there is nothing to report', {
    next: 'wait for the first day to be finished, or play one: fitly demo, fitly run AGENT',
  });
}

function sendMissing(request: FastifyRequest, reply: FastifyReply, progress: Progress): FastifyReply {
  reply.code(404).headers(SECURITY_HEADERS);
  if (!wantsPage(request)) return reply.type(PLAIN).send('There is no such page; the report is at /.\n');
  return reply.type(HTML).send(renderMissingPage(noticeFor(request, progress)));
}

/** In the form that was asked for: a page, the same object as `--json` prints, or text in place of a CSV. */
function sendFailure(
  failure: FitlyError,
  request: FastifyRequest,
  reply: FastifyReply,
  progress: Progress,
): FastifyReply {
  const { code, message, next = null, issues, fields } = failure;
  reply.code(code === 'run_not_found' ? 404 : 500);
  const path = pathOf(request);
  if (path === '/report.csv') return reply.type(PLAIN).send(`${message}\n${next === null ? '' : `Next: ${next}\n`}`);
  if (path !== '/') return reply.send({ error: { code, message, next, issues, fields } });
  return reply.type(HTML).send(renderErrorPage(failure, noticeFor(request, progress)));
}

/** What is not expected keeps its words and loses its stack: the stack says nothing to the reader of a page. */
function asFailure(error: unknown): FitlyError {
  if (error instanceof FitlyError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new FitlyError('internal', `something broke that should not: ${words}`, {
    next: 'run fitly report in a terminal, which shows where it broke; nothing is lost, since what is committed stays',
    cause: error,
  });
}

const noticeFor = (request: FastifyRequest, progress: Progress) => ({
  progress,
  view: parsePageView((request.query ?? {}) as Record<string, unknown>),
  environment: ENVIRONMENT,
});
const wantsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false;
const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';
