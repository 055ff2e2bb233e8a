import { afterEach, expect, test } from 'vitest';
import type { BrazeApi } from './api.ts';
import { clientOf, collect, type FakeBraze, type Reply, type Seen, serve } from './testing.ts';

let fake: FakeBraze | null = null;
afterEach(() => fake?.close());

async function call<T>(reply: Reply | ((request: Seen, n: number) => Reply), use: (api: BrazeApi) => Promise<T>) {
  fake = await serve(typeof reply === 'function' ? reply : () => reply);
  const result = await use(clientOf(fake.url).api);
  return { result, seen: fake.seen };
}
const ok = (fields: object = {}): Reply => ({ body: { message: 'success', ...fields } });
const at = Date.parse('2026-03-01T09:00:00Z');

const one = { recipients: [{ externalId: 'c1', properties: { offer: 'x' }, attributes: { aid_a: 'd1' } }] };
const email = { appId: 'app', from: 'Shop <shop@example.com>', body: '<p>', messageVariationId: 'v1' };
const page = (length: number, from = 0) => Array.from({ length }, (_, i) => ({ id: `i${from + i}`, name: 'n' }));

test.each<[string, (api: BrazeApi) => Promise<unknown>, object]>([
  [
    'POST /campaigns/trigger/send',
    (api) => api.campaigns.trigger.send({ campaignId: 'k', sendId: 's', properties: { a: 1 }, ...one }),
    {
      campaign_id: 'k',
      send_id: 's',
      trigger_properties: { a: 1 },
      recipients: [
        {
          external_user_id: 'c1',
          trigger_properties: { offer: 'x' },
          attributes: { aid_a: 'd1' },
          send_to_existing_only: true,
        },
      ],
    },
  ],
  [
    'POST /canvas/trigger/send',
    (api) => api.canvas.trigger.send({ canvasId: 'k', ...one }),
    {
      canvas_id: 'k',
      recipients: [
        { external_user_id: 'c1', context: { offer: 'x' }, attributes: { aid_a: 'd1' }, send_to_existing_only: true },
      ],
    },
  ],
  [
    'POST /canvas/trigger/send',
    (api) =>
      api.canvas.trigger.send({
        canvasId: 'k',
        recipients: [{ alias: { name: 'n', label: 'l' } }, { brazeId: 'b' }],
      }),
    {
      canvas_id: 'k',
      recipients: [
        { user_alias: { alias_name: 'n', alias_label: 'l' } },
        { braze_id: 'b', send_to_existing_only: true },
      ],
    },
  ],
  [
    'POST /campaigns/trigger/send',
    (api) => api.campaigns.trigger.send({ campaignId: 'k', broadcast: true }),
    { campaign_id: 'k', broadcast: true },
  ],
  [
    'POST /messages/send',
    (api) =>
      api.messages.send({
        externalIds: ['c1'],
        campaignId: 'k',
        subscriptionState: 'opted_in',
        overrideFrequencyCapping: true,
        messages: { email },
      }),
    {
      external_user_ids: ['c1'],
      campaign_id: 'k',
      override_frequency_capping: true,
      recipient_subscription_state: 'opted_in',
      messages: {
        email: { app_id: 'app', from: 'Shop <shop@example.com>', body: '<p>', message_variation_id: 'v1' },
      },
    },
  ],
])('%s sends what the docs ask for and nothing else', async (where, use, body) => {
  const { result, seen } = await call(ok({ dispatch_id: 'd' }), use);
  expect(result).toEqual({ kind: 'accepted', dispatchId: 'd', status: 201 });
  expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([where]);
  expect(seen[0]?.body).toEqual(body);
});

