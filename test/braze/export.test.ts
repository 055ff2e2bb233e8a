import { createServer } from 'node:http';
import { createBraze, createSandboxClock } from '@fitly/braze';
import { type Sandbox, SEGMENT_ID } from '@fitly/braze-sandbox';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { allow, arm, client, collect, idOf, request, start, startAt } from './fixture.ts';

const CUSTOMERS = 6_000;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await start(CUSTOMERS);
});
afterEach(() => arm(sandbox, { export: null, send: null }));
afterAll(() => sandbox.close());

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

test('an export yields every customer once, in chunks, with exactly the allow-listed facts', async () => {
  const chunks = await Array.fromAsync(client(sandbox).exportSegment(SEGMENT_ID, allow));
  expect(chunks.map((chunk) => chunk.length)).toEqual([2_000, 2_000, 2_000]);
  const customers = chunks.flat();
  expect(new Set(customers.map(({ externalId }) => externalId))).toEqual(
    new Set(Array.from({ length: CUSTOMERS }, (_, i) => idOf(i))),
  );
  for (const customer of customers) {
    expect(Object.keys(customer.attributes)).toEqual(['recency', 'newbie', 'channel']);
    expect(customer.timeZone).toBe('America/New_York');
  }
  // Waiting moved the virtual clock by minutes, not the real one.
  expect(sandbox.clock.now() - startAt).toBeGreaterThan(2 * 60_000);
  expect(sandbox.clock.now() - startAt).toBeLessThan(10 * 60_000);
});

test('nothing personal gets out, not even when asked for by name', async () => {
  const greedy = {
    attributes: ['email', 'first_name', 'last_name', 'phone', 'recency', '__proto__'],
    events: ['visit', 'purchase'],
  };
  const text = JSON.stringify(await collect(client(sandbox).exportSegment(SEGMENT_ID, greedy)));
  expect(text).toContain('"recency"');
  expect(text).not.toMatch(/@|example\.com|\+1202|app_open|Abendroth|Birnbaum|Hollister/);
});

test('what customers do appears when its time has come, and sends are answered', async () => {
  for (let from = 0; from < CUSTOMERS; from += 50) {
    expect(await client(sandbox).triggerCampaign(request(50, from))).toMatchObject({ kind: 'accepted', status: 201 });
  }
  const sentAt = sandbox.clock.now();
  sandbox.clock.advanceTo(sentAt + 14 * 86_400_000);
  const customers = await collect(client(sandbox).exportSegment(SEGMENT_ID, allow));
  const visitors = customers.filter(({ events }) => events.some(({ name }) => name === 'visit'));
  const buyers = customers.filter(({ purchases }) => (purchases ?? []).length > 0);
  // In the experiment the men's e-mail led 18 % to visit and 1.25 % to buy.
  expect(visitors.length / CUSTOMERS).toBeGreaterThan(0.15);
  expect(visitors.length / CUSTOMERS).toBeLessThan(0.22);
  expect(buyers.length).toBeGreaterThan(0);
  for (const { purchases, revenue, events } of buyers) {
    expect(revenue).toBeGreaterThan(0);
    expect(events[0]?.count).toBeGreaterThanOrEqual(purchases![0]!.count);
    expect(purchases![0]!.lastAt).toBeLessThanOrEqual(sandbox.clock.now());
  }
});

test.each(['truncate', 'corrupt'])(
  'a %s fault is a damaged export, told without content, and leaves nothing behind',
  async (fault) => {
    await arm(sandbox, { export: fault });
    const yielded: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of client(sandbox).exportSegment(SEGMENT_ID, allow)) yielded.push(chunk);
    })();
    const error = await thrownBy(reading);
    expect(error).toMatchObject({ code: 'braze_export_damaged' });
    expect(String(error)).not.toMatch(/mtd-|recency/);
    if (fault === 'truncate') expect(yielded).toEqual([]);
  },
);

test('an export that never becomes ready is given up after an hour of virtual time', async () => {
  await arm(sandbox, { export: 'never_ready' });
  const before = sandbox.clock.now();
  expect(await thrownBy(collect(client(sandbox).exportSegment(SEGMENT_ID, allow)))).toMatchObject({
    code: 'braze_export_late',
  });
  expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  expect(sandbox.clock.now() - before).toBeLessThan(3_700_000);
});

test('a wait for the start, however long, takes nothing from the time in which an export may become ready', async () => {
  const own = await start(5);
  expect(own.clock.now() % 3_600_000).toBe(0);
  const headers = { 'content-type': 'application/json' };
  await fetch(`${own.url}/sandbox/exhaust`, { method: 'POST', headers, body: '{"bucket": "default"}' });
  expect(await collect(client(own).exportSegment(SEGMENT_ID, allow))).toHaveLength(5);
  await own.close();
});

test('an export that a dead reader left running keeps the next one waiting for minutes, not until the hour is over', async () => {
  const own = await start(5);
  const killed = createSandboxClock(own.url);
  const dead = createBraze({
    ...own,
    kind: 'sandbox',
    clock: { ...killed, sleepUntil: () => Promise.reject('killed') },
  });
  expect(await thrownBy(collect(dead.exportSegment(SEGMENT_ID, allow)))).toBe('killed');
  expect(await collect(client(own).exportSegment(SEGMENT_ID, allow))).toHaveLength(5);
  expect(own.clock.now() - startAt).toBeLessThan(8 * 60_000);
  await own.close();
});

test('two exports of a segment at once wait for each other', async () => {
  const both = await Promise.all([1, 2].map(() => collect(client(sandbox).exportSegment(SEGMENT_ID, allow))));
  expect(both.map(({ length }) => length)).toEqual([CUSTOMERS, CUSTOMERS]);
});

test('a wrong key, a key without the permission, and a sandbox that is gone are told apart, never showing the key', async () => {
  const read = (url: string, apiKey: string): Promise<unknown> => {
    const braze = createBraze({ url, apiKey, clock: createSandboxClock(sandbox.url), kind: 'sandbox' });
    return thrownBy(collect(braze.exportSegment(SEGMENT_ID, allow)));
  };
  const wrong = 'planted-secret-key';
  const unknown = await read(sandbox.url, wrong);
  expect(unknown).toMatchObject({ code: 'braze_key_invalid', message: expect.stringContaining('127.0.0.1') });
  expect(JSON.stringify(unknown) + String(unknown)).not.toContain(wrong);
  expect(await read(sandbox.url, sandbox.keyWithoutPermissions)).toMatchObject({
    code: 'braze_refused',
    message: expect.stringContaining('users.export.segment'),
    fields: { requestId: expect.any(String) },
  });
  expect(await read('http://127.0.0.1:9999', wrong)).toMatchObject({ code: 'braze_unreachable' });
});

test('the key is not sent along with the download, and a redirected download is not followed', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((incoming, response) => {
    seen.push(incoming.headers.authorization);
    const { port } = server.address() as { port: number };
    const answer = { message: 'success', url: `http://127.0.0.1:${port}/file.zip` };
    if (incoming.method === 'POST')
      incoming.resume().on('end', () => response.writeHead(201).end(JSON.stringify(answer)));
    else response.writeHead(302, { location: sandbox.url }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const options = { apiKey: 'k', clock: createSandboxClock(sandbox.url), kind: 'sandbox' } as const;
  const braze = createBraze({ url: `http://127.0.0.1:${port}`, ...options });
  expect(await thrownBy(collect(braze.exportSegment(SEGMENT_ID, allow)))).toMatchObject({ code: 'braze_refused' });
  expect(seen).toEqual(['Bearer k', undefined]);
  server.close();
});
