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

test('a target names a campaign and its variation, of a push one for each platform', () => {
  expect(messageTarget('c/v', 'email')).toEqual({ campaignId: 'c', variations: { email: 'v' } });
  expect(messageTarget('c/v', 'sms')).toEqual({ campaignId: 'c', variations: { sms: 'v' } });
  const both = { campaignId: 'c', variations: { apple_push: 'v', android_push: 'w' } };
  expect(messageTarget('c/apple:v/android:w', 'push')).toEqual(both);
  expect(messageTarget('c/android:w/apple:v', 'push')).toEqual(both);
  expect(messageTarget('c/android:w', 'push')).toEqual({ campaignId: 'c', variations: { android_push: 'w' } });
  for (const id of ['c', 'c/', '/v', 'c/v/w', '']) expect(messageTarget(id, 'email')).toBeNull();
  for (const id of ['c', 'c/v', 'c/apple:', 'c/apple:v/apple:w', 'c/windows:v', 'c/toString:v', '/apple:v'])
    expect(messageTarget(id, 'push')).toBeNull();
});

const pushing = (values: Readonly<Record<string, string>>, id = 'c/apple:v/android:w'): Agent =>
  mailing({ message: { channel: 'push', fields: { custom_uri: 'shop://new' } }, ids: { default: id } }, [
    dimension('words', 'content', [option('a', { values }), option('b', { values: { title: 'B', alert: 'Be' } })]),
  ]);

test('a push needs its text, and a title where it goes to Android', () => {
  expect(found(pushing({ title: 'A', alert: 'Ay', extra_offer: 'spring' }))).toEqual([]);
  expect(found(pushing({ alert: 'Ay' }, 'c/apple:v'))).toEqual([]);
  expect(found(pushing({ alert: 'Ay' }))).toEqual([
    expect.stringMatching(
      /^delivery\.message: A message of channel push, which goes out as android_push, needs `title`/,
    ),
  ]);
  expect(found(pushing({ title: 'A' }))).toEqual([expect.stringContaining('needs `alert`')]);
});

test.each<[string, Agent, string]>([
  [
    'a target without platforms',
    pushing({ title: 'A', alert: 'Ay' }, 'c/v'),
    'form CAMPAIGN_ID/apple:VARIATION_ID/android:VARIATION_ID',
  ],
  [
    'a key that Braze uses',
    pushing({ title: 'A', alert: 'Ay', extra_aps: 'x' }),
    'Braze takes the key "aps" for itself',
  ],
  ['an extra without a key', pushing({ title: 'A', alert: 'Ay', extra_: 'x' }), 'the key has no name'],
  [
    'a field of another channel',
    pushing({ title: 'A', alert: 'Ay', subject: 'x' }),
    'channel push has no field "subject"',
  ],
  ['more than Apple takes', pushing({ title: 'A', alert: 'é'.repeat(900) }), 'more than the 1912 of apple_push'],
])('in a push %s is an issue', (_, agent, expected) => {
  expect(found(agent)).toEqual([expect.stringContaining(expected)]);
});

test('what is too long for Apple may go to Android alone, up to its own limit', () => {
  expect(found(pushing({ title: 'A', alert: 'x'.repeat(3_000) }, 'c/android:w'))).toEqual([]);
  expect(found(pushing({ title: 'A', alert: 'x'.repeat(3_900) }, 'c/android:w'))).toEqual([
    expect.stringContaining('more than the 4000 of android_push'),
  ]);
});