test.each<[string, (api: BrazeApi) => Promise<unknown>, object]>([
  [
    '/campaigns/trigger/schedule/create',
    (api) => api.campaigns.trigger.schedule.create({ campaignId: 'k', ...one }, { at }),
    { campaign_id: 'k', schedule: { time: '2026-03-01T09:00:00.000Z' } },
  ],
  [
    '/canvas/trigger/schedule/create',
    (api) => api.canvas.trigger.schedule.create({ canvasId: 'k', ...one }, { localTime: '2026-03-01T09:00:00' }),
    { canvas_id: 'k', schedule: { time: '2026-03-01T09:00:00', in_local_time: true } },
  ],
  [
    '/messages/schedule/create',
    (api) =>
      api.messages.schedule.create(
        { externalIds: ['c1'], overrideFrequencyCapping: true, messages: { email } },
        { at },
      ),
    { external_user_ids: ['c1'], override_messaging_limits: true },
  ],
])('POST %s gives back the schedule id', async (path, use, body) => {
  const { result, seen } = await call(ok({ dispatch_id: 'd', schedule_id: 'sch' }), use);
  expect(result).toEqual({ kind: 'accepted', dispatchId: 'd', scheduleId: 'sch', status: 201 });
  expect(seen).toMatchObject([{ method: 'POST', path, body }]);
});

test('a schedule whose id is missing is in doubt: it could never be taken back', async () => {
  const { result } = await call(ok({ dispatch_id: 'd' }), (api) =>
    api.campaigns.trigger.schedule.create({ campaignId: 'k', ...one }, { at }),
  );
  expect(result).toMatchObject({ kind: 'in_doubt', reason: 'answer_unknown' });
});

test.each<[string, (api: BrazeApi) => Promise<unknown>, object]>([
  [
    '/campaigns/trigger/schedule/update',
    (api) => api.campaigns.trigger.schedule.update({ campaignId: 'k', scheduleId: 's' }, { at }),
    { campaign_id: 'k', schedule_id: 's', schedule: { time: '2026-03-01T09:00:00.000Z' } },
  ],
  [
    '/campaigns/trigger/schedule/delete',
    (api) => api.campaigns.trigger.schedule.delete({ campaignId: 'k', scheduleId: 's' }),
    { campaign_id: 'k', schedule_id: 's' },
  ],
  [
    '/canvas/trigger/schedule/update',
    (api) => api.canvas.trigger.schedule.update({ canvasId: 'k', scheduleId: 's' }, { at }),
    { canvas_id: 'k', schedule_id: 's', schedule: { time: '2026-03-01T09:00:00.000Z' } },
  ],
  [
    '/canvas/trigger/schedule/delete',
    (api) => api.canvas.trigger.schedule.delete({ canvasId: 'k', scheduleId: 's' }),
    { canvas_id: 'k', schedule_id: 's' },
  ],
  [
    '/messages/schedule/update',
    (api) => api.messages.schedule.update({ scheduleId: 's', schedule: { at } }),
    { schedule_id: 's', schedule: { time: '2026-03-01T09:00:00.000Z' } },
  ],
  ['/messages/schedule/delete', (api) => api.messages.schedule.delete('s'), { schedule_id: 's' }],
  [
    '/templates/email/update',
    (api) => api.templates.email.update('t', { subject: 'S' }),
    { email_template_id: 't', subject: 'S' },
  ],
  [
    '/users/track',
    (api) => api.users.track({ attributes: [{ externalId: 'c', values: { a: [1, 2] }, updateExistingOnly: true }] }),
    { attributes: [{ external_id: 'c', a: [1, 2], _update_existing_only: true }] },
  ],
])('POST %s leaves the same state when done twice, so a lost answer is asked for again', async (path, use, body) => {
  const { result, seen } = await call((_request, n) => (n === 1 ? { body: 'hang_up' } : ok()), use);
  expect(result).toMatchObject({ kind: 'accepted', status: 201 });
  expect(seen).toMatchObject([
    { path, body },
    { path, body },
  ]);
  expect(seen[0]?.body).toEqual(body);
});

test('refused after a doubt, a delete stays in doubt: the first try may have done it', async () => {
  const { result } = await call(
    (_request, n) => (n === 1 ? { body: 'hang_up' } : { status: 400, body: { message: 'Bad Request' } }),
    (api) => api.messages.schedule.delete('s'),
  );
  expect(result).toMatchObject({ kind: 'in_doubt' });
});

