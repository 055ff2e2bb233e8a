/**
 * A connection of kind `braze`, over real TLS: the first real send, and everything that keeps it from happening by accident. No packet leaves
 * this machine: a server with a certificate of a made-up authority stands in for the host that was asked for, and passes on to a sandbox.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import type { ConnectionOptions } from 'node:tls';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace } from '@fitly/service';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

const HOST = 'rest.fra-01.braze.eu';
const STORAGE = 'https://exports.example.com';
const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';
const CAMPAIGN = 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01';
const net = vi.hoisted(() => ({ port: 0, authority: '', connections: 0 }));

/** Where the name leads to, and which authority this machine trusts besides; all else is as TLS is. */
vi.mock('node:tls', async (original) => {
  const tls = await original<typeof import('node:tls')>();
  const connect = ({ host, ...options }: ConnectionOptions) => {
    if (host !== HOST) throw new Error(`${host} is no host of this test`);
    net.connections += 1;
    return tls.connect({ ...options, host: '127.0.0.1', port: net.port, ca: net.authority });
  };
  return { ...tls, connect };
});
vi.mock('node:dns/promises', async (original) => ({
  ...(await original<typeof import('node:dns/promises')>()),
  lookup: async () => [{ address: '93.184.216.34', family: 4 }],
}));

let sandbox: Sandbox;
let root: string;
let server: Server;
const folder = (): string => join(root, 'shop');
const fitly = (...args: string[]) =>
  callFitly([...args, '--folder', folder()], undefined, { FITLY_STATE_FOLDER: join(root, 'marks') });
const edit = async (change: (yaml: string) => string): Promise<void> => {
  const path = join(folder(), 'agents', 'winback.yaml');
  await writeFile(path, change(await readFile(path, 'utf8')));
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fitly-live-'));
  const texts = {
    subject: 'Hi',
    body: '{{api_trigger_properties.$\u007bsubject_line}}} {{api_trigger_properties.$\u007bdecision_id}}}',
  };
  sandbox = await startSandbox({
    ...{ port: 0, folder: null, seed: '1', planted: false, startAt: Date.now() },
    state: {
      version: 1,
      keys: [
        { key: 'a-test-key', permissions: 'all' },
        { key: 'a-narrow-key', permissions: ['users.export.segment', 'campaigns.trigger.send'] },
      ],
      users: Array.from({ length: 30 }, (_, i) => ({ external_id: `u${i}`, email: `u${i}@example.com` })),
      segments: [{ id: SEGMENT, name: 'Everybody', members: 'everyone', analytics_tracking_enabled: true }],
      campaigns: [{ id: CAMPAIGN, name: 'Winter', messages: [{ id: 'a', channel: 'email', content: texts }] }],
    },
  });
  net.authority = readFileSync(join(TLS, 'authority.pem'), 'utf8');
  server = await startTls('fra-01');
  await createWorkspace({ folder: folder(), sandboxUrl: sandbox.url, sandboxKey: 'a-test-key', env: {} });
  const connections = `connections:\n  braze:\n    kind: braze\n    url: https://${HOST}\n    keyFile: secrets/braze.key\n`;
  await writeFile(join(folder(), 'fitly.yaml'), connections);
  await writeFile(join(folder(), 'secrets', 'braze.key'), 'a-test-key');
  await fitly('agent', 'new', 'winback');
  await edit((yaml) =>
    yaml
      .replace('connection: sandbox', 'connection: braze')
      .replace('runAt: "06:00"', 'runAt: "00:00"')
      .replace('every: 7 days', 'every: 1 day')
      .replace(/ {2}- id: send_hour\n.*\n.*\n.*\n/, '')
      .replace(/(placeholders: .*)/, '$1\n  readBack: false'),
  );
  vi.stubGlobal('fetch', downloadFrom(globalThis.fetch));
}, 60_000);
afterAll(async () => {
  vi.unstubAllGlobals();
  server.close();
  await sandbox.close();
  rmSync(root, { recursive: true });
});

