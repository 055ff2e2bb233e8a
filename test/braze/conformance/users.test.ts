/** /users/*: contract §1.1 to §1.4. */
import { expect } from 'vitest';
import { type Case, conform, many, post, type Reply, type Request } from './harness.ts';

const ids = (body: object): Request => post('/users/export/ids', { fields_to_export: ['external_id'], ...body });
const read = (externalId: string, ...fields: string[]): Request =>
  post('/users/export/ids', { external_ids: [externalId], fields_to_export: fields });
const track = (body: object): Request => post('/users/track', body);
const attributes = (...objects: object[]): Request => track({ attributes: objects });
const visit = { name: 'visit', time: '2026-03-02T10:00:00Z' };
const item = { product_id: 'p', currency: 'USD', price: 9.99, time: '2026-03-02T10:00:00Z' };
const NOBODY = "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required";
const NOTHING = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.";
const segment = (body: object = {}): Request =>
  post('/users/export/segment', { segment_id: 'seg-all', fields_to_export: ['external_id'], ...body });
const download = (answers: readonly Reply[]): Request => ({ call: `GET ${answers[0]!.body.url}` });
const error = (type: string, input_array: string, index: number) => ({ errors: [{ type, input_array, index }] });

const cases: readonly Case[] = [
  {
    section: '1.1',
    name: 'a known id is exported with what was asked for',
    request: read('ada', 'external_id', 'country', 'language', 'time_zone', 'random_bucket'),
    status: 201,
    body: {
      message: 'success',
      users: [{ external_id: 'ada', country: 'US', language: 'en', time_zone: 'America/New_York', random_bucket: 17 }],
      invalid_user_ids: [],
    },
  },
  {
    section: '1.1',
    name: 'an unknown id is listed, and it is still a success',
    request: ids({ external_ids: ['nobody'] }),
    status: 201,
    body: { message: 'success', users: [], invalid_user_ids: ['nobody'] },
  },
  {
    section: '1.1',
    name: 'known and unknown ids together',
    request: ids({ external_ids: ['ada', 'nobody', 'ben'] }),
    status: 201,
    body: { users: [{ external_id: 'ada' }, { external_id: 'ben' }], invalid_user_ids: ['nobody'] },
  },
  {
    section: '1.1',
    name: 'empty fields are left out',
    request: read('eve', 'external_id', 'email', 'gender', 'custom_attributes', 'purchases'),
    status: 201,
    body: { users: [{ external_id: 'eve' }] },
  },
  {
    section: '1.1',
    name: 'a user is found by e-mail address',
    request: ids({ email_address: 'ben@example.com' }),
    status: 201,
    body: { users: [{ external_id: 'ben' }] },
  },
  {
    section: '1.1',
    name: 'a user is found by telephone',
    request: ids({ phone: '+12025550100' }),
    status: 201,
    body: { users: [{ external_id: 'ada' }] },
  },
  {
    section: '1.1',
    name: 'a user is found by alias',
    before: [
      attributes({ external_id: 'ada', user_alias: undefined, x: 1 }),
      attributes({ user_alias: { alias_name: 'n', alias_label: 'l' }, _update_existing_only: false, x: 2 }),
    ],
    request: post('/users/export/ids', {
      user_aliases: [{ alias_name: 'n', alias_label: 'l' }],
      fields_to_export: ['user_aliases', 'custom_attributes'],
    }),
    status: 201,
    body: { users: [{ user_aliases: [{ alias_name: 'n', alias_label: 'l' }], custom_attributes: { x: 2 } }] },
  },
  { section: '1.1', name: '50 ids are accepted', request: ids({ external_ids: many(50) }), status: 201 },
  {
    section: '1.1',
    name: '51 ids are refused',
    request: ids({ external_ids: many(51) }),
    status: 400,
    body: { message: 'The max number of external_ids and aliases per request was exceeded' },
  },
  {
    section: '1.1',
    name: 'ids and aliases count together',
    request: ids({ external_ids: many(50), user_aliases: [{ alias_name: 'n', alias_label: 'l' }] }),
    status: 400,
  },
  { section: '1.1', name: 'no identifier is 400', request: ids({}), status: 400 },
  {
    section: '1.1',
    name: 'two of the single identifiers are 400',
    request: ids({ phone: '+1', email_address: 'a@b.co' }),
    status: 400,
  },
  {
    section: '1.1',
    name: 'no fields are 400',
    request: post('/users/export/ids', { external_ids: ['ada'] }),
    status: 400,
  },
  {
    section: '1.3',
    name: 'custom events are name, first, last, count and nothing else',
    request: read('ada', 'custom_events'),
    status: 201,
    body: {
      users: [
        {
          custom_events: [
            { name: 'visit', first: '2025-10-01T08:00:00.000Z', last: '2026-03-01T09:30:00.000Z', count: 7 },
          ],
        },
      ],
    },
  },
  {
    section: '1.3',
    name: 'purchases have the product as name, and revenue is a number',
    request: read('ada', 'purchases', 'total_revenue'),
    status: 201,
    body: {
      users: [
        {
          purchases: [{ name: 'sku-1', first: '2026-01-05T00:00:00.000Z', last: '2026-02-05T00:00:00.000Z', count: 3 }],
          total_revenue: 59.97,
        },
      ],
    },
  },
  {
    section: '1.3',
    name: 'all custom attributes',
    request: read('ben', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { tier: 'silver', points: 3 } }] },
  },
  {
    section: '1.3',
    name: 'a campaign that was received is one entry',
    before: [
      post('/campaigns/trigger/send', { campaign_id: 'camp', recipients: [{ external_user_id: 'ada' }] }),
      1,
      post('/campaigns/trigger/send', { campaign_id: 'camp', recipients: [{ external_user_id: 'ada' }] }),
    ],
    request: read('ada', 'campaigns_received'),
    status: 201,
    body: {
      users: [
        {
          campaigns_received: [
            {
              name: 'Offer',
              api_campaign_id: 'camp',
              last_received: '2026-03-02T11:00:01.000Z',
              engaged: {},
              converted: false,
            },
          ],
        },
      ],
    },
  },
  {
    section: '1.3',
    name: 'of a multivariate campaign the variation is named',
    before: [post('/campaigns/trigger/send', { campaign_id: 'camp-multi', recipients: [{ external_user_id: 'ada' }] })],
    request: read('ada', 'campaigns_received'),
    status: 201,
    body: {
      users: [
        {
          campaigns_received: [
            {
              variation_name: expect.stringMatching(/^[AB]$/),
              variation_api_id: expect.stringMatching(/^multi-[ab]$/),
              in_control: false,
            },
          ],
        },
      ],
    },
  },
  {
    section: '1.3',
    name: 'a canvas that was received has its steps',
    before: [post('/canvas/trigger/send', { canvas_id: 'canvas', recipients: [{ external_user_id: 'ada' }] })],
    request: read('ada', 'canvases_received'),
    status: 201,
    body: {
      users: [
        {
          canvases_received: [
            {
              name: 'Welcome',
              api_canvas_id: 'canvas',
              variation_name: 'Variant 1',
              in_control: false,
              last_entered_control_at: null,
              steps_received: [{ name: 'First', api_canvas_step_id: 'step-1' }],
            },
          ],
        },
      ],
    },
  },
  {
    section: '1.2',
    name: 'an export is named at once',
    request: segment(),
    status: 201,
    body: {
      message: 'success',
      object_prefix: expect.stringMatching(/^[0-9a-f-]{36}-\d{10}$/),
      url: expect.stringMatching(/^http.*\.zip$/),
    },
  },
  {
    section: '1.2',
    name: 'its address is denied at first',
    before: [segment()],
    request: download,
    status: 403,
    body: expect.stringContaining('AccessDenied'),
  },
  {
    section: '1.2',
    name: 'and answers when it is ready',
    before: [segment(), 300],
    request: download,
    status: 200,
    headers: { 'content-type': 'application/zip' },
  },
  {
    section: '1.2',
    name: 'four hours later it is denied again',
    before: [segment(), 300, 4 * 3600],
    request: download,
    status: 403,
  },
  {
    section: '1.2',
    name: 'a second export of the segment while one runs is 429',
    before: [segment()],
    request: segment(),
    status: 429,
  },
  {
    section: '1.2',
    name: 'another segment has its own',
    before: [segment()],
    request: segment({ segment_id: 'seg-two' }),
    status: 201,
  },
  {
    section: '1.2',
    name: 'after the first is done the next may start',
    before: [segment(), 300],
    request: segment(),
    status: 201,
  },
  {
    section: '1.2',
    name: 'a cancelled export makes room',
    before: [segment(), post('/export/segment/cancel', { segment_id: 'seg-all' })],
    request: segment(),
    status: 201,
  },
  { section: '1.2', name: 'an unknown segment is 400', request: segment({ segment_id: 'x' }), status: 400 },
  { section: '1.2', name: 'no segment is 400', request: segment({ segment_id: undefined }), status: 400 },
  { section: '1.2', name: 'fields are required', request: segment({ fields_to_export: undefined }), status: 400 },
  {
    section: '1.2',
    name: '500 attributes are accepted',
    request: segment({ custom_attributes_to_export: many(500) }),
    status: 201,
  },
  {
    section: '1.2',
    name: '501 attributes are refused',
    request: segment({ custom_attributes_to_export: many(501) }),
    status: 400,
  },
  { section: '1.2', name: 'gzip needs own storage', request: segment({ output_format: 'gzip' }), status: 400 },
  { section: '1.2', name: 'zip may be named', request: segment({ output_format: 'zip' }), status: 201 },

  {
    section: '1.4',
    name: 'what was sent is counted, array by array',
    request: track({
      attributes: [{ external_id: 'ada', x: 1 }],
      events: [
        { external_id: 'ada', ...visit },
        { external_id: 'ben', ...visit },
      ],
    }),
    status: 201,
    body: { message: 'success', attributes_processed: 1, events_processed: 2 },
    without: ['purchases_processed', 'errors'],
  },
  {
    section: '1.4',
    name: 'an attribute can be read back',
    before: [attributes({ external_id: 'ben', tier: 'gold', new: [1, 1, 2] })],
    request: read('ben', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { tier: 'gold', points: 3, new: [1, 2] } }] },
  },
  {
    section: '1.4',
    name: 'null removes',
    before: [attributes({ external_id: 'ben', tier: null })],
    request: read('ben', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { points: 3 } }] },
  },
  {
    section: '1.4',
    name: 'inc increments',
    before: [attributes({ external_id: 'ben', points: { inc: 4 } }, { external_id: 'ben', fresh: { inc: 2 } })],
    request: read('ben', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { points: 7, fresh: 2 } }] },
  },
  {
    section: '1.4',
    name: 'add and remove change a list, whose values are unique',
    before: [
      attributes({ external_id: 'ada', tags: { add: ['c', 'a'] } }, { external_id: 'ada', tags: { remove: ['b'] } }),
    ],
    request: read('ada', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { tags: ['a', 'c'] } }] },
  },
  {
    section: '1.4',
    name: 'a standard field is written',
    before: [attributes({ external_id: 'ben', first_name: 'Ben', email_subscribe: 'unsubscribed' })],
    request: read('ben', 'first_name', 'email_subscribe'),
    status: 201,
    body: { users: [{ first_name: 'Ben', email_subscribe: 'unsubscribed' }] },
  },
  {
    section: '1.4',
    name: 'an unknown external id makes a user',
    before: [attributes({ external_id: 'new', x: 1 })],
    request: read('new', 'external_id', 'custom_attributes'),
    status: 201,
    body: { users: [{ external_id: 'new', custom_attributes: { x: 1 } }], invalid_user_ids: [] },
  },
  {
    section: '1.4',
    name: 'not when only existing ones are to be updated',
    before: [attributes({ external_id: 'new', _update_existing_only: true, x: 1 })],
    request: read('new', 'external_id'),
    status: 201,
    body: { users: [], invalid_user_ids: ['new'] },
  },
  {
    section: '1.4',
    name: 'an alias only updates unless told otherwise',
    before: [attributes({ user_alias: { alias_name: 'n', alias_label: 'l' }, x: 1 })],
    request: post('/users/export/ids', {
      user_aliases: [{ alias_name: 'n', alias_label: 'l' }],
      fields_to_export: ['braze_id'],
    }),
    status: 201,
    body: { users: [] },
  },
  {
    section: '1.4',
    name: 'an event adds to its count',
    before: [track({ events: [{ external_id: 'ada', ...visit }] })],
    request: read('ada', 'custom_events'),
    status: 201,
    body: {
      users: [
        {
          custom_events: [
            { name: 'visit', count: 8, first: '2025-10-01T08:00:00.000Z', last: '2026-03-02T10:00:00.000Z' },
          ],
        },
      ],
    },
  },
  {
    section: '1.4',
    name: 'repeated events are separate events',
    before: [
      track({
        events: [
          { external_id: 'ben', ...visit },
          { external_id: 'ben', ...visit },
        ],
      }),
    ],
    request: read('ben', 'custom_events'),
    status: 201,
    body: { users: [{ custom_events: [{ count: 2 }] }] },
  },
  {
    section: '1.4',
    name: 'a time to come is now',
    before: [track({ events: [{ external_id: 'ben', name: 'e', time: '2027-01-01T00:00:00Z' }] })],
    request: read('ben', 'custom_events'),
    status: 201,
    body: { users: [{ custom_events: [{ last: '2026-03-02T11:00:00.000Z' }] }] },
  },
  {
    section: '0.5',
    name: 'a purchase with quantity n counts as n',
    before: [track({ purchases: [{ external_id: 'ben', ...item, quantity: 3 }] })],
    request: read('ben', 'purchases', 'total_revenue'),
    status: 201,
    body: { users: [{ purchases: [{ name: 'p', count: 3 }], total_revenue: 29.97 }] },
  },
  {
    section: '1.2',
    name: 'what was not touched for 90 days is left out, and what was keeps its whole count',
    before: [track({ events: [{ external_id: 'ada', name: 'old', time: '2026-03-01T00:00:00Z' }] })],
    request: read('ada', 'custom_events'),
    status: 201,
    body: {
      users: [{ custom_events: [{ name: 'visit' }, { name: 'old', count: 3, first: '2025-01-01T00:00:00.000Z' }] }],
    },
  },
  {
    section: '1.4',
    name: '75 objects are accepted',
    request: attributes(...many(75).map((external_id) => ({ external_id, x: 1 }))),
    status: 201,
    body: { attributes_processed: 75 },
  },
  {
    section: '1.4',
    name: '76 objects over all arrays are refused',
    request: track({
      attributes: many(40).map((external_id) => ({ external_id })),
      events: many(36).map((external_id) => ({ external_id, ...visit })),
    }),
    status: 400,
    body: { message: 'Max Input Length Exceeded' },
  },
  { section: '1.4', name: 'no array is 400', request: track({}), status: 400, body: { message: NOTHING } },
  {
    section: '1.4',
    name: 'empty arrays are 400',
    request: track({ events: [] }),
    status: 400,
    body: { message: NOTHING },
  },
  {
    section: '1.4',
    name: 'an object without a user is a minor error, and the rest is accepted',
    request: track({ events: [{ external_id: 'ada', ...visit }, visit] }),
    status: 201,
    body: { message: 'success', events_processed: 1, ...error(NOBODY, 'events', 1) },
  },
  {
    section: '1.4',
    name: 'nothing valid is 400 with the errors',
    request: track({ events: [visit] }),
    status: 400,
    body: { message: NOTHING, ...error(NOBODY, 'events', 0) },
  },
  {
    section: '1.4',
    name: 'two primary names reject the object',
    request: attributes({ external_id: 'ada', braze_id: 'x' }),
    status: 400,
    body: error(expect.any(String), 'attributes', 0),
  },
  {
    section: '1.4',
    name: 'with a primary name an e-mail address is an attribute',
    before: [attributes({ external_id: 'ben', email: 'b2@example.com' })],
    request: read('ben', 'email'),
    status: 201,
    body: { users: [{ email: 'b2@example.com' }] },
  },
  {
    section: '1.4',
    name: 'without one it names the user',
    before: [attributes({ email: 'ben@example.com', x: 5 })],
    request: read('ben', 'custom_attributes'),
    status: 201,
    body: { users: [{ custom_attributes: { x: 5 } }] },
  },
  {
    section: '1.4',
    name: 'an external id of 987 bytes is accepted',
    request: attributes({ external_id: 'x'.repeat(987), a: 1 }),
    status: 201,
  },
  {
    section: '1.4',
    name: 'one of 988 bytes is not',
    request: attributes({ external_id: 'x'.repeat(988), a: 1 }),
    status: 400,
    body: error("'external_id' must be fewer than 988 bytes", 'attributes', 0),
  },
  {
    section: '1.4',
    name: 'a malformed e-mail address is told',
    request: attributes({ external_id: 'ada', email: 'no' }),
    status: 400,
    body: error("The value provided for the 'email' field is not a valid email.", 'attributes', 0),
  },
  {
    section: '1.4',
    name: 'a malformed subscription state is told',
    request: attributes({ external_id: 'ada', email_subscribe: 'maybe' }),
    status: 400,
    body: error('BAD_EMAIL_SUBSCRIPTION_STATE', 'attributes', 0),
  },
  {
    section: '1.4',
    name: 'a malformed push state is told',
    request: attributes({ external_id: 'ada', push_subscribe: 'maybe' }),
    status: 400,
    body: error('BAD_PUSH_SUBSCRIPTION_STATE', 'attributes', 0),
  },
  {
    section: '1.4',
    name: 'a malformed subscription group is told',
    request: attributes({
      external_id: 'ada',
      subscription_groups: [{ subscription_group_id: 'g', subscription_state: 'x' }],
    }),
    status: 400,
    body: error('BAD_SUBSCRIPTION_GROUP_STATE', 'attributes', 0),
  },
  {
    section: '1.4',
    name: 'a quantity of 0 is not valid',
    request: track({ purchases: [{ external_id: 'ada', ...item, quantity: 0 }] }),
    status: 400,
    body: error("'quantity' is not valid", 'purchases', 0),
  },
  {
    section: '1.4',
    name: 'a quantity of 101 is not valid',
    request: track({ purchases: [{ external_id: 'ada', ...item, quantity: 101 }] }),
    status: 400,
    body: error("'quantity' is not valid", 'purchases', 0),
  },
  {
    section: '1.4',
    name: 'an event needs a name',
    request: track({ events: [{ external_id: 'ada', time: visit.time }] }),
    status: 400,
    body: error(expect.any(String), 'events', 0),
  },
  {
    section: '1.4',
    name: 'an event needs a time',
    request: track({ events: [{ external_id: 'ada', name: 'visit', time: 'soon' }] }),
    status: 400,
    body: error(expect.any(String), 'events', 0),
  },
  {
    section: '1.4',
    name: 'a purchase needs a currency',
    request: track({ purchases: [{ external_id: 'ada', ...item, currency: undefined }] }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'a purchase needs a price',
    request: track({ purchases: [{ external_id: 'ada', ...item, price: '9' }] }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'property names with a dollar are not valid',
    request: track({ events: [{ external_id: 'ada', ...visit, properties: { $x: 1 } }] }),
    status: 400,
  },
  {
    section: '1.4',
    name: 'unknown top-level members are tolerated',
    request: track({ partner: 'us', events: [{ external_id: 'ada', ...visit }] }),
    status: 201,
  },
  {
    section: '1.4',
    name: 'deleted users are gone',
    before: [post('/users/delete', { external_ids: ['ada'] })],
    request: read('ada', 'external_id'),
    status: 201,
    body: { users: [], invalid_user_ids: ['ada'] },
  },
  {
    section: '1.4',
    name: 'a deletion says how many',
    request: post('/users/delete', { external_ids: ['ada', 'nobody'] }),
    status: 201,
    body: { deleted: 1, message: 'success' },
  },
  {
    section: '1.4',
    name: 'a deletion names users in one way',
    request: post('/users/delete', { external_ids: ['ada'], braze_ids: ['x'] }),
    status: 400,
  },
];

conform(cases);
