/** `fitly braze probe` against campaigns with and without re-eligibility, and against one past whose check two quick triggers race. */
import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace, openWorkspace, planProbe, probeAgent } from '@fitly/service';
import { addCustomers, customerKey, seal } from '@fitly/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { arm, startAt } from './fixture.ts';

const mail = (id: string) => [{ id, channel: 'email' as const, content: { subject: 'Hi', body: 'Hi' } }];
const state = {
  version: 1 as const,
  keys: [{ key: 'everything', permissions: 'all' as const }],
  users: [{ external_id: 'test-profile', email: 'ada@example.com' }],
  campaigns: [
    { id: 'protected', re_eligible_after_seconds: 3_600, messages: mail('a') },
    { id: 'raced', re_eligible_after_seconds: 3_600, messages: mail('b') },
    { id: 'short', re_eligible_after_seconds: 600, messages: mail('c') },
    { id: 'open', messages: mail('d') },
    { id: 'silent', enabled: false, messages: mail('e') },
  ],
};

let sandbox: Sandbox;
let folder: string;
let yaml: string;
const agentPath = (): string => join(folder, 'agents', 'winback.yaml');
const fitly = (...args: string[]) => callFitly([...args, '--folder', folder]);
const use = (id: string) => writeFile(agentPath(), yaml.replace('c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01', id));
const probe = (...more: string[]) => fitly('braze', 'probe', 'winback', '--to', 'test-profile', '--by', 'ann', ...more);
const received = (id: string): number => sandbox.journal().filter(({ campaignId }) => campaignId === id).length;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
  folder = await mkdtemp(join(tmpdir(), 'probe-'));
  await createWorkspace({ folder, sandboxUrl: sandbox.url, sandboxKey: 'everything', env: {} });
  await fitly('agent', 'new', 'winback');
  yaml = await readFile(agentPath(), 'utf8');
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => arm(sandbox, { race_seconds: 0, read_back_seconds: 0 }));

const outcomes = async (): Promise<string[]> => {
  const { out, err, code } = await probe('--yes', '--json');
  expect([code, err]).toEqual([0, '']);
  const [target] = JSON.parse(out).targets;
  return [String(target.isFirstReceived), ...target.gaps.map(({ outcome }: { outcome: string }) => outcome)];
};
const finding = async (command: 'preflight' | 'doctor', check: string) => {
  const { out } = await fitly(command, ...(command === 'preflight' ? ['winback'] : []), '--json');
  return JSON.parse(out).findings.find((each: { check: string }) => each.check === check);
};

test('nothing is triggered before somebody agrees, and nobody is found who is not there', async () => {
  await use('protected');
  const asked = await probe();
  expect(asked).toMatchObject({ code: 2, out: expect.stringContaining('agree to 4 messages with --yes') });
  const unknown = await fitly('braze', 'probe', 'winback', '--to', 'nobody', '--yes');
  expect(unknown).toMatchObject({ code: 3, err: expect.stringContaining('probe_refused') });
  expect(sandbox.journal()).toEqual([]);
});

test('re-eligibility holds every repeat back: preflight and doctor say so, until the agent sends through another campaign', async () => {
  await use('protected');
  expect(await finding('preflight', 're-eligibility probe')).toMatchObject({ state: 'to_confirm' });
  expect(await outcomes()).toEqual(['true', 'held', 'held', 'held']);
  expect(await finding('preflight', 're-eligibility probe')).toMatchObject({
    state: 'ok',
    found: expect.stringMatching(/repeated after 1 s held back, 60 s held back, 900 s held back \(tried by ann on /),
  });
  expect(await finding('doctor', 're-eligibility probe of winback')).toMatchObject({ state: 'ok' });
  await use('open');
  expect(await finding('preflight', 're-eligibility probe')).toMatchObject({ state: 'to_confirm' });
  expect(JSON.stringify(await readFile(join(folder, 'state.db'), 'latin1'))).not.toContain('test-profile');
});

test('a race at one second is seen, and the later repeats are held', async () => {
  await use('raced');
  await arm(sandbox, { race_seconds: 2 });
  expect(await outcomes()).toEqual(['true', 'let_through', 'held', 'held']);
  expect(await finding('preflight', 're-eligibility probe')).toMatchObject({ state: 'ok' });
});

test('a window that is over before a doubt is settled, and none at all, are warnings', async () => {
  await use('short');
  expect(await outcomes()).toEqual(['true', 'held', 'held', 'let_through']);
  expect(await finding('preflight', 're-eligibility probe')).toMatchObject({ state: 'warning' });
  await use('open');
  expect(await outcomes()).toEqual(['true', 'let_through', 'let_through', 'let_through']);
});

test('what reaches nobody proves nothing, and a pulled kill switch is a refusal', async () => {
  await use('silent');
  expect(await probe('--yes')).toMatchObject({ code: 4, err: expect.stringContaining('braze_refused') });
  await fitly('agent', 'kill', 'winback');
  expect(await probe('--yes')).toMatchObject({ code: 3, err: expect.stringContaining('halted') });
  await fitly('agent', 'release', 'winback');
  expect(received('silent')).toBe(0);
});

test('the kill switch stops a probe before its next trigger; targets of one campaign are triggered once', async () => {
  const design =
    '  - id: design\n    kind: template\n    options: [{ id: plain, label: Plain }, { id: rich, label: Rich }]\n';
  const twice = yaml.replace('dimensions:\n', `dimensions:\n${design}`);
  await writeFile(agentPath(), twice.replace(/ {4}default: \S+/, '    plain: open\n    rich: open'));
  const halts = join(folder, 'halt.json');
  const before = received('open');
  const workspace = await openWorkspace({ folder, now: () => 0, env: {}, lockFor: null });
  try {
    expect(await planProbe(workspace, { agentName: 'winback', externalId: 'test-profile' })).toMatchObject({
      targets: 1,
    });
    const stopped = probeAgent(workspace, {
      ...{ agentName: 'winback', externalId: 'test-profile', by: 'ann', signal: new AbortController().signal },
      tell: (what) => {
        if (what === 'again after 1 s')
          writeFileSync(halts, JSON.stringify({ winback: { by: 'bob', at: 0, note: null } }));
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'probe_refused', message: expect.stringContaining('bob') });
    expect(received('open') - before).toBe(1);
  } finally {
    rmSync(halts, { force: true });
    await workspace.close();
  }
});

test('somebody whom the workspace knows is refused, enrolled or not', async () => {
  await use('open');
  const workspace = await openWorkspace({ folder, now: () => 0, env: {}, lockFor: null });
  try {
    const { keys, state } = workspace.store;
    const key = customerKey(keys, 'somebody');
    const row = { customerKey: key, sealed: seal(keys, key, 'somebody'), timeZone: null, firstSeenAt: 0 };
    await addCustomers(state.db, [row]);
    await expect(planProbe(workspace, { agentName: 'winback', externalId: 'somebody' })).rejects.toMatchObject({
      code: 'probe_refused',
    });
  } finally {
    await workspace.close();
  }
});