test.each<[string, (api: BrazeApi) => Promise<unknown>]>([
  ['a trigger', (api) => api.campaigns.trigger.send({ campaignId: 'k', ...one })],
  ['a schedule', (api) => api.canvas.trigger.schedule.create({ canvasId: 'k', ...one }, { at })],
  ['a direct message', (api) => api.messages.send({ externalIds: ['c'], messages: { email } })],
  ['a new template', (api) => api.templates.email.create({ name: 'n', subject: 's', body: 'b' })],
  ['an event', (api) => api.users.track({ events: [{ externalId: 'c', name: 'n', at }] })],
  ['an increment', (api) => api.users.track({ attributes: [{ externalId: 'c', values: { n: { inc: 1 } } }] })],
])('%s whose answer is lost is in doubt and never sent again', async (_name, use) => {
  const { result, seen } = await call({ body: 'hang_up' }, use);
  expect(result).toMatchObject({ kind: 'in_doubt', reason: 'connection_lost' });
  expect(seen.length).toBe(1);
});

const many = (n: number) => Array.from({ length: n }, (_, i) => i);
const long = 'x'.repeat(50_001);
test.each<[string, (api: BrazeApi) => Promise<unknown>]>([
  ['no recipients', (api) => api.canvas.trigger.send({ canvasId: 'k', recipients: [] })],
  [
    '51 recipients',
    (api) => api.canvas.trigger.send({ canvasId: 'k', recipients: many(51).map((i) => ({ externalId: `${i}` })) }),
  ],
  ['50 KB of properties', (api) => api.canvas.trigger.send({ canvasId: 'k', properties: { long }, ...one })],
  [
    '4 MB in all',
    (api) => api.messages.send({ externalIds: ['c'], messages: { email: { ...email, body: long.repeat(80) } } }),
  ],
  ['no users', (api) => api.messages.send({ externalIds: [], messages: { email } })],
  ['51 users', (api) => api.messages.send({ externalIds: many(51).map(String), messages: { email } })],
  ['no messages', (api) => api.messages.send({ externalIds: ['c'], messages: {} })],
  [
    'a campaign without variation',
    (api) => api.messages.send({ externalIds: ['c'], campaignId: 'k', messages: { other: { sms: { body: 'b' } } } }),
  ],
  [
    'an e-mail without content',
    (api) => api.messages.send({ externalIds: ['c'], messages: { email: { appId: 'a', from: 'f' } } }),
  ],
  ['no instant', (api) => api.canvas.trigger.schedule.create({ canvasId: 'k', ...one }, { at: Number.NaN })],
  ['no local time', (api) => api.canvas.trigger.schedule.create({ canvasId: 'k', ...one }, { localTime: '9 am' })],
  ['a change of nothing', (api) => api.messages.schedule.update({ scheduleId: 's' })],
  ['a template change of nothing', (api) => api.templates.email.update('t', {})],
  ['a template beyond 400 KB', (api) => api.templates.email.create({ name: 'n', subject: 's', body: long.repeat(9) })],
  ['nothing tracked', (api) => api.users.track({})],
  ['76 objects', (api) => api.users.track({ attributes: many(76).map((i) => ({ externalId: `${i}`, values: {} })) })],
  [
    'a second identifier',
    (api) => api.users.track({ attributes: [{ externalId: 'c', values: { braze_id: 'other' } }] }),
  ],
  ['an id of 988 bytes', (api) => api.users.track({ attributes: [{ externalId: 'x'.repeat(988), values: {} }] })],
  ['an event without name', (api) => api.users.track({ events: [{ externalId: 'c', name: '', at }] })],
  [
    'a reserved property',
    (api) => api.users.track({ events: [{ externalId: 'c', name: 'n', at, properties: { time: 1 } }] }),
  ],
  [
    'a quantity of 101',
    (api) =>
      api.users.track({
        purchases: [{ externalId: 'c', productId: 'p', currency: 'EUR', price: 1, quantity: 101, at }],
      }),
  ],
])('%s is rejected before connecting, in words that quote nothing', async (_name, use) => {
  const { result, seen } = await call(ok(), use);
  expect(result).toMatchObject({ kind: 'rejected', status: null });
  expect(seen).toEqual([]);
  expect(JSON.stringify(result).length).toBeLessThan(200);
});

