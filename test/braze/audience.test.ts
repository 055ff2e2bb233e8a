/** An audience of another kind behind the same endpoints, and what it does read back over REST and from Currents. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Audience, type ReceivedSend, type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { afterEach, expect, test } from 'vitest';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const HOUR = 3_600_000;
let sandbox: Sandbox | null = null;
afterEach(() => sandbox?.close());

/** Three customers. Each one opens and clicks after an hour, and unsubscribes after two; the first buys after three. */
function threeCustomers(received: ReceivedSend[] = []): Audience {
  const sentAt: number[] = [];
  const bought = (index: number, at: number): boolean =>
    index === 0 && at >= (sentAt[0] ?? Number.POSITIVE_INFINITY) + 3 * HOUR;
  return {
    fingerprint: 'three customers',
    size: 3,
    constant: false,
    externalId: (index) => `c${index}`,
    find: (id) => ['c0', 'c1', 'c2'].indexOf(id),
    timeZone: () => 'Europe/Berlin',
    profileField: (index, field) => (field === 'email' && index === 2 ? null : undefined),
    attributes: (_index, at) => ({ days: Math.floor((at - startAt) / (24 * HOUR)) }),
    totals(index, at) {
      if (!bought(index, at)) return { events: [], purchases: [] };
      const when = sentAt[0]! + 3 * HOUR;
      return { events: [], purchases: [{ name: 'sku', count: 1, firstAt: when, lastAt: when, revenueCents: 1_250 }] };
    },
    receive(index, at, send) {
      sentAt[index] = at;
      received.push(send);
      return [
        { kind: 'open', at: at + HOUR - 60_000, machine: index === 1 },
        { kind: 'click', at: at + HOUR },
        { kind: 'unsubscribe', at: at + 2 * HOUR },
      ];
    },
    activity(index, from, to) {
      const when = (sentAt[index] ?? Number.POSITIVE_INFINITY) + 3 * HOUR;
      return index === 0 && when > from && when <= to
        ? [{ kind: 'purchase', at: when, name: 'sku', cents: 1_250 }]
        : [];
    },
  };
}

const campaigns = [
  {
    id: 'camp',
    conversionBehaviors: [{ type: 'Makes Any Purchase', window: 86_400 }],
    messages: [
      {
        id: 'v1',
        channel: 'email' as const,
        content: {
          body: '{% message_extras :key decision_id :value {{api_trigger_properties.$\u007bdecision_id}}} %}',
        },
      },
    ],
  },
];

async function start(audience: Audience | (() => Audience), folder: string | null = null): Promise<Sandbox> {
  const segments = [
    { id: 'even', members: (index: number) => index % 2 === 0 },
    { id: 'bits', members: Uint8Array.of(0b110) },
  ];
  sandbox = await startSandbox({ port: 0, folder, seed: '1', planted: false, startAt, audience, segments, campaigns });
  return sandbox;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape.
async function call(path: string, body?: object): Promise<any> {
  const { url, apiKey } = sandbox!;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(url + path, body === undefined ? { headers } : post)).json();
}

const send = (): Promise<{ dispatch_id: string }> =>
  call('/campaigns/trigger/send', {
    campaign_id: 'camp',
    recipients: ['c0', 'c1', 'c2'].map((id) => ({
      external_user_id: id,
      trigger_properties: { decision_id: `d-${id}` },
    })),
  });

test('it gets sends with channel, campaign, variation and properties, unless it has no address', async () => {
  const received: ReceivedSend[] = [];
  await start(threeCustomers(received));
  const { dispatch_id: dispatchId } = await send();
  const common = { channel: 'email', campaignId: 'camp', canvasId: null, variationId: 'v1', dispatchId };
  expect(received).toEqual(['d-c0', 'd-c1'].map((decision_id) => ({ ...common, properties: { decision_id } })));
  expect(sandbox?.journal().at(-1)?.skipped).toEqual([{ externalId: 'c2', reason: 'no_address', channel: 'email' }]);
});

