/** Limits exactly at their bound and one past it, lengths in characters, types of values: contract §0.1 to §5. */
import { expect } from 'vitest';
import { type Case, conform, get, many, post, type Request, to } from './harness.ts';

const track = (body: object): Request => post('/users/track', body);
const attributes = (object: object): Request => track({ attributes: [{ external_id: 'ada', ...object }] });
const event = (object: object): Request =>
  track({ events: [{ external_id: 'ada', name: 'e', time: '2026-03-02T10:00:00Z', ...object }] });
const purchase = (object: object): Request =>
  track({
    purchases: [
      { external_id: 'ada', product_id: 'p', currency: 'EUR', price: 1, time: '2026-03-02T10:00:00Z', ...object },
    ],
  });
const bulk = (body: object): Request => post('/users/track/bulk', body);
const refused = (type: unknown, input_array = 'attributes') => ({ errors: [{ type, input_array, index: 0 }] });
const MESSAGE = expect.any(String);
const EMOJI = '🛍️'.repeat(127);
/** 255 characters that are 510 UTF-16 units. */
const WIDE = '🎉'.repeat(255);

/** Properties whose JSON is so many bytes. */
const bytes = (size: number): object => ({ t: 'x'.repeat(size - '{"t":""}'.length) });
const campaign = (body: object): Request =>
  post('/campaigns/trigger/send', { campaign_id: 'camp', recipients: to('ada'), ...body });
const canvas = (body: object): Request =>
  post('/canvas/trigger/send', { canvas_id: 'canvas', recipients: to('ada'), ...body });
const ids = (body: object): Request => post('/users/export/ids', { fields_to_export: ['external_id'], ...body });
const aliases = (n: number): readonly object[] => many(n).map((alias_name) => ({ alias_name, alias_label: 'l' }));
const template = (body: object): Request =>
  post('/templates/email/create', { template_name: 'N', subject: 'S', body: 'B', ...body });

