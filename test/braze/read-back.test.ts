/** Sends in doubt read back from the sandbox: the client, the look of the service and the rule of core, end to end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Braze, createBraze, createSandboxClock } from '@fitly/braze';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { type Doubt, type Look, type LookAnswer, readBackState } from '@fitly/core/dispatch';
import { asDecisionId } from '@fitly/core/terms';
import { lookAtDoubts } from '@fitly/service';
import { addCustomers, createStore, customerKey, type Store, seal } from '@fitly/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { arm } from './fixture.ts';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const MINUTE = 60_000;
const ATTRIBUTE = 'aid_offer';
const state = fileURLToPath(new URL('./conformance/state.yaml', import.meta.url));
const PEOPLE = ['ada', 'ben', 'dee', 'nobody'];

let sandbox: Sandbox;
let braze: Braze;
let store: Store;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-read-back-'));
  store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => startAt });
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
  const clock = createSandboxClock(sandbox.url);
  braze = createBraze({ url: sandbox.url, apiKey: 'key-with-everything', clock, kind: 'sandbox', timeoutMs: 5_000 });
  const customers = PEOPLE.map((id) => ({ key: customerKey(store.keys, id), id })).map(({ key, id }) => ({
    customerKey: key,
    sealed: seal(store.keys, key, id),
    timeZone: null,
    firstSeenAt: startAt,
  }));
  await store.state.transaction((tx) => addCustomers(tx, customers));
});
afterAll(async () => {
  await sandbox.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => post('/sandbox/reset', {}));

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer key-with-everything' };
  const { ok } = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!ok) throw new Error(`${path} was refused`);
}
/** A trigger that writes its marker, and whose answer may be lost. */
const send = (externalId: string, decisionId: string) =>
  braze.api.campaigns.trigger.send({
    campaignId: 'camp',
    recipients: [{ externalId, attributes: { [ATTRIBUTE]: decisionId } }],
  });
const doubtOf = (externalId: string, decisionId: string, ...overwrittenBy: string[]): Doubt => ({
  decisionId: asDecisionId(decisionId),
  customerKey: customerKey(store.keys, externalId),
  overwrittenBy: overwrittenBy.map(asDecisionId),
});
async function look(...doubts: readonly Doubt[]): Promise<{ answers: LookAnswer[]; notRead: string | null }> {
  const { answers, notRead } = await lookAtDoubts({ store, messaging: braze, attribute: ATTRIBUTE, doubts });
  return { answers: doubts.map(({ decisionId }) => answers.get(decisionId)!), notRead };
}
/** Looks when told, until nothing is open any more. */
async function settle(doubt: Doubt): Promise<{ kind: string; looks: number }> {
  const doubtAt = sandbox.clock.now();
  const looks: Look[] = [];
  for (;;) {
    const found = readBackState(looks, { doubtAt, now: sandbox.clock.now() });
    if (found.kind !== 'open') return { kind: found.kind, looks: looks.length };
    sandbox.clock.advanceTo(found.nextLookAt);
    const { answers } = await look(doubt);
    looks.push({ at: sandbox.clock.now(), answer: answers[0]! });
  }
}

test('a marker says whether Braze took the request, and nothing else of the profile is kept', async () => {
  await send('ada', 'd1');
  const markers = await braze.readMarkers(['ada', 'ben', 'nobody', 'ada'], ATTRIBUTE);
  expect([...markers]).toEqual(
    expect.arrayContaining([
      ['ada', { kind: 'written', value: 'd1' }],
      ['ben', { kind: 'missing' }],
      ['nobody', { kind: 'unknown_customer' }],
    ]),
  );
  expect(markers.size).toBe(3);
  expect(JSON.stringify([...markers])).not.toMatch(/gold|example\.com|points/);
});

test('an answer that was lost, and one that never was given: sent and absent', async () => {
  await arm(sandbox, { send: { kind: 'drop_after_accept' } });
  expect(await send('ada', 'd1')).toMatchObject({ kind: 'in_doubt' });
  expect(await settle(doubtOf('ada', 'd1'))).toEqual({ kind: 'confirmed_sent', looks: 1 });
  await arm(sandbox, { send: { kind: 'drop_before_accept' } });
  expect(await send('ben', 'd2')).toMatchObject({ kind: 'in_doubt' });
  expect(await settle(doubtOf('ben', 'd2'))).toEqual({ kind: 'confirmed_absent', looks: 2 });
});

test('a marker that is visible five minutes late is found; looking too early proves nothing', async () => {
  await arm(sandbox, { send: { kind: 'drop_after_accept' }, read_back_seconds: 300 });
  await send('ada', 'd1');
  const doubt = doubtOf('ada', 'd1');
  const early = await look(doubt);
  expect(early.answers).toEqual(['absent_so_far']);
  const looks = [0, 1, 2].map((i) => ({ at: startAt + i * MINUTE, answer: early.answers[0]! }));
  expect(readBackState(looks, { doubtAt: startAt, now: startAt + 5 * MINUTE })).toMatchObject({ kind: 'open' });
  expect(await settle(doubt)).toEqual({ kind: 'confirmed_sent', looks: 1 });
  await arm(sandbox, { read_back_seconds: 0 });
});

test('a queued request that is applied five minutes later, and a marker that is late besides, are waited for', async () => {
  await arm(sandbox, { send: { kind: 'late' }, read_back_seconds: 300 });
  await send('ada', 'd1');
  expect((await settle(doubtOf('ada', 'd1'))).kind).toBe('confirmed_sent');
  await arm(sandbox, { read_back_seconds: 0 });
});

test('two doubts of one customer: the later marker stands, and the earlier is never called absent', async () => {
  await send('ada', 'd1');
  await send('ada', 'd2');
  const { answers } = await look(doubtOf('ada', 'd1', 'd2'), doubtOf('ada', 'd2'), doubtOf('ada', 'd3'));
  expect(answers).toEqual(['could_not_be_read', 'confirmed', 'absent_so_far']);
  expect(await settle(doubtOf('ada', 'd1', 'd2'))).toMatchObject({ kind: 'expired' });
});

test('a customer who was deleted is gone', async () => {
  await send('dee', 'd1');
  await post('/users/delete', { external_ids: ['dee'] });
  expect((await look(doubtOf('dee', 'd1'))).answers).toEqual(['unknown_customer']);
  expect(await settle(doubtOf('dee', 'd1'))).toMatchObject({ kind: 'customer_gone' });
});

test.each([
  ['429', { kind: 'status', status: 429 }],
  ['500', { kind: 'html_500' }],
  ['403', { kind: 'status', status: 403 }],
  ['half a body', { kind: 'truncated_json' }],
])('%s: nothing is proved, and the next look tells', async (_name, fault) => {
  await send('ada', 'd1');
  await arm(sandbox, { request: { ...fault, times: 3, paths: ['/users/export/ids'] } });
  const failed = await look(doubtOf('ada', 'd1'), doubtOf('ben', 'd2'));
  expect(failed.answers).toEqual(['could_not_be_read', 'could_not_be_read']);
  expect(failed.notRead).not.toBeNull();
  await arm(sandbox, { request: null });
  sandbox.clock.advanceTo(sandbox.clock.now() + 5 * MINUTE);
  expect((await look(doubtOf('ada', 'd1'), doubtOf('ben', 'd2'))).answers).toEqual(['confirmed', 'absent_so_far']);
});