test('purchases, changing attributes and engagement are read back; who unsubscribed gets nothing more', async () => {
  await start(threeCustomers());
  await send();
  sandbox!.clock.advanceTo(startAt + 25 * HOUR);
  const fields = ['custom_attributes', 'purchases', 'total_revenue', 'campaigns_received', 'email_subscribe'];
  const { users } = await call('/users/export/ids', { external_ids: ['c0'], fields_to_export: fields });
  expect(users).toMatchObject([
    {
      custom_attributes: { days: 1 },
      purchases: [{ name: 'sku', count: 1 }],
      total_revenue: 12.5,
      email_subscribe: 'unsubscribed',
      campaigns_received: [{ engaged: { opened_email: true, clicked_email: true }, converted: true }],
    },
  ]);
  const { data } = await call('/campaigns/data_series?campaign_id=camp&length=2');
  expect(data[0]).toMatchObject({ unique_recipients: 2, conversions: 1, revenue: 12.5 });
  expect(data[0].messages.email[0]).toMatchObject({ sent: 2, clicks: 2, unsubscribes: 2, machine_open: 1 });
  await send();
  expect(sandbox?.journal().at(-1)?.recipients).toEqual([]);
});

test('segments by predicate and by bit set have their sizes', async () => {
  await start(threeCustomers());
  const size = async (id: string): Promise<unknown> =>
    (await call(`/segments/data_series?segment_id=${id}&length=1`)).data[0].size;
  expect([await size('even'), await size('bits')]).toEqual([2, 2]);
});

test('Currents carries the decision in Send, machine opens are marked, and its files are Avro', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'currents-'));
  await start(threeCustomers());
  await send();
  sandbox!.clock.advanceTo(startAt + 72 * HOUR);
  const { events } = await call('/sandbox/currents');
  const of = (type: string) => events.filter((event: { event_type: string }) => event.event_type.endsWith(type));
  const unique = (list: { id: string }[]): number => new Set(list.map(({ id }) => id)).size;
  expect(unique(of('email.Send'))).toBe(2);
  expect(of('email.Send')[0].properties.message_extras).toMatch(/^\{"decision_id":"d-c[01]"\}$/);
  expect(of('email.Open').map((e: { properties: { machine_open?: string } }) => e.properties.machine_open)).toContain(
    'true',
  );
  expect([unique(of('Purchase')), unique(of('campaigns.Conversion')), unique(of('Unsubscribe'))]).toEqual([1, 1, 2]);
  const { files } = await call('/sandbox/currents', { folder });
  for (const file of files) {
    expect(file).toMatch(/^dataexport\..*\/event_type=users\..*\/date=2026-03-\d\d-\d\d\/version=1\/.*\.avro$/);
    expect(readFileSync(join(folder, file)).subarray(0, 3).toString()).toBe('Obj');
  }
  expect((await call('/sandbox/currents', { folder })).files).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('a reset begins anew with a function, and is refused for an audience that has a past', async () => {
  await start(() => threeCustomers());
  await send();
  sandbox!.clock.advanceTo(startAt + HOUR);
  expect(await call('/sandbox/reset', {})).toMatchObject({ sends: 0, clock: { at: startAt } });
  await sandbox!.close();
  await start(threeCustomers());
  expect(await call('/sandbox/reset', {})).toEqual({ message: expect.stringContaining('cannot be made anew') });
});

test('after a restart, profiles, schedules and sends are as they were, and nothing goes out twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  await start(() => threeCustomers(), folder);
  await call('/users/track', { attributes: [{ external_id: 'new', email: 'new@example.com', tier: 'gold' }] });
  const schedule = (hours: number) => ({ schedule: { time: new Date(startAt + hours * HOUR).toISOString() } });
  const body = { campaign_id: 'camp', recipients: [{ external_user_id: 'new' }] };
  await call('/campaigns/trigger/schedule/create', { ...body, ...schedule(1) });
  await call('/campaigns/trigger/schedule/create', { ...body, ...schedule(3) });
  sandbox!.clock.advanceTo(startAt + 2 * HOUR);
  await sandbox!.close();
  await start(() => threeCustomers(), folder);
  expect(sandbox!.journal().map(({ at }) => (at - startAt) / HOUR)).toEqual([1]);
  const { users } = await call('/users/export/ids', { external_ids: ['new'], fields_to_export: ['custom_attributes'] });
  expect(users).toEqual([{ custom_attributes: { tier: 'gold' } }]);
  sandbox!.clock.advanceTo(startAt + 4 * HOUR);
  expect(sandbox!.journal().map(({ at }) => (at - startAt) / HOUR)).toEqual([1, 3]);
  rmSync(folder, { recursive: true });
});
