/**
 * A connection of kind `braze`: what looks may lead to a real workspace, what sends asks for a person's word first (`live.test.ts`). No packet leaves this
 * machine: below the client, where TLS begins, a sandbox stands in for the host that was asked for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace } from '@fitly/service';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

const HOST = 'rest.fra-01.braze.eu';
const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';
const net = vi.hoisted(() => ({ sandboxPort: 0, asked: [] as string[] }));

vi.mock('node:tls', async (original) => ({
  ...(await original<typeof import('node:tls')>()),
  connect: ({ host, port, servername }: { host: string; port: number; servername: string }) => {
    net.asked.push(`${servername}:${port}`);
    if (host !== HOST) throw new Error(`${host} is no host of this test`);
    const socket = connectTcp(net.sandboxPort, '127.0.0.1');
    return socket.once('connect', () => socket.emit('secureConnect'));
  },
}));

let sandbox: Sandbox;
let folder: string;
const fitly = (...args: string[]) => callFitly([...args, '--folder', folder]);
const key = (text: string) => writeFile(join(folder, 'secrets', 'braze.key'), text);

beforeAll(async () => {
  const text = '{{api_trigger_properties.$\u007bsubject_line}}}{{api_trigger_properties.$\u007bbody}}}';
  const messages = [{ id: 'a', channel: 'email' as const, content: { subject: 'Hi', body: text } }];
  const state = {
    version: 1 as const,
    keys: [{ key: 'reader-key', permissions: 'all' as const }],
    users: [{ external_id: 'ada' }],
    segments: [{ id: SEGMENT, name: 'Everybody', members: 'everyone' as const, analytics_tracking_enabled: true }],
    campaigns: [{ id: 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01', name: 'Winter', messages }],
  };
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt: Date.now(), state });
  net.sandboxPort = Number(new URL(sandbox.url).port);
  folder = mkdtempSync(join(tmpdir(), 'real-workspace-'));
  await createWorkspace({ folder, sandboxUrl: sandbox.url, sandboxKey: 'reader-key', env: {} });
  const braze = `connections:\n  braze:\n    kind: braze\n    url: https://${HOST}\n    keyFile: secrets/braze.key\n`;
  await writeFile(join(folder, 'fitly.yaml'), braze);
  await fitly('agent', 'new', 'winback');
  const path = join(folder, 'agents', 'winback.yaml');
  const yaml = (await readFile(path, 'utf8'))
    .replace('connection: sandbox', 'connection: braze')
    .replace('placeholders: [subject_line]', 'placeholders: [subject_line, body]')
    .replaceAll('values: { subject_line: ', 'values: { body: "<p>", subject_line: ');
  await writeFile(path, yaml);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  net.asked = [];
  await key('reader-key');
});

test('lists are read from the host of fitly.yaml, over TLS to its own name', async () => {
  const { code, out } = await fitly('braze', 'segments', '--json');
  expect([code, JSON.parse(out).segments]).toMatchObject([0, [{ id: SEGMENT, name: 'Everybody', size: 1 }]]);
  expect(new Set(net.asked)).toEqual(new Set([`${HOST}:443`]));
});

test('the pre-flight looks at everything and sends nothing', async () => {
  const { code, out } = await fitly('preflight', 'winback', '--json');
  const { findings } = JSON.parse(out) as { findings: { check: string; state: string }[] };
  expect([code, findings.filter(({ state }) => state === 'failed')]).toEqual([0, []]);
  expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['permissions', 'target default']));
  expect(net.asked.length).toBeGreaterThan(4);
  expect(sandbox.journal()).toEqual([]);
});

test('a dry run of a push looks, and a push that nobody has agreed to writes nothing', async () => {
  const looked = await fitly('braze', 'templates', 'push', 'winback', '--dry-run');
  expect([looked.code, looked.out]).toEqual([0, expect.stringContaining('create     fitly/winback/benefit')]);
  await fitly('braze', 'templates', 'push', 'winback');
  expect(JSON.parse((await fitly('braze', 'templates', '--json')).out)).toEqual({ templates: [] });
});

test('fitly doctor says whether Braze answers and knows the key', async () => {
  const connection = async () => (await fitly('doctor')).out.split('\n').find((line) => line.includes('connection'));
  expect(await connection()).toContain('Braze answers and knows the key');
  await key('somebody-elses');
  expect(await connection()).toContain('Braze does not know this key');
});

test('an unknown key is told without being shown', async () => {
  await key('somebody-elses');
  const { code, out, err } = await fitly('braze', 'segments');
  expect([code, out + err]).toEqual([4, expect.not.stringContaining('somebody-elses')]);
});
