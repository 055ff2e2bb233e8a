/** The daily loop's message as the request of POST /messages/send. */
import type { MessageContent, MessageRequest, MessageVariations } from '@fitly/core/ports';
import type { EmailMessage, Messages } from './messages.ts';
import { pushObjects } from './push-objects.ts';
import type { DirectMessage } from './send.ts';

export const toDirectMessage = ({ campaignId, variations, content, externalIds }: MessageRequest): DirectMessage => ({
  campaignId,
  externalIds,
  messages: messagesOf(content, variations),
});

function messagesOf({ channel, fields }: MessageContent, { email, sms, ...push }: MessageVariations): Messages {
  switch (channel) {
    case 'email':
      return { email: emailOf(fields, email ?? '') };
    case 'sms':
      return { other: { sms: { ...fields, message_variation_id: sms ?? '' } } };
    case 'push':
      return { other: pushObjects(fields, push) };
  }
}

/** Ours → Braze's. */
const OPTIONAL_TEXTS = {
  body: 'body',
  emailTemplateId: 'email_template_id',
  subject: 'subject',
  preheader: 'preheader',
  replyTo: 'reply_to',
  plaintextBody: 'plaintext_body',
} as const satisfies Partial<Record<keyof EmailMessage, string>>;

function emailOf(fields: MessageContent['fields'], messageVariationId: string): EmailMessage {
  const texts: Partial<Record<keyof typeof OPTIONAL_TEXTS, string>> = {};
  for (const name of Object.keys(OPTIONAL_TEXTS) as (keyof typeof OPTIONAL_TEXTS)[]) {
    const value = fields[OPTIONAL_TEXTS[name]];
    if (value !== undefined) texts[name] = String(value);
  }
  const { app_id: appId = '', from = '', should_inline_css: inline } = fields;
  return {
    appId: String(appId),
    from: String(from),
    messageVariationId,
    ...texts,
    ...(typeof inline === 'boolean' && { shouldInlineCss: inline }),
  };
}
