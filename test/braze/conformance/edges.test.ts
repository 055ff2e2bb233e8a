/** What only a literal reader of the contract tries: §0.1 to §6.3. */
import { startSandbox } from '@fitly/braze-sandbox';
import { expect, test } from 'vitest';
import { type Case, conform, get, NOW, post, type Reply, type Request, to } from './harness.ts';

const track = (body: object): Request => post('/users/track', body);
const read = (externalId: string, ...fields: string[]): Request =>
  post('/users/export/ids', { external_ids: [externalId], fields_to_export: fields });
const campaign = (body: object): Request =>
  post('/campaigns/trigger/send', { campaign_id: 'camp', recipients: to('ada'), ...body });
const canvas = (body: object): Request =>
  post('/canvas/trigger/send', { canvas_id: 'canvas', recipients: to('ada'), ...body });
const email = { app_id: 'any', from: 'Shop <shop@example.com>', subject: 'Hi', body: '<p>Hi</p>' };
const messages = (body: string, more: object = {}): Request =>
  post('/messages/send', { external_user_ids: ['ada', 'ben'], messages: { email: { ...email, body } }, ...more });
const create = (time: string, body: object = {}): Request =>
  post('/campaigns/trigger/schedule/create', {
    campaign_id: 'camp',
    recipients: to('ben'),
    schedule: { time, in_local_time: true },
    ...body,
  });
const audience = (custom_attribute_name: string, comparison: string, value?: unknown): Request =>
  campaign({
    recipients: undefined,
    broadcast: true,
    audience: { AND: [{ custom_attribute: { custom_attribute_name, comparison, value } }] },
  });
/** As Braze writes names in templates. */
const named = (name: string): string => `\${${name}}`;
const UNLESS_ADA = `{% if {{${named('first_name')}}} != 'Ada' %}{% abort_message('no name') %}{% endif %}Hi`;
const nothing = post('/users/export/ids', {});
const events = (): Request => get('/sandbox/currents');
const signed = { external_id: 'ada', name: 'signed', time: '2026-03-02T11:30:00Z' };
const HOUR = 3_600;

const envelope: readonly Case[] = [
  {
    section: '0.2',
    name: 'an address that cannot be decoded is 404',
    request: get('/campaigns/%zz'),
    status: 404,
    body: { message: 'Invalid URL' },
  },
  { section: '0.2', name: 'PUT is not POST', request: { call: 'PUT /users/track' }, status: 404 },
  { section: '0.2', name: 'a path in capitals is another path', request: post('/users/TRACK', {}), status: 404 },
  {
    section: '0.1',
    name: 'a key in the query is no key',
    request: { ...get('/campaigns/list?api_key=key-with-everything'), headers: { authorization: null } },
    status: 401,
  },
  {
    section: '0.1',
    name: 'a key in another header is no key',
    request: { ...get('/campaigns/list'), headers: { authorization: null, 'x-api-key': 'key-with-everything' } },
    status: 401,
  },
  {
    section: '0.1',
    name: 'text that looks like JSON is 415',
    request: { ...track({}), headers: { 'content-type': 'application/jsonp' } },
    status: 415,
  },
  {
    section: '0.1',
    name: 'a body of 12 MB is read to its end and refused',
    request: track({ partner: 'x'.repeat(12_000_000) }),
    status: 413,
    headers: { 'x-ratelimit-limit': '3000' },
  },
  {
    section: '0.2',
    name: 'a body that is nested without end cannot be parsed',
    request: track(`{"attributes":[{"external_id":"ada","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}` as never),
    status: 400,
    body: { message: 'Error while parsing request body. Please check your syntax.' },
  },
  {
    section: '0.2',
    name: 'brackets in a text nest nothing',
    request: track({ attributes: [{ external_id: 'ada', a: '[{"'.repeat(80) }] }),
    status: 201,
  },
  { section: '0.2', name: 'null is no body', request: track(null as never), status: 400 },
  {
    section: '0.2',
    name: '415 comes before the size',
    request: { ...track({}), headers: { 'content-type': null } },
    status: 415,
  },
];

