import { expect, test } from 'vitest';
import { messagesBody } from './messages.ts';
import { toDirectMessage } from './to-direct-message.ts';

const request = { campaignId: 'c', variationId: 'v', externalIds: ['ada', 'ben'] };

test('an e-mail keeps every field under its name, and nothing that was not given', () => {
  const fields = {
    app_id: 'a',
    from: 'Shop <s@example.com>',
    email_template_id: 't',
    subject: 'Hi',
    should_inline_css: false,
  };
  const message = toDirectMessage({ ...request, content: { channel: 'email', fields } });
  expect(message).toMatchObject({ campaignId: 'c', externalIds: ['ada', 'ben'] });
  expect(JSON.parse(JSON.stringify(messagesBody(message.messages)))).toEqual({
    email: { ...fields, message_variation_id: 'v' },
  });
});

test('a text message is passed on as it is, with its variation', () => {
  const fields = { app_id: 'a', subscription_group_id: 's', body: 'Hello' };
  const message = toDirectMessage({ ...request, content: { channel: 'sms', fields } });
  expect(messagesBody(message.messages)).toEqual({ sms: { ...fields, message_variation_id: 'v' } });
});
