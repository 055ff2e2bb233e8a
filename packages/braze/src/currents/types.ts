/** Braze's event types that the product uses (Braze docs, Currents message engagement and customer behaviour events). */
import type { Channel, EventKind } from './event.ts';

export interface KnownType {
  readonly kind: EventKind;
  readonly channel: Channel | null;
}

const CHANNELS: Readonly<Record<string, Channel>> = {
  email: 'email',
  sms: 'sms',
  pushnotification: 'push',
  webhook: 'webhook',
  contentcard: 'content_card',
  inappmessage: 'in_app_message',
};

/** Last word of `users.messages.CHANNEL.*`. */
const MESSAGE_KINDS: Readonly<Record<string, EventKind>> = {
  Send: 'send',
  Delivery: 'delivery',
  Abort: 'abort',
  Open: 'open',
  Click: 'click',
  ShortLinkClick: 'click',
  Bounce: 'bounce',
  SoftBounce: 'soft_bounce',
  Unsubscribe: 'unsubscribe',
  MarkAsSpam: 'spam_report',
  DeliveryFailure: 'rejection',
  Rejection: 'rejection',
  InboundReceive: 'reply',
};

const OTHER_KINDS: Readonly<Record<string, EventKind>> = {
  'users.campaigns.Conversion': 'conversion',
  'users.campaigns.EnrollInControl': 'control',
  'users.canvas.Conversion': 'conversion',
  'users.canvas.Entry': 'canvas_entry',
  'users.behaviors.CustomEvent': 'custom_event',
  'users.behaviors.Purchase': 'purchase',
  'users.behaviors.subscription.GlobalStateChange': 'subscription',
  'users.behaviors.subscriptiongroup.StateChange': 'subscription',
  'users.UserDeleteRequest': 'deletion',
};

/** Null for a type that the product has no use for. */
export function knownType(type: string): KnownType | null {
  const message = /^users\.messages\.([a-z]+)\.([A-Za-z]+)$/.exec(type);
  if (message !== null) {
    const channel = own(CHANNELS, message[1]!);
    const kind = own(MESSAGE_KINDS, message[2]!);
    return channel === null || kind === null ? null : { kind, channel };
  }
  const kind = own(OTHER_KINDS, type);
  return kind === null ? null : { kind, channel: null };
}

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | null =>
  Object.hasOwn(table, key) ? table[key]! : null;

/** `…/event_type=users.messages.email.Open/date=…` → `users.messages.email.Open`. */
export const eventTypeOf = (path: string): string | null => /(?:^|\/)event_type=([\w.]+)\//.exec(path)?.[1] ?? null;
