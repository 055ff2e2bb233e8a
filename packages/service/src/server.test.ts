import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { MountedApi } from './api/mount-api.ts';
import { WITHOUT_JOBS } from './api/testing.ts';
import { openAudit } from './auditing/open-audit.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';

const nothing = () => Promise.reject(new Error('nothing is done here'));
const api: MountedApi = {
  ...{ key: 'k', version: '0.1.0', identity: { open: nothing, close: async () => undefined } },
  host: {
    ...WITHOUT_JOBS,
    ...{ reading: nothing, writing: nothing, writingBeside: nothing, identity: nothing },
    ...{ schedule: null, audit: openAudit({ folder: 'nowhere', now: Date.now, env: {} }) },
    events: { receive: nothing, close: async () => undefined },
    decisions: { decide: nothing, activate: nothing, close: async () => undefined },
  },
};
let server: Server;

async function start(options: Partial<ServerOptions> = {}): Promise<void> {
  server = await startServer({ port: 0, api, appFolder: null, ...options });
}
const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.url + path, init);
afterEach(() => server.close());

const ADDRESSES = [
  '',
  'report.json',
  'report.csv',
  'assets/page.css',
  'nothing',
  '%E0%A4%A',
  'api/v1/agents',
  'api/v1/%E0',
];

test('every answer carries the security headers and is not kept, whatever was asked for', async () => {
  await start();
  for (const path of ADDRESSES) {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect(headers.get('content-type'), path).not.toBeNull();
  }
  expect((await get('api/v1/agents')).headers.get('cache-control')).toBe('no-store');
});

test('a foreign name that points to this machine is refused', async () => {
  await start();
  const statusFor = (host: string, path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest(server.url + path, { headers: { host } }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
  const { port } = new URL(server.url);
  expect(await statusFor(`evil.example:${port}`, '')).toBe(421);
  expect(await statusFor(`evil.example:${port}`, 'api/v1/openapi.json')).toBe(421);
  expect(await statusFor(`localhost:${port}`, 'api/v1/openapi.json')).toBe(401);
});

describe('without the app', () => {
  test('nothing but the API is there, and a line says so without a stack', async () => {
    await start();
    for (const path of ['', 'nothing', 'report.json', 'report.csv', '%E0%A4%A']) {
      const answer = await get(path);
      const text = await answer.text();
      expect(answer.status, path).toBe(404);
      expect(text).toBe('There is nothing at this address. The web app is at /, the API at /api/v1.\n');
    }
    expect((await get('', { method: 'POST' })).status).toBe(404);
    expect(await server.appLink()).toBeNull();
  });

  test('and it answers in problems, also for an address that cannot be read', async () => {
    await start();
    const answer = await get('api/v1/%E0%A4%A');
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'route_unknown']);
  });
});

test('a port that is taken is said with the flag that helps', async () => {
  await start();
  const port = Number(new URL(server.url).port);
  await expect(startServer({ port, api, appFolder: null })).rejects.toMatchObject({
    ...{ code: 'port_taken', next: expect.stringContaining('--port') },
  });
});
