/** What requests leave in the audit log, over real HTTP. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Client, createClient, PAGE_HEADER } from '@fitly/contract/api';
import { EXIT } from '@fitly/core/errors';
import { forkJob } from '@fitly/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { type ServedWorkspace, serveApi } from '../support/serve-api.ts';

let folder: string;
let server: ServedWorkspace;
let client: Client;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-audit-api-'));
  await callFitly(['init', '--folder', folder]);
  await callFitly(['agent', 'new', 'winback', '--folder', folder]);
  server = await serveApi(folder);
  client = createClient({ baseUrl: server.url, key: server.key });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const newest = async (limit: number) => (await client.listAudit({ query: { limit: String(limit) } })).items;
const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(`/api/v1${path}`, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

it('a change with what was before and after, a look at a customer by their key, and what failed', async () => {
  const { key } = await client.createKey({ body: { name: 'shop', permissions: ['look'] } });
  await client.revokeKey({ params: { key: key.id } });
  const params = { agent: 'winback' };
  const { etag, yaml } = await client.readAgent({ params });
  const written = await client.writeAgent({ params, etag, body: { yaml: `${yaml}\n# a word\n` } });
  const { customerKey } = await client.exportCustomer({ body: { customer: 'mtd-00042' } });
  const object = expect.stringMatching(/^customer [0-9a-f]{32}$/);
  await client.pauseAgent({ params, body: { note: null } }).catch(() => null);
  await client.checkAgent({ params, body: { yaml } });
  const by = { who: 'api', way: 'workspace_key' };
  expect(await newest(5)).toMatchObject([
    { ...by, action: 'pauseAgent', object: 'agent winback', outcome: 'agent_state_invalid', before: null },
    { ...by, action: 'exportCustomer', object, outcome: 'done' },
    { ...by, action: 'writeAgent', before: { etag }, after: { etag: written.etag } },
    { ...by, action: 'revokeKey', object: 'key shop', before: { prefix: key.prefix, permissions: ['look'] } },
    { ...by, action: 'createKey', object: 'key shop', after: { permissions: ['look'], expiresAt: null } },
  ]);
  expect(JSON.stringify(await newest(5))).not.toContain(customerKey);
});

it('signing in, what a role refuses, and failures by their number', async () => {
  const anna = { name: 'Anna', email: 'anna@example.com', role: 'viewer' } as const;
  const { person, link } = await client.invitePerson({ body: anna });
  const code = new URL(link).searchParams.get('code');
  const entered = await post('/sign-in/link', { code });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';', 1)[0]!;
  const page = { cookie, origin: server.url.slice(0, -1), [PAGE_HEADER]: '1' };
  expect((await post('/customers/export', { customer: 'mtd-00042' }, page)).status).toBe(403);
  expect((await fetch(new URL('/api/v1/audit', server.url), { headers: page })).status).toBe(403);
  const who = 'Anna <anna@example.com>';
  await client.changePerson({ params: { person: person.id }, body: { role: 'marketer' } });
  expect(await newest(5)).toMatchObject([
    ...[{ action: 'changePerson', before: { role: 'viewer' }, after: { role: 'marketer', disabled: false } }],
    ...[{ who, way: 'session', action: 'listAudit', outcome: 'permission_missing' }],
    ...[{ who, way: 'session', action: 'exportCustomer', outcome: 'permission_missing', object: null }],
    ...[{ who, way: 'sign_in', action: 'signInByLink', object: `person ${who}`, outcome: 'done' }],
    { action: 'invitePerson', object: `person ${who}`, after: { role: 'viewer' } },
  ]);
  for (let round = 0; round < 3; round += 1) await post('/sign-in', { email: 'my secret words', password: 'wrong' });
  await post('/sign-in', { email: anna.email, password: 'wrong' });
  const failed = { who: 'nobody', action: 'signIn', outcome: 'sign_in_failed' };
  expect(await newest(3)).toMatchObject([
    ...[{ ...failed, object: `person ${who}`, after: { failures: 1 } }],
    ...[{ ...failed, object: 'an unknown address', after: { failures: 2 } }],
    { ...failed, object: 'an unknown address', after: { failures: 1 } },
  ]);
});

it('is read page by page and by who, is whole, and holds no secret and no external id', async () => {
  const pages: number[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: Record<string, string> = { limit: '6', ...(cursor !== '' && { cursor }) };
    const { items, next } = await client.listAudit({ query });
    pages.push(items.map(({ sequence }) => sequence));
    cursor = next;
  }
  const total = pages.flat().length;
  expect(pages.flat()).toEqual(Array.from({ length: total }, (_, at) => total - at));
  expect(pages.length).toBeGreaterThan(1);
  const ofAnna = await client.listAudit({ query: { who: 'ANNA@', since: '2020-01-01T00:00:00.000Z' } });
  expect(new Set(ofAnna.items.map((each) => each.action))).toEqual(
    new Set(['signInByLink', 'exportCustomer', 'listAudit']),
  );
  expect(await callFitly(['audit', 'verify', '--folder', folder])).toMatchObject({ code: 0 });
  const csv = (await callFitly(['audit', 'export', '--format', 'csv', '--folder', folder])).out;
  expect(csv.trim().split('\n')).toHaveLength(total + 1);
  for (const name of ['audit.db', 'audit.db-wal']) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    for (const secret of ['mtd-00042', 'my secret words', 'wrong', server.key])
      expect(bytes.includes(secret), `${name}: ${secret}`).toBe(false);
  }
});

const PLAYED = { params: { agent: 'winback' }, body: { weeks: 4, worlds: 1, set: { customers: 200 } } };

it('a job has a process of its own, which tells what came of it', async () => {
  const service = await serveApi(folder, forkJob);
  try {
    const client = createClient({ baseUrl: service.url, key: service.key });
    const { id } = await client.simulateAgent(PLAYED);
    expect(await reached(client, id, ({ state }) => state !== 'running')).toMatchObject({
      ...{ kind: 'simulate', state: 'done', by: 'api', result: { agent: 'winback', weeks: 4, worlds: 1 } },
    });
  } finally {
    await service.close();
  }
});

it('one that loses the service ends in the middle of its work', async () => {
  let child: ChildProcess | null = null;
  const service = await serveApi(folder, (env) => {
    child = forkJob(env);
    return child;
  });
  try {
    const client = createClient({ baseUrl: service.url, key: service.key });
    const { id } = await client.simulateAgent({ ...PLAYED, body: { ...PLAYED.body, weeks: 8, worlds: 50 } });
    await reached(client, id, ({ progress, state }) => progress !== null || state !== 'running');
    const ended = once(child!, 'exit');
    child!.disconnect();
    expect(await ended).toEqual([EXIT.interrupted, null]);
    expect(await client.readJob({ params: { job: id } })).toMatchObject({ state: 'failed', result: null });
  } finally {
    await service.close();
  }
});

type Job = Awaited<ReturnType<Client['readJob']>>;

async function reached(client: Client, id: string, isThere: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await client.readJob({ params: { job: id } });
    if (isThere(job)) return job;
    await setTimeout(20);
  }
}