const people: readonly Case[] = [
  {
    section: '1.4',
    name: 'a user who is named twice is deleted once',
    request: post('/users/delete', { external_ids: ['ada', 'ada'] }),
    status: 201,
    body: { deleted: 1 },
  },
  {
    section: '1.4',
    name: 'a deleted user who is tracked again is a new one',
    before: [
      post('/users/delete', { external_ids: ['ada'] }),
      track({ attributes: [{ external_id: 'ada', fresh: 1 }] }),
    ],
    request: read('ada', 'external_id', 'email', 'custom_attributes'),
    status: 201,
    body: { users: [{ external_id: 'ada', custom_attributes: { fresh: 1 } }], invalid_user_ids: [] },
  },
  {
    section: '1.4',
    name: 'the e-mail address wins over the telephone',
    before: [track({ attributes: [{ email: 'ben@example.com', phone: '+12025550100', mark: 1 }] })],
    request: read('ben', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { mark: 1 } }] },
  },
  {
    section: '1.3',
    name: 'a zone by its Rails name is a zone',
    before: [
      track({ attributes: [{ external_id: 'ben', time_zone: 'Eastern Time (US & Canada)' }] }),
      create('2026-03-03T09:00:00'),
      27 * HOUR,
    ],
    request: nothing,
    status: 400,
    reached: ['ben'],
  },
  {
    section: '3',
    name: 'a zone that does not exist is unknown: the workspace’s counts',
    before: [
      track({ attributes: [{ external_id: 'ben', time_zone: 'Mars/Olympus' }] }),
      create('2026-03-03T09:00:00'),
      21 * HOUR,
    ],
    request: nothing,
    status: 400,
    reached: ['ben'],
  },
  {
    section: '3',
    name: 'a user who was just made lives in the workspace’s zone',
    before: [
      track({ attributes: [{ external_id: 'new', email: 'new@example.com' }] }),
      create('2026-03-03T09:00:00', { recipients: to('new') }),
      21 * HOUR,
    ],
    request: nothing,
    status: 400,
    reached: ['new'],
  },
];

const twin = track({ attributes: [{ external_id: 'twin', email: 'ada@example.com' }] });
const byMail = (...prioritization: string[]): Request =>
  campaign({ recipients: [{ email: 'ada@example.com', prioritization }] });

