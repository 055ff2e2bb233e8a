/** The web app over real HTTP: its files, its policy, the way in, and what a cookie may ask. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiHost } from '../api/handler.ts';
import { WITHOUT_JOBS } from '../api/testing.ts';
import { openAudit } from '../auditing/open-audit.ts';
import { type ServedIdentity, servedIdentity } from '../identity/served-identity.ts';
import { type Server, startServer } from '../server.ts';

let folder: string;
let server: Server;
let identity: ServedIdentity;
const host: Omit<ApiHost, 'audit'> = {
  ...WITHOUT_JOBS,
  reading: () => Promise.reject(new Error('nothing is read here')),
  writing: () => Promise.reject(new Error('nothing is written here')),
  writingBeside: () => Promise.reject(new Error('nothing is written here')),
  events: { receive: () => Promise.reject(new Error('nothing is received here')), close: async () => undefined },
  decisions: {
    decide: () => Promise.reject(new Error('nothing is decided here')),
    activate: () => Promise.reject(new Error('nothing is activated here')),
    close: async () => undefined,
  },
  schedule: null,
  identity: () => identity.open(),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-app-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<meta content="__NONCE__"><meta content="__ENVIRONMENT__">');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'sources.sha256'), 'secret of the build');
  identity = servedIdentity({ folder, now: Date.now }, 'http://127.0.0.1:0');
  const audited = { ...host, audit: openAudit({ folder, now: Date.now, env: {} }) };
  const api = { host: audited, key: 'k', version: '0.1.0', identity };
  server = await startServer({ port: 0, appFolder: folder, api });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(path, server.url), { redirect: 'manual', ...init });
const codeOfLink = async (): Promise<string> => new URL((await server.appLink())!).searchParams.get('code')!;
const enter = (code: string): Promise<Response> =>
  get('/api/v1/sign-in/link', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
const signIn = async (): Promise<string> => (await enter(await codeOfLink())).headers.get('set-cookie') ?? '';
const cookieOf = (header: string): string => header.split(';', 1)[0]!;

describe('files', () => {
  test('with a hash in their name are kept for ever', async () => {
    const answer = await get('/assets/main-1a2b.js');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
  });

  test('are those of the app and no others', async () => {
    for (const path of ['/sources.sha256', '/assets/gone.js', '/%2e%2e/package.json', '/../server.ts', '/report.csv']) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await get('/', { method: 'POST' })).status).toBe(404);
  });

  test('every other address is the page, which is not kept and has a nonce of its own', async () => {
    const [first, second] = [await get('/'), await get('/agents/winback/performance')];
    for (const answer of [first, second]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      expect(await answer.text()).toBe(`<meta content="${nonce}"><meta content="Sandbox">`);
    }
    expect(first.headers.get('content-security-policy')).not.toBe(second.headers.get('content-security-policy'));
  });
});

test.each([
  ['/app', '/'],
  ['/app/', '/'],
  ['/app/sign-in?code=abc', '/sign-in?code=abc'],
  ['/app/agents/winback/runs?day=2026-02-01', '/agents/winback/runs?day=2026-02-01'],
  ['/app//evil.example/x', '/evil.example/x'],
  ['/app/\\\\evil.example', '/evil.example'],
])('links from before the app moved still open: %s', async (before, now) => {
  const answer = await get(before);
  expect([answer.status, new URL(answer.headers.get('location')!, server.url).href]).toEqual([
    308,
    new URL(now, server.url).href,
  ]);
});

test('an address of the API that is not there is a problem and never the page', async () => {
  const answer = await get('/api/v1/nothing');
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toContain('problem+json');
});

describe('the way in', () => {
  test('is a code that works once and leaves a cookie that scripts and other sites never have', async () => {
    const code = await codeOfLink();
    const first = await enter(code);
    expect([first.status, await first.json()]).toEqual([200, { done: true }]);
    expect(first.headers.get('set-cookie')).toMatch(
      /^fitly_0\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const second = await enter(code);
    expect([second.status, second.headers.get('set-cookie')]).toEqual([401, null]);
  });

  test('is not used up by a look at its address', async () => {
    const link = (await server.appLink())!;
    for (const method of ['HEAD', 'GET']) await get(link, { method });
    expect((await enter(new URL(link).searchParams.get('code')!)).status).toBe(200);
  });

  test('opens the API for reading', async () => {
    const cookie = cookieOf(await signIn());
    expect((await get('/api/v1/kill-switch')).status).toBe(401);
    expect((await get('/api/v1/kill-switch', { headers: { cookie: `${cookie}x` } })).status).toBe(401);
    expect((await get('/api/v1/kill-switch', { headers: { cookie } })).status).toBe(200);
  });

  test.each([
    ['nothing but the cookie', {}],
    ['no origin', { 'x-fitly-page': '1' }],
    ['no header of its own', { origin: 'OWN' }],
    ['another origin', { origin: 'http://evil.example', 'x-fitly-page': '1' }],
    ['another port', { origin: 'http://127.0.0.1:1', 'x-fitly-page': '1' }],
  ])('a call that may change something is refused with %s', async (_words, given) => {
    const cookie = cookieOf(await signIn());
    const headers: Record<string, string> = { cookie, 'content-type': 'application/json', ...given };
    if (headers['origin'] === 'OWN') headers['origin'] = new URL(server.url).origin;
    const answer = await get('/api/v1/agents/winback/pause', { method: 'POST', headers, body: '{}' });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'foreign_origin']);
  });

  test('and is let through from a page of this origin', async () => {
    const { origin } = new URL(server.url);
    const headers = {
      cookie: cookieOf(await signIn()),
      origin,
      'x-fitly-page': '1',
      'content-type': 'application/json',
    };
    const answer = await get('/api/v1/agents/winback/pause', { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(500);
  });
});
