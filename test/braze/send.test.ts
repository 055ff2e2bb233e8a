import type { Sandbox } from '@fitly/braze-sandbox';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { arm, campaignId, client, idOf, request, start } from './fixture.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await start(200);
});
afterEach(() => arm(sandbox, { export: null, send: null }));
afterAll(() => sandbox.close());

const journalled = (): number => sandbox.journal().reduce((sum, entry) => sum + entry.recipients.length, 0);

test('an accepted send stands in the journal with its properties and dispatch id', async () => {
  const answer = await client(sandbox).triggerCampaign(request(2));
  const entry = sandbox.journal().at(-1)!;
  expect(answer).toEqual({ kind: 'accepted', dispatchId: entry.dispatchId, status: 201 });
  expect(entry).toMatchObject({ campaignId, at: sandbox.clock.now() });
  expect(entry.recipients).toEqual(request(2).recipients);
});

test('50 recipients go out; 0 and 51 are stopped before any connection is made', async () => {
  const before = journalled();
  expect((await client(sandbox).triggerCampaign(request(50))).kind).toBe('accepted');
  expect(journalled()).toBe(before + 50);
  const nowhere = client({ url: 'http://127.0.0.1:9999', apiKey: 'k' });
  for (const count of [0, 51]) {
    expect(await nowhere.triggerCampaign(request(count))).toMatchObject({ kind: 'rejected', status: null });
  }
  const long = { externalId: idOf(0), properties: { text: 'x'.repeat(50_000) } };
  expect(await nowhere.triggerCampaign({ campaignId, recipients: [long] })).toMatchObject({
    kind: 'rejected',
    reason: expect.not.stringContaining(idOf(0)),
  });
});

test.each<[string, object, string, number]>([
  ['500 without acceptance', { kind: 'status', status: 500 }, 'in_doubt', 0],
  ['503 after acceptance', { kind: 'status', status: 503, accept: true }, 'in_doubt', 5],
  ['HTML 500', { kind: 'html_500' }, 'in_doubt', 0],
  ['HTML 500 after acceptance', { kind: 'html_500', accept: true }, 'in_doubt', 5],
  ['a lost answer', { kind: 'drop_after_accept' }, 'in_doubt', 5],
  ['a connection lost before acceptance', { kind: 'drop_before_accept' }, 'in_doubt', 0],
  ['errors beside success', { kind: 'errors' }, 'in_doubt', 4],
  ['a notice', { kind: 'notice' }, 'rejected', 0],
  ['400', { kind: 'status', status: 400 }, 'rejected', 0],
  ['429', { kind: 'status', status: 429 }, 'retry', 0],
])('%s', async (_name, fault, kind, accepted) => {
  await arm(sandbox, { send: { times: 1, ...fault } });
  const before = journalled();
  expect(await client(sandbox).triggerCampaign(request(5))).toMatchObject({ kind });
  expect(journalled() - before).toBe(accepted);
  // The fault was armed once, and nothing below repeated the request.
  expect(await client(sandbox).triggerCampaign(request(1))).toMatchObject({ kind: 'accepted' });
  expect(journalled() - before).toBe(accepted + 1);
});

test('429 waits until the hour of the virtual clock is over', async () => {
  await arm(sandbox, { send: { kind: 'status', status: 429, times: 1 } });
  const answer = await client(sandbox).triggerCampaign(request(1));
  const hour = 3_600_000;
  expect(answer).toMatchObject({ notBeforeAt: Math.ceil((sandbox.clock.now() + 1) / hour) * hour });
});

test('a wrong key, a key without permission and an unknown campaign are rejected; nothing is sent', async () => {
  const before = journalled();
  const { url, keyWithoutPermissions } = sandbox;
  expect(await client({ url, apiKey: 'planted-secret' }).triggerCampaign(request(1))).toEqual({
    kind: 'rejected',
    reason: expect.stringMatching(/^http_401: Invalid API key \(request [\w-]+\)$/),
    status: 401,
  });
  expect(await client({ url, apiKey: keyWithoutPermissions }).triggerCampaign(request(1))).toMatchObject({
    status: 403,
  });
  const unknown = { ...request(1), campaignId: 'no-such-campaign' };
  expect(await client(sandbox).triggerCampaign(unknown)).toMatchObject({ kind: 'rejected', status: 400 });
  expect(journalled()).toBe(before);
});

test('a sandbox that is gone leaves a retry, although its clock is gone with it', async () => {
  const gone = await start(1);
  const braze = client(gone);
  await gone.close();
  expect(await braze.triggerCampaign(request(1))).toEqual({
    kind: 'retry',
    reason: 'connection_refused',
    status: null,
    notBeforeAt: 5_000,
  });
});
