/** The contents of a direct message (Braze docs, messaging objects). Channels other than e-mail are passed on as they are. */
import { LARGEST_OBJECT_BYTES } from '@fitly/core/design';
import type { Json, JsonObject } from '../json.ts';

export interface Messages {
  readonly email?: EmailMessage;
  /** In Braze's own field names. */
  readonly other?: Readonly<Partial<Record<Channel, ChannelMessage>>>;
}
type Channel =
  | 'sms'
  | 'android_push'
  | 'apple_push'
  | 'web_push'
  | 'kindle_push'
  | 'content_card'
  | 'webhook'
  | 'whats_app';
type ChannelMessage = Readonly<Record<string, Json>> & { readonly message_variation_id?: string };

export interface EmailMessage {
  /** An app of the workspace, or any text when there is none. */
  readonly appId: string;
  /** `Name <address>`. */
  readonly from: string;
  /** HTML; needed unless a template is named. */
  readonly body?: string;
  /** Fields given here win over the template's. */
  readonly emailTemplateId?: string;
  readonly subject?: string;
  readonly preheader?: string;
  readonly replyTo?: string;
  readonly plaintextBody?: string;
  /** Needed with a campaign id. */
  readonly messageVariationId?: string;
  readonly extras?: JsonObject;
  readonly headers?: JsonObject;
  readonly shouldInlineCss?: boolean;
}

export const messagesBody = ({ email, other = {} }: Messages): object => ({
  ...other,
  ...(email !== undefined && { email: emailBody(email) }),
});

const emailBody = (email: EmailMessage): object => ({
  app_id: email.appId,
  from: email.from,
  body: email.body,
  email_template_id: email.emailTemplateId,
  subject: email.subject,
  preheader: email.preheader,
  reply_to: email.replyTo,
  plaintext_body: email.plaintextBody,
  message_variation_id: email.messageVariationId,
  extras: email.extras,
  headers: email.headers,
  should_inline_css: email.shouldInlineCss,
});

/** Why Braze would refuse these messages, or null. */
export function refusalOfMessages({ email, other = {} }: Messages, campaignId: string | undefined): string | null {
  const variations = Object.values(other).map((message) => message.message_variation_id);
  if (email !== undefined) variations.push(email.messageVariationId);
  if (variations.length === 0) return 'no_messages: expected at least one channel';
  if (campaignId !== undefined && variations.includes(undefined)) {
    return 'no_variation: with a campaign every message needs its message variation id';
  }
  if (email !== undefined && email.body === undefined && email.emailTemplateId === undefined) {
    return 'no_body: an e-mail needs a body or a template';
  }
  return beyondBytes(other);
}

function beyondBytes(other: NonNullable<Messages['other']>): string | null {
  const limits: Readonly<Record<string, number>> = LARGEST_OBJECT_BYTES;
  for (const [name, message] of Object.entries(other)) {
    const [bytes, limit] = [Buffer.byteLength(JSON.stringify(message)), limits[name]];
    if (limit !== undefined && bytes > limit) {
      return `push_too_long: ${bytes} bytes of ${name}, expected at most ${limit}`;
    }
  }
  return null;
}