const sends: readonly Case[] = [
  {
    section: '2.1',
    name: 'a segment is not accepted',
    request: campaign({ segment_id: 'seg-gold' }),
    status: 400,
    reached: null,
  },
  {
    section: '2.2',
    name: 'a canvas takes no segment',
    request: canvas({ segment_id: 'seg-gold' }),
    status: 400,
    reached: null,
  },
  { section: '2.2', name: 'no send id', request: canvas({ send_id: 's' }), status: 400, reached: null },
  { section: '2.2', name: 'and no attachments', request: canvas({ attachments: [] }), status: 400, reached: null },
  {
    section: '2.1',
    name: 'attachments have a name and an address',
    request: campaign({ attachments: [{ file_name: 'a' }] }),
    status: 400,
  },
  {
    section: '2.1',
    name: 'attachments',
    request: campaign({ attachments: [{ file_name: 'a.pdf', url: 'https://example.com/a.pdf' }] }),
    status: 201,
  },
  {
    section: '2.1',
    name: 'names that are null are no names',
    request: campaign({ recipients: [{ external_user_id: 'ada', user_alias: null, email: null }] }),
    status: 201,
    reached: ['ada'],
  },
  {
    section: '2.1',
    name: 'a tie between users of one address reaches nobody',
    before: [twin],
    request: byMail('identified'),
    status: 201,
    reached: [],
  },
  {
    section: '2.1',
    name: 'the one updated last',
    before: [1, twin],
    request: byMail('most_recently_updated'),
    status: 201,
    reached: ['twin'],
  },
  {
    section: '2.1',
    name: 'the one updated first',
    before: [1, twin],
    request: byMail('least_recently_updated'),
    status: 201,
    reached: ['ada'],
  },
  {
    section: '0.5',
    name: 'the last entry of a repeated recipient counts',
    before: [
      campaign({
        recipients: [
          { external_user_id: 'ada', trigger_properties: { text: 'one' } },
          { external_user_id: 'ada', trigger_properties: { text: 'two' } },
        ],
      }),
    ],
    request: get('/sandbox/journal'),
    status: 200,
    body: { entries: [{ recipients: [{ externalId: 'ada', properties: { text: 'two' } }] }] },
  },
  {
    section: '2.1',
    name: 'one second before its end the window still holds',
    before: [campaign({ campaign_id: 'camp-once' }), 3_599],
    request: campaign({ campaign_id: 'camp-once' }),
    status: 201,
    reached: [],
  },
  {
    section: '2.3',
    name: 'a template that aborts for some reaches the others',
    request: messages(UNLESS_ADA),
    status: 201,
    body: { message: 'success' },
    reached: ['ada'],
  },
  {
    section: '6.3',
    name: 'the journal says who was aborted and why',
    before: [messages(UNLESS_ADA)],
    request: get('/sandbox/journal'),
    status: 200,
    body: {
      recipients: 1,
      entries: [{ skipped: [{ externalId: 'ben', reason: 'aborted', channel: 'email', detail: 'no name' }] }],
    },
  },
  {
    section: '6.3',
    name: 'and so does Currents',
    before: [messages("{% abort_message('no name') %}", { external_user_ids: ['ben'] }), 2 * 86_400],
    request: events(),
    status: 200,
    body: {
      events: [
        {
          event_type: 'users.messages.email.Abort',
          user: { external_user_id: 'ben' },
          properties: { abort_type: 'liquid_abort_message', abort_log: 'no name' },
        },
      ],
    },
  },
  {
    section: '2.3',
    name: 'an aborted message counts towards no cap',
    before: [messages("{% abort_message('x') %}")],
    request: messages('Hi'),
    status: 201,
    reached: ['ada', 'ben'],
  },
  {
    section: '5',
    name: 'a content block may abort too',
    request: messages(`{{content_blocks.${named('nobody')}}}Hi`),
    status: 201,
    reached: ['ada'],
  },
  {
    section: '5',
    name: 'a template with a content block that is there',
    request: post('/templates/email/create', {
      template_name: 'T',
      subject: 'S',
      body: `{{content_blocks.${named('greeting')}}}`,
    }),
    status: 201,
  },
  {
    section: '5',
    name: 'and with one that is not',
    request: post('/templates/email/create', {
      template_name: 'T',
      subject: 'S',
      body: `{{content_blocks.${named('missing')}}}`,
    }),
    status: 400,
    body: { message: 'Email must have valid Content Block names' },
  },
  ...(
    [
      ['a number compared with a text', 'points', 'greater_than', '3'],
      ['days that are no number', 'seen', 'less_than_x_days_ago', 'three'],
      ['a time that is none', 'seen', 'after', 'soon'],
      ['a regular expression that is none', 'tier', 'matches_regex', '('],
      ['an unknown comparison', 'tier', 'like', 'g'],
      ['a comparison without a value', 'tier', 'equals', undefined],
    ] as const
  ).map(
    ([name, attribute, comparison, value]): Case => ({
      section: '2.4',
      name,
      request: audience(attribute, comparison, value),
      status: 400,
      reached: null,
    }),
  ),
  {
    section: '2.4',
    name: 'an ordered comparison leaves other types alone',
    request: audience('vip', 'greater_than', 0),
    status: 201,
    reached: [],
  },
  {
    section: '2.4',
    name: 'a subscription state that is none',
    request: campaign({ audience: { AND: [{ push_subscription_status: { comparison: 'is', value: 'maybe' } }] } }),
    status: 400,
  },
];

const split = campaign({ campaign_id: 'camp-split', recipients: to('ada', 'ben', 'dee') });
const splitRow = get('/campaigns/data_series?campaign_id=camp-split&length=1');

