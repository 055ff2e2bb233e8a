import { afterEach, expect, test } from 'vitest';
import { createLimiter } from './limiter/limiter.ts';
import { clientOf, type FakeBraze, FakeClock, type Reply, serve } from './testing.ts';

let fake: FakeBraze | null = null;
afterEach(() => fake?.close());

const details: Reply = { body: { message: 'success', name: 'N' } };
const now = Date.parse('2026-03-01T09:00:00Z');

async function readAfter(...replies: readonly Reply[]) {
  const clock = new FakeClock(now);
  fake = await serve((_request, n) => replies[n - 1] ?? details);
  const braze = clientOf(fake.url, { clock, timeoutMs: 300 });
  const result = await braze.api.segments.details('s').catch((error: unknown) => error);
  return { result, clock, requests: fake.seen.length };
}

test.each<[string, Reply]>([
  ['500', { status: 500, body: '<html>' }],
  ['503 JSON', { status: 503, body: {} }],
  ['a lost connection', { body: 'hang_up' }],
  ['a success that is HTML', { body: '<html>' }],
  ['an empty success', { body: '' }],
  ['a success cut off', { headers: { 'content-length': '99' }, body: '{"message":' }],
])('a read answered by %s is tried again after a pause', async (_name, reply) => {
  const { result, clock, requests } = await readAfter(reply, reply);
  expect(result).toMatchObject({ name: 'N' });
  expect(requests).toBe(3);
  expect(clock.sleeps).toEqual([250, 500]);
});

test.each([400, 401, 403, 404, 413, 302])('a read answered %d is not tried again', async (status) => {
  const { result, requests } = await readAfter({ status, body: { message: 'no' } });
  expect(result).toMatchObject({ code: status === 401 ? 'braze_key_invalid' : 'braze_refused' });
  expect(requests).toBe(1);
});

test('a success of unknown form is refused at once, with the request id and without its content', async () => {
  const { result, requests } = await readAfter({ headers: { 'x-request-id': 'r-1' }, body: { secret: 'secret' } });
  expect(result).toMatchObject({ code: 'braze_refused', fields: { requestId: 'r-1' } });
  expect(JSON.stringify(result)).not.toContain('secret');
  expect(requests).toBe(1);
});

test('six tries in all, then the last refusal is told', async () => {
  const { result, requests, clock } = await readAfter(...Array<Reply>(9).fill({ status: 502, body: '<html>' }));
  expect(result).toMatchObject({ code: 'braze_unreachable', message: expect.stringContaining('http_502') });
  expect(requests).toBe(6);
  expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000, 4_000]);
});

test('both dialects of the reset are honoured, with some spread', async () => {
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String((now + 1_800_000) / 1_000) };
  const epoch = await readAfter({ status: 429, headers: reset, body: {} });
  expect(epoch.result).toMatchObject({ name: 'N' });
  expect(epoch.clock.at).toBe(now + 1_801_000);
  fake?.close();
  const left = await readAfter({ status: 429, headers: { 'x-ratelimit-retry-after': '7' }, body: {} });
  expect(left.result).toMatchObject({ name: 'N' });
  expect(left.clock.at).toBe(now + 8_000);
});

test('a reset years ahead is not waited for', async () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' };
  const { result, requests, clock } = await readAfter({ status: 429, headers, body: {} });
  expect(result).toMatchObject({ code: 'braze_refused' });
  expect([requests, clock.sleeps.length]).toEqual([1, 0]);
});

test('a send that finds its bucket empty is told when to come back, and no connection is made', async () => {
  fake = await serve(() => ({ body: { message: 'success' } }));
  const clock = new FakeClock(now + 5);
  const limiter = createLimiter({ clock, limits: { shared: { calls: 1, windowMs: 3_600_000 } } });
  const braze = clientOf(fake.url, { clock, limiter });
  const send = () => braze.triggerCampaign({ campaignId: 'k', recipients: [{ externalId: 'c', properties: {} }] });
  expect(await send()).toMatchObject({ kind: 'accepted' });
  expect(await send()).toEqual({ kind: 'retry', reason: 'limit_reached', status: null, notBeforeAt: now + 3_600_000 });
  expect(fake.seen.length).toBe(1);
});

test('the key is in no error and no result', async () => {
  fake = await serve(() => ({ status: 401, body: { message: 'Invalid API key: planted-key' } }));
  const braze = clientOf(fake.url, { apiKey: 'planted-key' });
  const error = await braze.api.segments.details('s').catch((thrown: unknown) => thrown);
  const sent = await braze.triggerCampaign({ campaignId: 'k', recipients: [{ externalId: 'c', properties: {} }] });
  expect(`${String(error)} ${JSON.stringify(error)} ${JSON.stringify(sent)}`).not.toContain('planted-key');
});
