/** A campaign's series is kept up from question to question: who asks often is told what is told who asks once. */
import { type Sandbox, type SandboxOptions, startSandbox } from '@fitly/braze-sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const HOUR = 3_600;
const USERS = Array.from({ length: 12 }, (_, i) => `u${i}`);
const state = {
  version: 1 as const,
  keys: [{ key: 'everything', permissions: 'all' as const }],
  users: USERS.map((external_id) => ({ external_id, email: `${external_id}@example.com` })),
  campaigns: [
    {
      id: 'camp',
      conversion_behaviors: [
        { type: 'Makes Any Purchase' as const, window: 48 * HOUR },
        { type: 'Opens Email' as const, window: 24 * HOUR },
      ],
      messages: [
        { id: 'mail', name: 'Mail', channel: 'email' as const },
        { id: 'none', name: 'Control', channel: 'email' as const, control: true },
      ],
    },
  ],
} satisfies SandboxOptions['state'];

type Step = readonly [path: string, body: object] | number;
const send = (...ids: readonly string[]): Step => [
  '/campaigns/trigger/send',
  { campaign_id: 'camp', recipients: ids.map((external_user_id) => ({ external_user_id })) },
];
const bought = (hours: number, ...ids: readonly string[]): Step => {
  const time = new Date(startAt + hours * HOUR * 1000).toISOString();
  const purchase = { product_id: 'sku', currency: 'USD', price: 5 + hours, time };
  return ['/users/track', { purchases: ids.map((external_id) => ({ external_id, ...purchase })) }];
};
/** Requests, and seconds that pass. */
const STEPS: readonly Step[] = [
  send(...USERS),
  4 * HOUR,
  bought(4, ...USERS),
  20 * HOUR,
  // Reported late, and done before what was counted.
  bought(2, 'u0', 'u1', 'u2', 'u3'),
  send(...USERS.slice(0, 8)),
  5 * HOUR,
  bought(28, ...USERS),
  ['/users/delete', { external_ids: ['u4', 'u5'] }],
  30 * HOUR,
  ['/users/track', { attributes: [{ external_id: 'u4', email: 'u4@example.com' }] }],
  // After every window, of a time inside.
  bought(26, ...USERS),
  72 * HOUR,
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
});
afterAll(() => sandbox.close());

async function call(path: string, body?: object): Promise<unknown> {
  const headers = { authorization: 'Bearer everything', 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(sandbox.url + path, init);
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
  return answer.json();
}

const series = (): Promise<unknown> =>
  call('/campaigns/data_series?campaign_id=camp&length=8&ending_at=2026-03-08T12:00:00Z');

async function play(afterEach: () => Promise<unknown>): Promise<unknown> {
  await call('/sandbox/reset', {});
  for (const step of STEPS) {
    if (typeof step === 'number') sandbox.clock.advanceTo(sandbox.clock.now() + step * 1000);
    else await call(...step);
    await afterEach();
  }
  return series();
}

test('asking in between changes nothing, whatever is reported late, deleted and created anew', async () => {
  const once = await play(async () => undefined);
  expect(await play(series)).toEqual(once);
  const { data } = once as { data: { conversions: number; conversions1: number; revenue: number }[] };
  for (const name of ['conversions', 'conversions1', 'revenue'] as const)
    expect(
      data.reduce((sum, row) => sum + row[name], 0),
      name,
    ).toBeGreaterThan(0);
});
