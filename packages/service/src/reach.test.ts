/** Who may come from other machines, and that they have to sign in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MountedApi } from './api/mount-api.ts';
import { WITHOUT_JOBS } from './api/testing.ts';
import { openAudit } from './auditing/open-audit.ts';
import { servedIdentity } from './identity/served-identity.ts';
import type { Reach } from './reach.ts';
import { type Server, startServer } from './server.ts';

const PUBLIC = 'https://fitly.example.com';
const BEHIND_PROXY: Reach = { host: '127.0.0.1', publicUrl: PUBLIC };

let folder: string;
let api: MountedApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-reach-'));
  await writeFile(join(folder, 'index.html'), 'the app');
  const identity = servedIdentity({ folder, now: Date.now }, PUBLIC);
  const nothing = () => Promise.reject(new Error('nothing is done here'));
  api = {
    ...{ key: 'k', version: '0.1.0', identity, publicUrl: PUBLIC },
    host: {
      ...WITHOUT_JOBS,
      ...{ reading: nothing, writing: nothing, writingBeside: nothing },
      ...{ schedule: null, identity: identity.open, audit: openAudit({ folder, now: Date.now, env: {} }) },
      events: { receive: nothing, close: async () => undefined },
      decisions: { decide: nothing, activate: nothing, close: async () => undefined },
    },
  };
});
afterAll(async () => {
  await api.identity.close();
  await rm(folder, { recursive: true });
});

const start = (reach: Reach): Promise<Server> => startServer({ port: 0, appFolder: folder, reach, api });

test.each([
  ['every address of this machine, without a public one', { host: '0.0.0.0', publicUrl: null }],
  ['a public address without TLS', { host: '127.0.0.1', publicUrl: 'http://fitly.example.com' }],
  ['a public address that is none', { host: '127.0.0.1', publicUrl: 'fitly' }],
  ['a public address below a path', { host: '127.0.0.1', publicUrl: 'https://example.com/fitly' }],
])('is refused: %s', async (_words, reach) => {
  await expect(start(reach)).rejects.toMatchObject({ code: 'reach_refused' });
});

test('is refused before an owner has a password, since the link would make anybody the owner', async () => {
  await expect(start(BEHIND_PROXY)).rejects.toThrow('has a password yet');
});

describe('behind a proxy that speaks TLS', () => {
  let server: Server;
  let cookie: string;
  beforeAll(async () => {
    const { signIn } = await api.identity.open();
    const owner = (await signIn.firstOwner())!;
    const { cookies } = (await signIn.redeem(await signIn.linkFor(owner), { headers: new Headers(), address: '::1' }))!;
    cookie = cookies[0]!;
    const headers = new Headers({ cookie: cookie.split(';', 1)[0]! });
    await signIn.setPassword({ current: null, next: 'seven sleepy otters' }, { headers, address: '::1' });
    server = await start(BEHIND_PROXY);
  });
  afterAll(() => server.close());

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(path, server.url), { headers, redirect: 'manual' });

  test('everybody signs in before anything is read', async () => {
    expect(await (await get('/')).text()).toBe('the app');
    for (const path of [
      '/api/v1/agents',
      '/api/v1/agents/winback/report',
      '/api/v1/schedule',
      '/api/v1/openapi.json',
    ]) {
      expect((await get(path)).status, path).toBe(401);
    }
    const signedIn = { cookie: cookie.split(';', 1)[0]! };
    expect((await get('/api/v1/account', signedIn)).status).toBe(200);
  });

  test('cookies travel over TLS alone, and no link is told any more', async () => {
    expect(cookie).toMatch(/^__Secure-fitly_https\.session_token=.*; HttpOnly; Secure; SameSite=Strict$/);
    expect(await server.appLink()).toBeNull();
  });

  test('pages of the public address may change things, and others may not', async () => {
    const out = (origin: string): Promise<Response> =>
      fetch(new URL('/api/v1/sign-in', server.url), {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody@example.com', password: 'nothing at all' }),
      });
    expect((await out(PUBLIC)).status).toBe(401);
    expect((await out('https://evil.example')).status).toBe(403);
  });
});
