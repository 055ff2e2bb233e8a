/** The guide from a raw file to a running agent: its commands and its script run as they stand, on the first rows of the file. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Sandbox, sandboxApiKey, startSandbox } from '@fitly/braze-sandbox';
import type { AgentName } from '@fitly/core/terms';
import { asDay } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import { createWorkspace, openWorkspace } from '@fitly/service';
import { valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

const FILE = 'datasets/hillstrom/hillstrom_dev60.csv.gz';
const CUSTOMERS = 400;
const root = new URL('../../', import.meta.url);
let cwd: string;
let sandbox: Sandbox;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-guide-'));
  const lines = gunzipSync(await readFile(new URL(FILE, root)))
    .toString()
    .split('\n');
  await mkdir(join(cwd, dirname(FILE)), { recursive: true });
  await writeFile(join(cwd, FILE), gzipSync(`${lines.slice(0, CUSTOMERS + 1).join('\n')}\n`));
  const startAt = instantOf(asDay('2026-01-05'), '00:00', 'America/New_York');
  const folder = join(cwd, 'sandbox');
  sandbox = await startSandbox({ port: 0, folder, seed: '1', planted: true, customers: CUSTOMERS, startAt });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true, force: true });
});

/** The guide's blocks in order: what a reader types, runs and saves. */
async function blocksOf(page: string): Promise<readonly { readonly kind: string; readonly text: string }[]> {
  const text = await readFile(new URL(page, root), 'utf8');
  return [...text.matchAll(/```(\S+)(?: (\S+))?\n([\s\S]*?)```/g)].map(([, kind, path, body]) => ({
    kind: path ?? kind ?? '',
    text: body ?? '',
  }));
}

async function perform(command: string): Promise<string> {
  const [program, ...args] = command.split(' ');
  expect(program).toBe('fitly');
  // Two commands that need a free port: their work is done here.
  if (args[0] === 'sandbox') return '';
  if (args[0] === 'init') {
    await createWorkspace({
      folder: join(cwd, 'shop'),
      sandboxUrl: sandbox.url,
      sandboxKey: sandboxApiKey('1'),
      env: {},
    });
    return '';
  }
  const { code, out, err } = await callFitly(args, cwd);
  expect(code, `${command}\n${out}${err}`).toBe(0);
  return out;
}

it('leads from the raw file to decisions that were made from its columns', { timeout: 60_000 }, async () => {
  const said: string[] = [];
  for (const { kind, text } of await blocksOf('docs/guides/hillstrom-file.md')) {
    if (kind === 'sh') execFileSync('sh', ['-c', text], { cwd });
    else if (kind === 'console') {
      for (const line of text.trim().split('\n')) said.push(await perform(line.replace('$ ', '')));
    } else await writeFile(join(cwd, kind), text);
  }
  expect(said[0]).toContain('Say which column is the id');
  expect(said[0]).toContain('named like an outcome');
  expect(said[1]).toContain(`a snapshot (csv): one row for each of ${CUSTOMERS} customers`);
  const [context] = /context:\n( {2}- .*\n)+/.exec(said[1] ?? '') ?? [''];
  const yaml = await readFile(join(cwd, 'shop/agents/spring_mail.yaml'), 'utf8');
  const attributes = [...context.matchAll(/attribute: (\w+), type: (\w+)/g)].map(([found]) => found);
  expect(attributes.length).toBe(7);
  for (const each of attributes) expect(yaml).toContain(each);
  expect(said.find((text) => text.startsWith('Imported'))).toContain(`Imported ${CUSTOMERS} customers for 2026-01-04`);
  const channels = await decidedOn('ctx_shop_channel');
  expect(channels.length).toBeGreaterThan(10);
  // Keys are new in each workspace, so who is decided for differs: of some dozen customers not every channel has one.
  for (const channel of channels) expect(['Phone', 'Web', 'Multichannel']).toContain(channel);
  expect(new Set(channels).size).toBeGreaterThan(1);
});

/** What the decisions of the first day were made from. */
async function decidedOn(column: string): Promise<readonly (string | null)[]> {
  const workspace = await openWorkspace({ folder: join(cwd, 'shop'), now: Date.now, env: {}, lockFor: null });
  try {
    const columns = [{ name: column, type: 'string' as const }];
    const agent = 'spring_mail' as AgentName;
    return valuesOf(await workspace.store.lake.read({ table: 'decisions', agent, columns }), column, 'string');
  } finally {
    await workspace.close();
  }
}