const TLS = join(import.meta.dirname, '..', 'fixtures', 'tls');

/** A server with the certificate of a host, by an authority that is trusted in this test alone. */
async function startTls(host: string): Promise<Server> {
  const certificate = { key: readFileSync(join(TLS, 'server.key')), cert: readFileSync(join(TLS, `${host}.pem`)) };
  const started = createServer(certificate, (incoming, outgoing) => {
    const { host: _host, ...headers } = incoming.headers;
    const to = `${sandbox.url}${incoming.url}`;
    const onward = request(to, { method: incoming.method ?? 'GET', headers }, async (answer) => {
      // Exports lie elsewhere, as Braze's do.
      const body = (await text(answer)).replaceAll(sandbox.url, STORAGE);
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...length }).end(body);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  net.port = (started.address() as AddressInfo).port;
  return started;
}

/** The storage of exports: that of the sandbox, whose clock is moved on until the file is there. */
const downloadFrom =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  (url, options) => {
    sandbox.clock.advanceTo(sandbox.clock.now() + 600_000);
    return fetch(String(url).replace(STORAGE, sandbox.url), options);
  };

test('an agent may be started, and nothing of it leaves before a person has said so', async () => {
  expect(await fitly('agent', 'start', 'winback')).toMatchObject({
    code: 0,
    out: expect.stringContaining('a real Braze workspace'),
  });
  net.connections = 0;
  const { code, err } = await fitly('run', 'winback');
  expect([code, err]).toEqual([3, expect.stringContaining('[not_live]')]);
  expect(err).toContain('fitly agent live winback');
  expect(net.connections).toBe(0);
});

test('a dry run shows what would leave, and sends nothing', async () => {
  const { code, out } = await fitly('run', 'winback', '--dry-run');
  expect([code, out]).toEqual([0, expect.stringContaining('winback')]);
  expect(sandbox.journal()).toEqual([]);
});

test('what a person has not confirmed, or what is not active yet, keeps it from going live', async () => {
  const open = await fitly('agent', 'live', 'winback', '--yes');
  expect([open.code, open.err]).toEqual([6, expect.stringContaining('re_eligibility')]);
  for (const what of ['re_eligibility', 'no_control_group'])
    await fitly('preflight', 'winback', '--attest', what, '--by', 'ann');
  await edit((yaml) => yaml.replace('- id: benefit\n', '- id: benefit\n        tags: [kind]\n'));
  const inactive = await fitly('agent', 'live', 'winback', '--yes');
  expect([inactive.code, inactive.err]).toEqual([3, expect.stringContaining('[sandbox_only]')]);
  expect(inactive.err).toContain('dimensions[0].options[0].tags');
  await edit((yaml) => yaml.replace('        tags: [kind]\n', ''));
  expect((await fitly('agent', 'live', 'winback')).err).toContain('was not said');
  expect((await fitly('run', 'winback')).err).toContain('[not_live]');
});

test('a certificate of another name gets no byte of a request, even where the environment tells Node to take any', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const { port } = net;
  const wrong = await startTls('fra-02');
  const { code, err } = await fitly('braze', 'segments');
  expect([code, err]).toEqual([4, expect.stringContaining('its certificate is not trusted')]);
  vi.unstubAllEnvs();
  wrong.close();
  net.port = port;
});

test('what the key may not look at keeps it from going live, unless somebody has looked', async () => {
  const keyFile = join(folder(), 'secrets', 'braze.key');
  await writeFile(keyFile, 'a-narrow-key');
  const blind = await fitly('agent', 'live', 'winback', '--yes');
  expect([blind.code, blind.err]).toEqual([6, expect.stringContaining('the key may not look at')]);
  expect(blind.err).toContain('fitly agent live winback --looked');
  const seen = await fitly('agent', 'live', 'winback', '--yes', '--looked');
  expect([seen.code, seen.err, seen.out]).toEqual([0, '', expect.stringContaining('Live.')]);
  await writeFile(keyFile, 'a-test-key');
});

test('live, it sends over TLS to the name of the connection, once', async () => {
  const live = await fitly('agent', 'live', 'winback', '--yes', '--by', 'ann');
  expect([live.code, live.out]).toEqual([0, expect.stringContaining(`through https://${HOST}`)]);
  const { code, err } = await fitly('run', 'winback');
  expect([code, err]).toEqual([0, '']);
  const sent = sandbox.journal().flatMap(({ recipients }) => recipients.map(({ externalId }) => externalId));
  expect(sent.length).toBeGreaterThan(10);
  expect(new Set(sent).size).toBe(sent.length);
});

test('other campaigns, another audience and another key are other questions', async () => {
  const sent = sandbox.journal().length;
  const keyFile = join(folder(), 'secrets', 'braze.key');
  const refused = expect.stringMatching(
    /ann has said .* another connection or key, other campaigns or another audience/,
  );
  const runAfter = async (from: string, to: string) => {
    await edit((yaml) => yaml.replaceAll(from, to));
    const { code, err } = await fitly('run', 'winback');
    await edit((yaml) => yaml.replaceAll(to, from));
    return [code, err];
  };
  expect(await runAfter(CAMPAIGN, 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02')).toEqual([3, refused]);
  expect(await runAfter(SEGMENT, '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e11')).toEqual([3, refused]);
  await writeFile(keyFile, 'a-key-of-another-workspace');
  const { code, err } = await fitly('run', 'winback');
  expect([code, err]).toEqual([3, refused]);
  await writeFile(keyFile, 'a-test-key');
  expect(sandbox.journal()).toHaveLength(sent);
});

test('what was begun through another connection is not finished through this one', async () => {
  const sent = sandbox.journal().length;
  const began = (through: string): void => {
    const database = new DatabaseSync(join(folder(), 'state.db'));
    database.exec("delete from meta where key = 'left_as'; update runs set status = 'running'");
    const put = database.prepare(
      "update meta set value = substr(value, 1, 11) || ? where key = 'sent_through winback'",
    );
    put.run(through);
    database.close();
  };
  began('sandbox');
  const { code, err } = await fitly('run', 'winback');
  expect([code, err]).toEqual([3, expect.stringContaining('was begun through another connection or key')]);
  expect(sandbox.journal()).toHaveLength(sent);
});

test('a copied folder sends nothing', async () => {
  const sent = sandbox.journal().length;
  const copy = join(root, 'copy');
  cpSync(folder(), copy, { recursive: true });
  const run = ['run', 'winback', '--folder', copy];
  const copied = await callFitly(run, undefined, { FITLY_STATE_FOLDER: join(root, 'marks') });
  expect([copied.code, copied.err]).toEqual([4, expect.stringContaining('[instance_changed]')]);
  expect(sandbox.journal()).toHaveLength(sent);
});

test('the word is taken back: the next start of a run is refused, until somebody says it again', async () => {
  const sent = sandbox.journal().length;
  const revoked = await fitly('agent', 'live', 'winback', '--revoke', '--by', 'bob');
  expect([revoked.code, revoked.err]).toEqual([0, '']);
  expect(revoked.out).toMatch(/No longer live: winback .*\(ann had said it on /);
  net.connections = 0;
  const { code, err } = await fitly('run', 'winback');
  expect([code, err]).toEqual([3, expect.stringContaining('bob has taken back that winback may send')]);
  expect(net.connections).toBe(0);
  expect((await fitly('agent', 'live', 'winback', '--revoke')).err).toContain('[agent_state_invalid]');
  expect((await fitly('audit', '--json')).out).toContain('revokeLive');
  expect((await fitly('agent', 'live', 'winback', '--yes', '--by', 'ann')).code).toBe(0);
  expect(sandbox.journal()).toHaveLength(sent);
});