const series: readonly Case[] = [
  {
    section: '4.3',
    name: 'each variation has people, conversions and revenue of its own; a control has those enrolled',
    before: [split],
    request: splitRow,
    status: 200,
    body: {
      data: [
        {
          messages: {
            email: [
              {
                variation_name: 'Mail',
                variation_api_id: 'split-mail',
                sent: expect.any(Number),
                unique_recipients: expect.any(Number),
                conversions: 0,
                conversions_by_send_time: 0,
                conversions3: 0,
                revenue: 0,
              },
              {
                variation_name: 'Control',
                variation_api_id: 'split-control',
                enrolled: expect.any(Number),
                conversions: 0,
              },
            ],
          },
        },
      ],
    },
  },
  {
    section: '4.3',
    name: 'what was reported converts',
    before: [split, HOUR, track({ events: [signed] })],
    request: splitRow,
    status: 200,
    body: { data: [{ messages: { email: expect.arrayContaining([expect.objectContaining({ conversions: 1 })]) } }] },
  },
  {
    section: '4.4',
    name: 'a conversion goes to the most recent send id',
    before: [
      post('/sends/id/create', { campaign_id: 'camp', send_id: 's1' }),
      post('/sends/id/create', { campaign_id: 'camp', send_id: 's2' }),
      campaign({ send_id: 's1' }),
      60,
      campaign({ send_id: 's2' }),
      HOUR,
      track({
        purchases: [{ external_id: 'ada', product_id: 'p', currency: 'USD', price: 5, time: '2026-03-02T11:30:00Z' }],
      }),
    ],
    request: get('/sends/data_series?campaign_id=camp&send_id=s1&length=1'),
    status: 200,
    body: {
      data: [
        {
          unique_recipients: 1,
          conversions: 0,
          messages: { email: [{ variation_name: 'Variation 1', sent: 1, conversions: 0 }] },
        },
      ],
    },
  },
  {
    section: '4.3',
    name: 'and counts once',
    before: [
      campaign({}),
      60,
      campaign({}),
      HOUR,
      track({
        purchases: [{ external_id: 'ada', product_id: 'p', currency: 'USD', price: 5, time: '2026-03-02T11:30:00Z' }],
      }),
    ],
    request: get('/campaigns/data_series?campaign_id=camp&length=1'),
    status: 200,
    body: { data: [{ conversions: 1, conversions_by_send_time: 1, revenue: 5 }] },
  },
  {
    section: '6.3',
    name: 'Currents tells of a reported event, with its properties',
    before: [HOUR, track({ events: [{ ...signed, properties: { plan: 'a' } }] }), 2 * 86_400],
    request: events(),
    status: 200,
    body: {
      events: [
        {
          event_type: 'users.behaviors.CustomEvent',
          time: Date.parse(signed.time) / 1000,
          user: { external_user_id: 'ada' },
          properties: { name: 'signed', properties: '{"plan":"a"}' },
        },
      ],
    },
  },
  {
    section: '6.3',
    name: 'an entry into a canvas names its variant',
    before: [canvas({}), 2 * 86_400],
    request: events(),
    status: 200,
    body: {
      events: expect.arrayContaining([
        expect.objectContaining({
          event_type: 'users.canvas.Entry',
          properties: expect.objectContaining({
            canvas_id: 'canvas',
            canvas_variation_id: 'variant-1',
            in_control_group: false,
          }),
        }),
      ]),
    },
  },
  {
    section: '4.7',
    name: 'a summary is the series in one',
    before: [canvas({}), 86_400, canvas({ recipients: to('ben') })],
    request: get('/canvas/data_summary?canvas_id=canvas&length=7&include_variant_breakdown=true'),
    status: 200,
    body: {
      message: 'success',
      data: { name: 'Welcome', total_stats: { entries: 2 }, variant_stats: { 'variant-1': { entries: 2 } } },
    },
  },
];

conform([...envelope, ...people, ...sends, ...series]);

test('§0.4 a page holds 100, and the second one the rest', async () => {
  const things = <T extends object>(more: T) =>
    Array.from({ length: 101 }, (_, i) => ({ id: `thing-${String(i).padStart(3, '0')}`, ...more }));
  const state = {
    version: 1,
    users: [],
    keys: [{ key: 'a-long-key', permissions: 'all' }],
    segments: things({ members: 'everyone' }),
    campaigns: things({ messages: [{ id: 'm', channel: 'email' }] }),
    canvases: things({ variants: [{ id: 'v', first_step_id: null }], steps: [] }),
  };
  const sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt: NOW, state });
  try {
    const page = async (path: string): Promise<readonly { id: string }[]> => {
      const answer = await fetch(sandbox.url + path, { headers: { authorization: 'Bearer a-long-key' } });
      const { message, ...lists } = (await answer.json()) as Reply['body'];
      expect(message).toBe('success');
      return Object.values(lists)[0] as readonly { id: string }[];
    };
    for (const kind of ['campaigns', 'canvas', 'segments']) {
      expect(await page(`/${kind}/list`)).toHaveLength(100);
      expect((await page(`/${kind}/list?page=1`)).map(({ id }) => id)).toEqual(['thing-100']);
      expect((await page(`/${kind}/list?sort_direction=desc`))[0]?.id).toBe('thing-100');
    }
  } finally {
    await sandbox.close();
  }
});