test('a paused canvas answers with a notice: rejected', async () => {
  const notice = 'The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect.';
  const { result } = await call(ok({ dispatch_id: 'd', notice }), (api) =>
    api.canvas.trigger.send({ canvasId: 'k', ...one }),
  );
  expect(result).toMatchObject({ kind: 'rejected', reason: 'notice' });
});

test('track tells which objects were refused, and is in doubt about errors that name none', async () => {
  const events = many(3).map((i) => ({ externalId: `c${i}`, name: 'n', at }));
  const errors = [{ type: 'EMAIL_BAD_FORMAT', input_array: 'events', index: 1 }];
  const named = await call(ok({ events_processed: 2, errors }), (api) => api.users.track({ events }));
  expect(named.result).toEqual({
    kind: 'accepted',
    status: 201,
    body: {
      attributesProcessed: 0,
      eventsProcessed: 2,
      purchasesProcessed: 0,
      rejected: [{ list: 'events', index: 1, code: 'EMAIL_BAD_FORMAT' }],
    },
  });
  for (const strange of [['text'], [{ ...errors[0], index: 3 }], [{ ...errors[0], input_array: 'others' }]]) {
    fake?.close();
    const { result } = await call(ok({ errors: strange }), (api) => api.users.track({ events }));
    expect(result).toMatchObject({ kind: 'in_doubt', reason: 'partly_accepted' });
  }
});

test('what was tracked with it arrives as documented', async () => {
  const properties = { a: 1 };
  const { seen } = await call(ok(), (api) =>
    api.users.track({
      events: [{ externalId: 'c', name: 'n', at, properties }],
      purchases: [{ externalId: 'c', productId: 'p', currency: 'EUR', price: 1.5, quantity: 2, at }],
    }),
  );
  const time = '2026-03-01T09:00:00.000Z';
  expect(seen[0]?.body).toEqual({
    events: [{ external_id: 'c', name: 'n', time, properties }],
    purchases: [{ external_id: 'c', product_id: 'p', currency: 'EUR', price: 1.5, quantity: 2, time }],
  });
});

