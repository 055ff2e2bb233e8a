/** The table of uses in docs/reference/braze-client.md: every endpoint of the client stands there, and its commands call it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBraze, createSandboxClock } from '@fitly/braze';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace } from '@fitly/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';

const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';
const root = new URL('../../', import.meta.url);

interface Use {
  readonly endpoint: string;
  readonly by: string;
  readonly seenBy: string;
}

const page = await readFile(new URL('docs/reference/braze-client.md', root), 'utf8');
const uses: readonly Use[] = [...page.matchAll(/^\| (GET|POST) (\/\S+?)(, .+)? \| (.*?) \| ?(.*?) ?\|$/gm)].flatMap(
  ([, method, path = '', more = '', by = '', seenBy = '']) => {
    const parent = path.slice(0, path.lastIndexOf('/'));
    const others = more.split(', ').filter((word) => word !== '');
    return [path, ...others.map((word) => `${parent}/${word}`)].map((each) => ({
      endpoint: `${method} ${each}`,
      by,
      seenBy,
    }));
  },
);

let sandbox: Sandbox;
let recorder: Recorder;
let folder: string;

beforeAll(async () => {
  const text = (source: string) => `{{${source}.$\u007bsubject_line}}} {{${source}.$\u007bdecision_id}}}`;
  const mail = (id: string, source: string) => ({
    ...{ id, channel: 'email' as const },
    content: { subject: 'Hi', body: text(source) },
  });
  const state = {
    version: 1 as const,
    keys: [{ key: 'everything', permissions: 'all' as const }],
    users: [{ external_id: 'ada' }],
    segments: [{ id: SEGMENT, members: 'everyone' as const, analytics_tracking_enabled: true }],
    campaigns: [
      { id: 'triggered', messages: [mail('a', 'api_trigger_properties')] },
      { id: 'api', schedule_type: 'api_campaign' as const, messages: [{ id: 'b', channel: 'email' as const }] },
    ],
    canvases: [
      {
        id: 'canvas',
        variants: [{ id: 'v', first_step_id: 's' }],
        steps: [{ id: 's', messages: [mail('c', 'context')] }],
      },
    ],
    templates: [{ id: 'tpl', template_name: 'Base', subject: 'S', body: '<p>T</p>' }],
  };
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt: Date.now(), state });
  recorder = await startRecorder(sandbox.url);
  folder = mkdtempSync(join(tmpdir(), 'uses-'));
  await createWorkspace({ folder, sandboxUrl: recorder.url, sandboxKey: 'everything', env: {} });
  await agent('campaign', [['default: c1a5', 'default: triggered # c1a5']]);
  await agent('canvas', [
    ['default: c1a5', 'default: canvas # c1a5'],
    ['mode: campaign', 'mode: canvas'],
  ]);
  await agent('message', [
    ['default: c1a5', 'default: api/b # c1a5'],
    ['mode: campaign', 'mode: message'],
    ['placeholders: [subject_line]', `message: { channel: email, fields: { app_id: a, from: "S <s@example.com>" } }`],
    ['values: { subject_line: "Three', 'values: { body: "<p>Hi</p>", subject: "Three'],
    ['values: { subject_line: "Ready', 'values: { email_template_id: tpl, subject: "Ready'],
  ]);
});
afterAll(async () => {
  await recorder.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const pathOf = (name: string): string => join(folder, 'agents', `${name}.yaml`);
const fitly = (...args: string[]) => callFitly([...args, '--folder', folder]);
async function agent(name: string, changes: readonly (readonly [string, string])[]): Promise<void> {
  await fitly('agent', 'new', name);
  await edit(name, changes);
}
async function edit(name: string, changes: readonly (readonly [string, string])[]): Promise<void> {
  const text = await readFile(pathOf(name), 'utf8');
  await writeFile(
    pathOf(name),
    changes.reduce((yaml, [from, to]) => yaml.replace(from, to), text),
  );
}

/** Command of the table → what is done to see it at work. */
const PLAYED: Readonly<Record<string, () => Promise<void>>> = {
  'fitly braze campaigns': () => done('braze', 'campaigns'),
  'fitly braze canvases': () => done('braze', 'canvases'),
  'fitly braze segments': () => done('braze', 'segments'),
  'fitly braze segments --history': () => done('braze', 'segments', '--history', SEGMENT),
  'fitly braze templates': () => done('braze', 'templates'),
  'fitly braze templates import': () =>
    done('braze', 'templates', 'import', 'message', '--dimension', 'subject_line', '--dry-run'),
  'fitly braze templates push': async () => {
    await done('braze', 'templates', 'push', 'message', '--yes');
    await edit('message', [['<p>Hi</p>', '<p>Hello</p>']]);
    await done('braze', 'templates', 'push', 'message', '--yes');
  },
  'fitly preflight': async () => {
    for (const name of ['campaign', 'canvas', 'message']) await done('preflight', name);
  },
};
async function done(...args: string[]): Promise<void> {
  expect(await fitly(...args)).toMatchObject({ code: 0 });
}

test('every endpoint of the client stands in the table once', () => {
  const apiKey = 'everything';
  const { api } = createBraze({ url: sandbox.url, apiKey, clock: createSandboxClock(sandbox.url), kind: 'sandbox' });
  const named = (part: object, path: string): string[] =>
    Object.entries(part).flatMap(([name, value]) => {
      // Two questions to one endpoint: what a profile says, and what it last got.
      const here = `${path}/${name.replace('dataSeries', 'data_series').replace(/exportIds|lastReceived/, 'export/ids')}`;
      return typeof value === 'function' ? [here] : named(value as object, here);
    });
  const paths = uses.map(({ endpoint }) => endpoint.split(' ')[1]);
  expect(paths.toSorted()).toEqual([...new Set([...named(api, ''), '/users/export/segment'])].toSorted());
});

test('the tests that it names are there', async () => {
  for (const path of new Set(uses.map(({ seenBy }) => seenBy).filter((path) => path !== ''))) {
    await expect(access(new URL(path, root)), path).resolves.toBeUndefined();
  }
});

test.each(Object.keys(PLAYED))('%s calls the endpoints of its rows', async (command) => {
  const expected = uses
    .filter(({ by, seenBy }) => seenBy.endsWith('uses.test.ts') && by.includes(`\`${command}\``))
    .map(({ endpoint }) => endpoint);
  recorder.clear();
  await PLAYED[command]!();
  expect(expected.length).toBeGreaterThan(0);
  expect([...recorder.succeeded()].filter((call) => expected.includes(call)).toSorted()).toEqual(expected.toSorted());
});

test('no row of this test names a command that is not played', () => {
  const mine = uses.filter(({ seenBy }) => seenBy.endsWith('uses.test.ts'));
  for (const { endpoint, by } of mine) {
    const played = [...by.matchAll(/`(fitly [^`]+)`/g)].filter(([, command]) => command! in PLAYED);
    expect(played.length, endpoint).toBeGreaterThan(0);
  }
});
