import { expect, test } from 'vitest';
import type { MessageContent } from '../../ports.ts';
import type { Agent, Delivery, Dimension } from '../agent.ts';
import { dimension, option, SHOP_AGENT } from '../fixtures.ts';
import { messageTarget } from '../message-target.ts';
import { inactiveFields, validateAgent } from '../validate.ts';

const SHARED: MessageContent = { channel: 'email', fields: { app_id: 'a', from: 'Shop <shop@example.com>' } };
const creative = dimension('creative', 'template', [
  option('mens', { values: { email_template_id: 't1' } }),
  option('womens', { values: { body: '<p>Hi</p>' } }),
]);
const subject = dimension('subject', 'content', [
  option('plain', { values: { subject: 'News' } }),
  option('benefit', { values: { subject: 'Delivery is on us' } }),
]);
const mailing = (delivery: Partial<Delivery> = {}, dimensions: readonly Dimension[] = [creative, subject]): Agent => ({
  ...SHOP_AGENT,
  dimensions,
  delivery: {
    ...SHOP_AGENT.delivery,
    mode: 'message',
    ids: { mens: 'c1/v1', womens: 'c1/v2' },
    message: SHARED,
    placeholders: [],
    ...delivery,
  },
});
const found = (agent: Agent): string[] => validateAgent(agent).map(({ path, message }) => `${path}: ${message}`);
const sharing = (fields: MessageContent['fields'], channel: MessageContent['channel'] = 'email'): Agent =>
  mailing({ message: { channel, fields: { ...SHARED.fields, ...fields } } });
const withSubjects = (values: Readonly<Record<string, string | number>>): Agent =>
  mailing({}, [creative, dimension('subject', 'content', [option('a', { values }), option('b')])]);

test('an e-mail whose template, body and subject come from the options is whole, and active', () => {
  expect(found(mailing())).toEqual([]);
  expect(inactiveFields(mailing())).toEqual([]);
});

test('a text message needs the numbers it is sent from, and a body of every option', () => {
  const body = dimension('words', 'content', [
    option('a', { values: { body: 'A' } }),
    option('b', { values: { body: 'B' } }),
  ]);
  const message = { channel: 'sms', fields: { app_id: 'a', subscription_group_id: 's' } } as const;
  expect(found(mailing({ message, ids: { default: 'c1/v3' } }, [body]))).toEqual([]);
  expect(
    found(mailing({ message: { channel: 'sms', fields: { app_id: 'a' } }, ids: { default: 'c1/v3' } }, [body])),
  ).toEqual([
    expect.stringMatching(/^delivery\.message: A message of channel sms needs `subscription_group_id`: add it to/),
  ]);
});

test.each<[string, Agent, string]>([
  ['no message at all', mailing({ message: null }), 'delivery.message: Mode message needs `message`: its channel'],
  [
    'a message of a campaign agent',
    { ...SHOP_AGENT, delivery: { ...SHOP_AGENT.delivery, message: SHARED } },
    'delivery.message: message is for mode message only, not for campaign; leave it out',
  ],
  [
    'a campaign without its variation',
    mailing({ ids: { mens: 'c1', womens: 'c1/v2' } }),
    'delivery.ids.mens: "c1" is not of the form CAMPAIGN_ID/VARIATION_ID: without a campaign and its message variation',
  ],
  [
    'a value that is no field',
    withSubjects({ subjekt: 'x' }),
    'values.subjekt: A message of channel email has no field "subjekt"; did you mean `subject`?',
  ],
  [
    'a number where a text belongs',
    withSubjects({ subject: 7 }),
    'values.subject: 7 is not a text; write it in quotes',
  ],
  [
    'a sender without address',
    sharing({ from: 'Shop' }),
    'delivery.message.fields.from: "Shop" is not a sender; write it as "Name <',
  ],
  [
    'a word for a switch',
    sharing({ should_inline_css: 'yes' }),
    'fields.should_inline_css: "yes" is not `true` or `false`',
  ],
  [
    'a very long body',
    sharing({ body: 'x'.repeat(10_001) }),
    'fields.body: The text has 10001 characters, more than 10000: keep it in an e-mail template',
  ],
  ['placeholders', mailing({ placeholders: ['subject'] }), 'delivery.placeholders: Mode message passes no properties'],
  [
    'options without anything to show',
    mailing({}, [dimension('creative', 'template', [option('mens', { values: { body: 'x' } }), option('womens')])]),
    'delivery.message: A message of channel email needs `email_template_id` or `body`: add it',
  ],
])('%s is an issue', (_, agent, expected) => {
  expect(found(agent)).toEqual([expect.stringContaining(expected)]);
});

test('a target has two parts', () => {
  expect(messageTarget('c/v')).toEqual({ campaignId: 'c', variationId: 'v' });
  for (const id of ['c', 'c/', '/v', 'c/v/w', '']) expect(messageTarget(id)).toBeNull();
});