const tracked: readonly Case[] = [
  {
    section: '1.4',
    name: 'an attribute name of 255 characters',
    request: attributes({ ['k'.repeat(255)]: 1 }),
    status: 201,
  },
  {
    section: '1.4',
    name: 'one of 256',
    request: attributes({ ['k'.repeat(256)]: 1 }),
    status: 400,
    body: refused(MESSAGE),
  },
  { section: '1.4', name: 'a value of 255 emojis', request: attributes({ a: WIDE }), status: 201 },
  { section: '1.4', name: 'and of 256', request: attributes({ a: `${WIDE}🎉` }), status: 400, body: refused(MESSAGE) },
  { section: '1.4', name: 'a long text inside a list', request: attributes({ a: ['x'.repeat(256)] }), status: 400 },
  { section: '1.4', name: 'an event name of 255 emojis', request: event({ name: WIDE }), status: 201 },
  { section: '1.4', name: 'an event name of 256', request: event({ name: `${WIDE}🎉` }), status: 400 },
  {
    section: '1.4',
    name: 'a property text of 254 characters',
    request: event({ properties: { p: EMOJI } }),
    status: 201,
  },
  {
    section: '1.4',
    name: 'a property text of 256 characters',
    request: event({ properties: { p: 'x'.repeat(256) } }),
    status: 400,
    body: refused(MESSAGE, 'events'),
  },
  { section: '1.4', name: 'a reserved property', request: event({ properties: { event_name: 'x' } }), status: 400 },
  {
    section: '1.4',
    name: 'properties beyond 100 KB',
    request: event({ properties: { list: Array.from({ length: 1_000 }, () => 'x'.repeat(110)) } }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'a product id of 256 characters',
    request: purchase({ product_id: 'p'.repeat(256) }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'a currency outside ISO 4217',
    request: purchase({ currency: 'QQQ' }),
    status: 400,
    body: refused(MESSAGE, 'purchases'),
  },
  { section: '1.4', name: 'a quantity of 1', request: purchase({ quantity: 1 }), status: 201 },
  { section: '1.4', name: 'a quantity of 100', request: purchase({ quantity: 100 }), status: 201 },
  { section: '1.4', name: 'a quantity that is not whole', request: purchase({ quantity: 1.5 }), status: 400 },
  {
    section: '1.4',
    name: 'an increment that is not whole',
    request: attributes({ points: { inc: 0.5 } }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'a time with an offset',
    request: event({ time: '2026-03-02T12:00:00+02:00' }),
    status: 201,
  },
  { section: '1.4', name: 'a time that is a number', request: event({ time: 1_772_000_000 }), status: 400 },
  {
    section: '1.4',
    name: 'an external id that is a number names nobody',
    request: track({ attributes: [{ external_id: 7, a: 1 }] }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'bytes of an external id are counted, not characters',
    request: attributes({ external_id: 'é'.repeat(494), a: 1 }),
    status: 400,
    body: refused("'external_id' must be fewer than 988 bytes"),
  },
  {
    section: '1.4',
    name: 'a location',
    request: attributes({ current_location: { longitude: -73.9, latitude: 40.7 } }),
    status: 201,
  },
  ...(
    [
      [{ current_location: { longitude: 200, latitude: 1 } }, 'BAD_LOCATION_UPDATE'],
      [{ push_tokens: 'x' }, 'BAD_PUSH_TOKEN_IMPORT'],
      [{ push_tokens: [{ token: 't' }] }, 'BAD_PUSH_TOKEN_APP_ID'],
      [{ push_tokens: [{ app_id: 'a', token: 1 }] }, 'BAD_PUSH_TOKEN_STRING'],
      [{ push_tokens: [{ app_id: 'a', token: '' }] }, 'BAD_PUSH_TOKEN_VALUE'],
      [{ push_tokens: [{ app_id: 'a', token: 't', device_id: 1 }] }, 'BAD_DEVICE_ID'],
      [{ subscription_groups: {} }, 'BAD_SUBSCRIPTION_GROUP_ARRAY'],
      [{ subscription_groups: [1] }, 'BAD_SUBSCRIPTION_GROUP_HASH'],
      [{ subscription_groups: [{}] }, 'BAD_SUBSCRIPTION_GROUP_ID'],
    ] as const
  ).map(
    ([object, type]): Case => ({
      section: '1.4',
      name: `${type} for ${JSON.stringify(object)}`,
      request: attributes(object),
      status: 400,
      body: refused(type),
    }),
  ),
  {
    section: '1.4',
    name: 'bulk takes 1,000 objects',
    request: bulk({ attributes: many(1_000).map((external_id) => ({ external_id, a: 1 })) }),
    status: 201,
    body: { message: 'success', attributes_processed: 1_000 },
    headers: { 'x-ratelimit-limit': '50' },
  },
  {
    section: '1.4',
    name: 'and not 1,001',
    request: bulk({ attributes: many(1_001).map((external_id) => ({ external_id })) }),
    status: 400,
    body: { message: 'Max Input Length Exceeded' },
  },
  {
    section: '1.4',
    name: 'of one user bulk takes 100',
    request: bulk({ attributes: many(100).map((a) => ({ external_id: 'ada', a })) }),
    status: 201,
  },
  {
    section: '1.4',
    name: 'and not 101',
    request: bulk({ attributes: many(101).map((a) => ({ external_id: 'ada', a })) }),
    status: 400,
  },
  {
    section: '0.1',
    name: 'bulk beyond 2 MB',
    request: bulk({ partner: 'x'.repeat(2_100_000) }),
    status: 413,
    headers: { 'x-ratelimit-limit': '50' },
  },
  {
    section: '1.4',
    name: 'sync takes one object',
    request: post('/users/track/sync', { attributes: [{ external_id: 'ada', a: 1 }] }),
    status: 201,
    headers: { 'x-ratelimit-limit': '500' },
  },
  {
    section: '1.4',
    name: 'and not two',
    request: post('/users/track/sync', { attributes: [{ external_id: 'ada' }, { external_id: 'ben' }] }),
    status: 400,
  },
];

const others: readonly Case[] = [
  {
    section: '2.1',
    name: 'properties of 50 KB',
    request: campaign({ trigger_properties: bytes(50_000) }),
    status: 201,
  },
  { section: '2.1', name: 'one byte more', request: campaign({ trigger_properties: bytes(50_001) }), status: 400 },
  { section: '2.2', name: 'a context of 50 KB', request: canvas({ context: bytes(50_000) }), status: 201 },
  { section: '2.2', name: 'one byte more', request: canvas({ context: bytes(50_001) }), status: 400 },
  {
    section: '2.2',
    name: 'a recipient’s context beyond it',
    request: canvas({ recipients: [{ external_user_id: 'ada', context: bytes(50_001) }] }),
    status: 400,
  },
  {
    section: '1.1',
    name: '25 ids and 25 aliases',
    request: ids({ external_ids: many(25), user_aliases: aliases(25) }),
    status: 201,
  },
  {
    section: '1.1',
    name: '25 ids and 26 aliases',
    request: ids({ external_ids: many(25), user_aliases: aliases(26) }),
    status: 400,
  },
  {
    section: '1.4',
    name: '50 deletions',
    request: post('/users/delete', { external_ids: many(50) }),
    status: 201,
    body: { deleted: 0 },
  },
  {
    section: '1.4',
    name: '51 deletions',
    request: post('/users/delete', { external_ids: many(51) }),
    status: 400,
    body: { message: 'The max number of ids per request was exceeded' },
  },
  {
    section: '0.5',
    name: 'a send id of 64 characters',
    request: post('/sends/id/create', { campaign_id: 'camp', send_id: 'x'.repeat(64) }),
    status: 201,
    body: { send_id: 'x'.repeat(64) },
  },
  {
    section: '0.5',
    name: 'a send id outside ASCII',
    request: post('/sends/id/create', { campaign_id: 'camp', send_id: 'é' }),
    status: 400,
  },
  {
    section: '3.1',
    name: 'the 101st send id of a day',
    before: Array.from({ length: 100 }, () => post('/sends/id/create', { campaign_id: 'camp' })),
    request: post('/sends/id/create', { campaign_id: 'camp' }),
    status: 429,
  },
  {
    section: '3.1',
    name: 'and the first of the next',
    before: [...Array.from({ length: 100 }, () => post('/sends/id/create', { campaign_id: 'camp' })), 86_400],
    request: post('/sends/id/create', { campaign_id: 'camp' }),
    status: 201,
  },
  { section: '5', name: 'a template of 400 KB', request: template({ body: 'x'.repeat(400_000) }), status: 201 },
  { section: '5', name: 'one byte more', request: template({ body: 'x'.repeat(400_001) }), status: 400 },
  { section: '0.4', name: 'a limit of 0', request: get('/templates/email/list?limit=0'), status: 400 },
  { section: '0.4', name: 'a negative offset', request: get('/templates/email/list?offset=-1'), status: 400 },
  { section: '0.4', name: 'a negative page', request: get('/canvas/list?page=-1'), status: 400 },
  { section: '0.4', name: 'a page given twice', request: get('/canvas/list?page=0&page=1'), status: 400 },
  {
    section: '0.4',
    name: 'a list of templates without a limit ends at 100',
    before: Array.from({ length: 99 }, () => template({})),
    request: get('/templates/email/list'),
    status: 200,
    body: { count: 100 },
  },
  {
    section: '0.4',
    name: 'templates too come newest first when asked',
    request: get('/templates/email/list?sort_direction=desc'),
    status: 200,
    body: { templates: [{ email_template_id: 'tpl-2' }, { email_template_id: 'tpl-1' }] },
  },
  {
    section: '4.3',
    name: 'a length that is not whole',
    request: get('/campaigns/data_series?campaign_id=camp&length=1.5'),
    status: 400,
  },
  {
    section: '4.4',
    name: 'sends: 100 days',
    request: get('/sends/data_series?campaign_id=camp&send_id=s&length=100'),
    status: 200,
  },
  {
    section: '4.4',
    name: 'sends: 101 days',
    request: get('/sends/data_series?campaign_id=camp&send_id=s&length=101'),
    status: 400,
  },
  {
    section: '4.4',
    name: 'sends of a campaign that does not go out over the API',
    request: get('/sends/data_series?campaign_id=camp-daily&send_id=s&length=1'),
    status: 400,
  },
  {
    section: '4.10',
    name: 'segments: 100 days',
    request: get('/segments/data_series?segment_id=seg-two&length=100'),
    status: 200,
  },
  {
    section: '4.7',
    name: 'a canvas of 0 days',
    request: get('/canvas/data_series?canvas_id=canvas&length=0'),
    status: 400,
  },
  {
    section: '4.7',
    name: 'a start 15 days before the end',
    request: get('/canvas/data_series?canvas_id=canvas&starting_at=2026-02-15&ending_at=2026-03-02'),
    status: 400,
  },
];

conform([...tracked, ...others]);