test('lists are read to the page that is not full', async () => {
  for (const [length, pages] of [
    [250, 3],
    [200, 3],
    [0, 1],
  ] as const) {
    fake?.close();
    const all = page(length);
    const { result, seen } = await call(
      ({ path }) => {
        const n = Number(new URLSearchParams(path.split('?')[1]).get('page'));
        return ok({ campaigns: all.slice(n * 100, n * 100 + 100) });
      },
      (api) => collect(api.campaigns.list({ includeArchived: true, editedAfter: at })),
    );
    expect(result.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(seen.length).toBe(pages);
    expect(decodeURIComponent(seen[0]!.path)).toBe(
      '/campaigns/list?page=0&include_archived=true&last_edit.time[gt]=2026-03-01T09:00:00',
    );
  }
});

test('a list whose pages repeat is refused instead of read for ever', async () => {
  await expect(call(ok({ segments: page(100) }), (api) => collect(api.segments.list()))).rejects.toMatchObject({
    code: 'braze_refused',
  });
});

test('campaigns, canvases, segments and templates arrive as they are in Braze', async () => {
  const last_edited = '2022-11-29T14:59:02+00:00';
  const campaigns = [{ id: 'k', name: 'N', last_edited, is_api_campaign: true, tags: ['t'], new_field: {} }];
  expect((await call(ok({ campaigns }), (api) => collect(api.campaigns.list()))).result).toEqual([
    { id: 'k', name: 'N', lastEditedAt: Date.parse(last_edited), isApiCampaign: true, tags: ['t'] },
  ]);
  fake?.close();
  const canvases = [{ id: 'v', name: 'N', last_edited, tags: null }];
  expect((await call(ok({ canvases }), (api) => collect(api.canvas.list({ newestFirst: true })))).result).toEqual([
    { id: 'v', name: 'N', lastEditedAt: Date.parse(last_edited), tags: [] },
  ]);
  fake?.close();
  const segments = [{ id: 's', name: 'N', analytics_tracking_enabled: true, tags: [] }];
  expect((await call(ok({ segments }), (api) => collect(api.segments.list()))).result).toEqual([
    { id: 's', name: 'N', isTracked: true, tags: [] },
  ]);
  fake?.close();
  const templates = [{ email_template_id: 't', template_name: 'N', created_at: last_edited, tags: [] }];
  expect((await call(ok({ templates, count: 1 }), (api) => collect(api.templates.email.list()))).result).toEqual([
    { emailTemplateId: 't', name: 'N', createdAt: Date.parse(last_edited), updatedAt: null, tags: [] },
  ]);
});

test('campaign details: messages by variation, the control told, conversions in order', async () => {
  const { result, seen } = await call(
    ok({
      name: 'N',
      draft: false,
      archived: false,
      enabled: true,
      schedule_type: 'api_triggered',
      channels: ['email'],
      first_sent: null,
      messages: {
        v1: { channel: 'email', name: 'A', subject: 'S', body: '<p>' },
        v2: { channel: 'email', type: 'control' },
      },
      conversion_behaviors: [{ type: 'Performs Custom Event', window: 86_400, custom_event_name: 'visit' }],
    }),
    (api) => api.campaigns.details('k'),
  );
  expect(seen[0]?.path).toBe('/campaigns/details?campaign_id=k');
  expect(result).toMatchObject({
    enabled: true,
    scheduleType: 'api_triggered',
    firstSentAt: null,
    messages: {
      v1: { channel: 'email', name: 'A', isControl: false, content: { subject: 'S', body: '<p>' } },
      v2: { isControl: true },
    },
    conversions: [{ type: 'Performs Custom Event', windowSeconds: 86_400, customEvent: 'visit', product: null }],
  });
});

test('canvas details: variants and steps', async () => {
  const { result } = await call(
    ok({
      name: 'N',
      enabled: false,
      variants: [{ id: 'a', name: 'V', first_step_id: 's1' }],
      steps: [{ id: 's1', name: 'S', type: 'message', next_paths: [{ name: 'p', next_step_id: 's2' }], messages: {} }],
    }),
    (api) => api.canvas.details('k'),
  );
  expect(result).toMatchObject({
    enabled: false,
    variants: [{ id: 'a', firstStepIds: ['s1'] }],
    steps: [{ id: 's1', nextPaths: [{ name: 'p', nextStepId: 's2' }], messages: {} }],
  });
});

test('statistics by day: channels that are unused may be empty lists, counts keep their names', async () => {
  const data = [
    {
      time: '2026-03-01',
      messages: { email: [{ variation_api_id: 'v', sent: 5, machine_open: 2 }], sms: [] },
      unique_recipients: 5,
      conversions: 1,
      revenue: 9.5,
    },
    { time: '2026-03-02', messages: [] },
  ];
  const { result, seen } = await call(ok({ data }), (api) => api.campaigns.dataSeries('k', { days: 2, endingAt: at }));
  expect(seen[0]?.path).toBe('/campaigns/data_series?campaign_id=k&length=2&ending_at=2026-03-01T09%3A00%3A00.000Z');
  expect(result).toMatchObject([
    {
      day: '2026-03-01',
      messages: { email: [{ variationId: 'v', counts: { sent: 5, machine_open: 2 } }], sms: [] },
      uniqueRecipients: 5,
      conversions: [1, 0, 0, 0],
      revenue: 9.5,
    },
    { day: '2026-03-02', messages: {}, uniqueRecipients: 0 },
  ]);
  fake?.close();
  const sends = await call(ok({ data }), (api) => api.sends.dataSeries({ campaignId: 'k', sendId: 's' }, { days: 2 }));
  expect(sends.result).toEqual(result);
  fake?.close();
  const sizes = await call(ok({ data: [{ time: '2026-03-01', size: 7 }] }), (api) =>
    api.segments.dataSeries('s', { days: 1 }),
  );
  expect(sizes.result).toEqual([{ day: '2026-03-01', size: 7 }]);
});

test('canvas statistics: totals, variants and steps', async () => {
  const total_stats = { revenue: 1, conversions: 2, conversions_by_entry_time: 3, entries: 4 };
  const stats = [
    {
      time: '2026-03-01',
      total_stats,
      variant_stats: { a: { name: 'V', entries: 4 } },
      step_stats: { s: { name: 'S', conversions: 1, messages: { email: [{ sent: 4 }] } } },
    },
  ];
  const { result } = await call(ok({ data: { name: 'N', stats } }), (api) =>
    api.canvas.dataSeries('k', { days: 14, endingAt: at, byVariant: true, byStep: true }),
  );
  expect(result).toMatchObject([
    {
      total: total_stats,
      variants: { a: { name: 'V', counts: { entries: 4 } } },
      steps: { s: { counts: { conversions: 1 }, messages: { email: [{ counts: { sent: 4 } }] } } },
    },
  ]);
});

test.each<[string, (api: BrazeApi) => Promise<unknown>]>([
  ['101 days', (api) => api.campaigns.dataSeries('k', { days: 101 })],
  ['15 days of a canvas', (api) => api.canvas.dataSeries('k', { days: 15, endingAt: at })],
  ['half a day', (api) => api.segments.dataSeries('k', { days: 0.5 })],
  ['an empty id', (api) => api.campaigns.details('')],
  ['51 profiles', (api) => api.users.exportIds(many(51).map(String), { attributes: [], events: [] })],
  ['no profiles', (api) => api.users.exportIds([], { attributes: [], events: [] })],
])('%s is never asked for', async (_name, use) => {
  await expect(call(ok(), use)).rejects.toMatchObject({ code: 'internal' });
  expect(fake?.seen).toEqual([]);
});

test('a template is made once and read whole', async () => {
  const made = await call(ok({ email_template_id: 't' }), (api) =>
    api.templates.email.create({ name: 'N', subject: 'S', body: 'B', tags: ['x'] }),
  );
  expect(made.result).toEqual({ kind: 'accepted', status: 201, body: { emailTemplateId: 't' } });
  expect(made.seen[0]?.body).toEqual({ template_name: 'N', subject: 'S', body: 'B', tags: ['x'] });
  fake?.close();
  const info = await call(ok({ email_template_id: 't', template_name: 'N', subject: 'S', tags: 'x' }), (api) =>
    api.templates.email.info('t'),
  );
  expect(info.result).toMatchObject({ name: 'N', subject: 'S', body: null, tags: ['x'] });
});

test('profiles by id: only what is allow-listed and was asked for comes out', async () => {
  const users = [
    { external_id: 'c1', custom_attributes: { marker: 'd1', secret: 'x' }, email: 'a@b.example' },
    { external_id: 'other', custom_attributes: { marker: 'd2' } },
  ];
  const { result, seen } = await call(ok({ users, invalid_user_ids: ['c2'] }), (api) =>
    api.users.exportIds(['c1', 'c2'], { attributes: ['marker'], events: [] }),
  );
  expect(seen[0]?.body).toEqual({
    external_ids: ['c1', 'c2'],
    fields_to_export: ['external_id', 'time_zone', 'custom_attributes'],
  });
  expect(result).toEqual({
    customers: [
      { externalId: 'c1', attributes: { marker: 'd1' }, timeZone: null, events: [], purchases: null, revenue: null },
    ],
    unknownIds: ['c2'],
  });
});
