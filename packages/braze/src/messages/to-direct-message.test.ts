import type { MessageContent, MessageVariations } from '@fitly/core/ports';
import { expect, test } from 'vitest';
import { messagesBody, refusalOfMessages } from './messages.ts';
import { toDirectMessage } from './to-direct-message.ts';

const request = { campaignId: 'c', externalIds: ['ada', 'ben'] };

test('an e-mail keeps every field under its name, and nothing that was not given', () => {
  const fields = {
    app_id: 'a',
    from: 'Shop <s@example.com>',
    email_template_id: 't',
    subject: 'Hi',
    should_inline_css: false,
  };
  const message = toDirectMessage({ ...request, variations: { email: 'v' }, content: { channel: 'email', fields } });
  expect(message).toMatchObject({ campaignId: 'c', externalIds: ['ada', 'ben'] });
  expect(JSON.parse(JSON.stringify(messagesBody(message.messages)))).toEqual({
    email: { ...fields, message_variation_id: 'v' },
  });
});

test('a text message is passed on as it is, with its variation', () => {
  const fields = { app_id: 'a', subscription_group_id: 's', body: 'Hello' };
  const message = toDirectMessage({ ...request, variations: { sms: 'v' }, content: { channel: 'sms', fields } });
  expect(messagesBody(message.messages)).toEqual({ sms: { ...fields, message_variation_id: 'v' } });
});

const push = { title: 'News', alert: 'Just in', custom_uri: 'shop://new', extra_offer: 'spring', extra_rank: 2 };
const sent = (variations: MessageVariations, fields: MessageContent['fields']) =>
  JSON.parse(
    JSON.stringify(
      messagesBody(toDirectMessage({ ...request, variations, content: { channel: 'push', fields } }).messages),
    ),
  );

test('a push is one object for each platform that has a variation, with its extras as keys of their own', () => {
  const shared = { custom_uri: 'shop://new', extra: { offer: 'spring', rank: 2 } };
  const apple = { ...shared, alert: { title: 'News', body: 'Just in' }, message_variation_id: 'a' };
  const android = { ...shared, title: 'News', alert: 'Just in', message_variation_id: 'b' };
  expect(sent({ apple_push: 'a', android_push: 'b' }, push)).toEqual({ apple_push: apple, android_push: android });
  expect(sent({ android_push: 'b' }, push)).toEqual({ android_push: android });
  expect(sent({ apple_push: 'a' }, { alert: 'Just in' })).toEqual({
    apple_push: { alert: 'Just in', message_variation_id: 'a' },
  });
});

test('a push beyond the bytes of its platform is refused before connecting', () => {
  const of = (variations: MessageVariations, length: number) =>
    refusalOfMessages(
      toDirectMessage({ ...request, variations, content: { channel: 'push', fields: { alert: 'x'.repeat(length) } } })
        .messages,
      'c',
    );
  expect(of({ apple_push: 'a' }, 1_800)).toBeNull();
  expect(of({ apple_push: 'a' }, 1_900)).toMatch(/^push_too_long: \d+ bytes of apple_push, expected at most 1912/);
  expect(of({ android_push: 'b' }, 3_900)).toBeNull();
  expect(of({ android_push: 'b' }, 4_000)).toMatch(/^push_too_long: .* android_push/);
});
