/** Every fault on the wire, seen by a plain HTTP client. The journal is the truth in each case. */
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const state = {
  version: 1,
  users: [
    { external_id: 'ada', email: 'ada@example.com' },
    { external_id: 'ben', email: 'ben@example.com' },
  ],
  campaigns: [{ id: 'camp', re_eligible_after_seconds: 600, messages: [{ id: 'v1', channel: 'email' }] }],
};
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
});
beforeEach(() => control('reset', {}));
afterAll(() => sandbox.close());

const control = async (path: string, body: object): Promise<Response> =>
  fetch(`${sandbox.url}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const call = (path: string, body: object, timeoutMs = 2_000): Promise<Response> =>
  fetch(sandbox.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
const send = (timeoutMs?: number): Promise<Response> =>
  call(
    '/campaigns/trigger/send',
    { campaign_id: 'camp', recipients: [{ external_user_id: 'ada' }, { external_user_id: 'ben' }] },
    timeoutMs,
  );
const arm = async (fault: object): Promise<void> => {
  expect((await control('faults', { request: fault })).status).toBe(200);
};
const reached = (): number => sandbox.journal().reduce((sum, { recipients }) => sum + recipients.length, 0);

test.each<[string, object, number, number]>([
  ['503 without acceptance', { kind: 'status', status: 503 }, 503, 0],
  ['504 with acceptance', { kind: 'status', status: 504, accept: true }, 504, 2],
  ['429', { kind: 'status', status: 429 }, 429, 0],
  ['HTML 500', { kind: 'html_500' }, 500, 0],
  ['a redirect', { kind: 'redirect' }, 307, 0],
  ['errors for one of two', { kind: 'errors', count: 1 }, 201, 1],
  ['a notice', { kind: 'notice' }, 201, 0],
  ['truncated JSON', { kind: 'truncated_json' }, 201, 2],
  ['a body of 10 MB', { kind: 'huge_body' }, 201, 2],
  ['an answer that is late', { kind: 'slow', seconds: 1 }, 201, 2],
  ['ok', { kind: 'ok' }, 201, 2],
])('%s', async (_name, fault, status, accepted) => {
  await arm(fault);
  expect((await send(10_000)).status).toBe(status);
  expect(reached()).toBe(accepted);
});

test.each<[string, number]>([
  ['drop_after_accept', 2],
  ['drop_before_accept', 0],
  ['reset_before_body', 0],
  ['reset_mid_body', 0],
  ['half_close', 2],
  ['silence', 2],
  ['tls', 0],
])('%s leaves no answer', async (kind, accepted) => {
  await arm({ kind });
  await expect(send(kind === 'silence' ? 300 : 5_000)).rejects.toThrow();
  expect(reached()).toBe(accepted);
});

test('a trickle is a byte at a time', async () => {
  await arm({ kind: 'trickle' });
  const response = await send(2_500);
  expect(response.status).toBe(201);
  await expect(response.text()).rejects.toThrow();
  expect(reached()).toBe(2);
});

test('what was only queued is applied five virtual minutes later', async () => {
  await arm({ kind: 'late' });
  expect((await send()).status).toBe(202);
  expect(reached()).toBe(0);
  await control('clock', { advance_seconds: 300 });
  expect(reached()).toBe(2);
});

test('attributes that were written can be read back late', async () => {
  await control('faults', { read_back_seconds: 60 });
  await call('/users/track', { attributes: [{ external_id: 'ada', marker: 'm' }] });
  const read = async (): Promise<unknown> =>
    (await call('/users/export/ids', { external_ids: ['ada'], fields_to_export: ['custom_attributes'] })).json();
  expect(await read()).toMatchObject({ users: [{}] });
  expect(JSON.stringify(await read())).not.toContain('marker');
  await control('clock', { advance_seconds: 60 });
  expect(await read()).toMatchObject({ users: [{ custom_attributes: { marker: 'm' } }] });
});

test('two triggers close together both pass re-eligibility while there is a race, and only then', async () => {
  await send();
  await send();
  expect(reached()).toBe(2);
  await control('reset', {});
  await control('faults', { race_seconds: 2 });
  await send();
  await control('clock', { advance_seconds: 1 });
  await send();
  expect(reached()).toBe(4);
  await control('clock', { advance_seconds: 2 });
  await send();
  expect(reached()).toBe(4);
});

test('a seeded schedule strikes the same requests each time, and says which', async () => {
  const run = async (seed: string): Promise<readonly number[]> => {
    await control('reset', {});
    await control('faults', {
      schedule: { seed, share: 0.5, kinds: [{ kind: 'status', status: 503 }, 'html_500'], paths: ['/users'] },
    });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await call('/users/track', { attributes: [{ external_id: 'ada' }] })).status);
    return statuses;
  };
  const first = await run('7');
  expect(await run('7')).toEqual(first);
  expect(await run('8')).not.toEqual(first);
  const { struck } = (await (await fetch(`${sandbox.url}/sandbox/faults`)).json()) as { struck: object[] };
  expect(struck[0]).toMatchObject({ request: expect.any(Number), path: '/users/track', kind: expect.any(String) });
});

test('a schedule of steps is followed step by step', async () => {
  await control('faults', { schedule: { steps: ['ok', { kind: 'status', status: 502 }, 'ok'] } });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await send()).status);
  expect(statuses).toEqual([201, 502, 201, 201]);
});

test('a clock may run with real time', async () => {
  let ms = 0;
  const running = await startSandbox({
    port: 0,
    folder: null,
    seed: '1',
    planted: false,
    startAt,
    state,
    ticking: () => ms,
  });
  ms = 5_000;
  expect(running.clock.now()).toBe(startAt + 5_000);
  running.clock.advanceTo(startAt + 60_000);
  ms = 6_000;
  expect(running.clock.now()).toBe(startAt + 61_000);
  await running.close();
});
