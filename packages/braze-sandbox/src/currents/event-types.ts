/** Names of Currents events by channel and reaction, and the fields of each (contract §6.3). */
import type { Channel, ReactionKind } from '../audience/audience.ts';

/** A field's Avro type; `?` = it may be null. */
export type FieldType = 'string' | 'string?' | 'int' | 'int?' | 'float' | 'boolean' | 'boolean?' | 'string[]?';
type Fields = Readonly<Record<string, FieldType>>;

const USER: Fields = {
  id: 'string',
  user_id: 'string',
  external_user_id: 'string?',
  time: 'int',
  timezone: 'string?',
  app_group_id: 'string?',
};
const names = (...list: readonly string[]): Fields => Object.fromEntries(list.map((name) => [name, 'string?']));
const CAMPAIGN_WITHOUT_SEND = names(
  'campaign_id',
  'campaign_name',
  'message_variation_id',
  'message_variation_name',
  'canvas_id',
  'canvas_name',
  'canvas_variation_id',
  'canvas_variation_name',
  'canvas_step_id',
  'canvas_step_name',
);
const CAMPAIGN: Fields = { ...CAMPAIGN_WITHOUT_SEND, send_id: 'string?' };
const MESSAGE: Fields = { ...USER, ...CAMPAIGN, dispatch_id: 'string?' };
const ABORT = names('abort_type', 'abort_log');
const MAIL: Fields = { ...MESSAGE, email_address: 'string?' };
const DEVICE = names('device_class', 'device_os', 'device_model', 'browser', 'mailbox_provider');
const SMS: Fields = { ...MESSAGE, ...names('to_phone_number', 'subscription_group_id') };
const PUSH: Fields = { ...MESSAGE, ...names('app_id', 'platform', 'device_id') };
const CONVERSION: Fields = { conversion_behavior_index: 'int?', conversion_behavior: 'string?' };

export const EVENT_FIELDS = {
  'users.messages.email.Send': { ...MAIL, ...names('ip_pool', 'message_extras', 'from_domain') },
  'users.messages.email.Delivery': { ...MAIL, ...names('sending_ip', 'ip_pool', 'esp', 'from_domain') },
  'users.messages.email.Open': {
    ...MAIL,
    ...DEVICE,
    ...names('user_agent', 'machine_open', 'esp'),
    is_amp: 'boolean?',
  },
  'users.messages.email.Click': {
    ...MAIL,
    ...DEVICE,
    ...names('url', 'link_id', 'link_alias', 'user_agent'),
    is_amp: 'boolean?',
    is_suspected_bot_click: 'boolean?',
    suspected_bot_click_reason: 'string[]?',
  },
  'users.messages.email.Bounce': { ...MAIL, ...names('sending_ip', 'bounce_reason', 'esp'), is_drop: 'boolean?' },
  'users.messages.email.Unsubscribe': { ...MAIL, ...names('ip_pool') },
  'users.messages.email.MarkAsSpam': { ...MAIL, ...names('user_agent', 'esp') },
  'users.messages.email.Abort': { ...MAIL, ...ABORT },
  'users.messages.sms.Abort': { ...SMS, ...ABORT },
  'users.messages.pushnotification.Abort': { ...PUSH, ...ABORT },
  'users.messages.webhook.Abort': { ...MESSAGE, ...ABORT },
  'users.messages.contentcard.Abort': { ...MESSAGE, ...ABORT },
  'users.messages.inappmessage.Abort': { ...MESSAGE, ...ABORT },
  'users.messages.sms.Send': { ...SMS, ...names('category', 'message_extras') },
  'users.messages.sms.Delivery': { ...SMS, ...names('from_phone_number'), is_sms_fallback: 'boolean?' },
  'users.messages.sms.DeliveryFailure': { ...SMS, ...names('error', 'provider_error_code') },
  // Neither dispatch id nor send id here.
  'users.messages.sms.ShortLinkClick': {
    ...USER,
    ...CAMPAIGN_WITHOUT_SEND,
    ...names('url', 'short_url', 'user_phone_number', 'user_agent'),
    is_suspected_bot_click: 'boolean?',
  },
  'users.messages.sms.InboundReceive': {
    ...USER,
    ...names('user_phone_number', 'inbound_phone_number', 'subscription_group_id', 'action', 'message_body'),
  },
  'users.messages.pushnotification.Send': { ...PUSH, ...names('message_extras', 'push_token') },
  'users.messages.pushnotification.Open': { ...PUSH, ...names('button_action_type', 'button_string') },
  'users.messages.pushnotification.Bounce': PUSH,
  'users.messages.webhook.Send': { ...MESSAGE, ...names('message_extras') },
  // No dispatch id here.
  'users.campaigns.Conversion': { ...USER, ...CAMPAIGN, app_id: 'string?', ...CONVERSION },
  'users.campaigns.EnrollInControl': { ...USER, ...CAMPAIGN },
  'users.canvas.Entry': { ...USER, ...CAMPAIGN, in_control_group: 'boolean' },
  'users.behaviors.CustomEvent': { ...USER, name: 'string', properties: 'string', ...names('app_id', 'platform') },
  'users.behaviors.Purchase': {
    ...USER,
    product_id: 'string',
    price: 'float',
    currency: 'string',
    properties: 'string',
    ...names('app_id', 'platform'),
  },
  'users.behaviors.subscription.GlobalStateChange': {
    ...USER,
    ...CAMPAIGN,
    ...names('subscription_status', 'state_change_source', 'channel'),
  },
} as const satisfies Readonly<Record<string, Fields>>;

export type EventType = keyof typeof EVENT_FIELDS;

/** Null for channels of whose sends Currents knows nothing here. */
export const sendType = (channel: Channel): EventType | null => SEND.get(channel) ?? null;
const SEND: ReadonlyMap<Channel, EventType> = new Map([
  ['email', 'users.messages.email.Send'],
  ['sms', 'users.messages.sms.Send'],
  ['push', 'users.messages.pushnotification.Send'],
  ['webhook', 'users.messages.webhook.Send'],
]);

/** Of what did not go out. */
export const abortType = (channel: Channel): EventType | null => ABORTS.get(channel) ?? null;
const ABORTS: ReadonlyMap<Channel, EventType> = new Map([
  ['email', 'users.messages.email.Abort'],
  ['sms', 'users.messages.sms.Abort'],
  ['push', 'users.messages.pushnotification.Abort'],
  ['webhook', 'users.messages.webhook.Abort'],
  ['content_card', 'users.messages.contentcard.Abort'],
  ['in_app_message', 'users.messages.inappmessage.Abort'],
]);

export const reactionType = (channel: Channel, kind: ReactionKind): EventType | null =>
  REACTIONS.get(`${channel} ${kind}`) ?? null;
const REACTIONS: ReadonlyMap<string, EventType> = new Map([
  ['email open', 'users.messages.email.Open'],
  ['email click', 'users.messages.email.Click'],
  ['email bounce', 'users.messages.email.Bounce'],
  ['email unsubscribe', 'users.messages.email.Unsubscribe'],
  ['email spam', 'users.messages.email.MarkAsSpam'],
  ['sms click', 'users.messages.sms.ShortLinkClick'],
  ['sms unsubscribe', 'users.messages.sms.InboundReceive'],
  ['sms bounce', 'users.messages.sms.DeliveryFailure'],
  ['push open', 'users.messages.pushnotification.Open'],
  ['push bounce', 'users.messages.pushnotification.Bounce'],
]);
