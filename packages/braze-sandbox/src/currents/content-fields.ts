/** What Currents rows say of the message itself: addresses, and the extras that Liquid put into it (contract §6.4). */
import type { SentMessage } from '../reactions/sent-messages.ts';
import { renderMessage } from '../render/render-message.ts';
import type { Workspace } from '../workspace.ts';
import type { EventType } from './event-types.ts';

interface ContentFields {
  readonly send: Readonly<Record<string, unknown>>;
  readonly address: Readonly<Record<string, unknown>>;
  readonly deliveryType: EventType | null;
}

export function contentFields(sent: SentMessage, workspace: Workspace): ContentFields {
  const { people } = workspace;
  const { index, entry, message } = sent;
  const field = (name: string): unknown => (index < 0 ? null : (people.field(index, name, entry.at) ?? null));
  const extras = extrasOf(sent, workspace);
  switch (message.channel) {
    case 'email': {
      const address = { email_address: field('email') };
      return { send: { ...address, ...extras }, address, deliveryType: 'users.messages.email.Delivery' };
    }
    case 'sms': {
      const phone = field('phone');
      const address = { to_phone_number: phone, user_phone_number: phone };
      return { send: { ...address, ...extras }, address, deliveryType: 'users.messages.sms.Delivery' };
    }
    default:
      return { send: extras, address: {}, deliveryType: null };
  }
}

/** Absent unless a text of the message has the tag; looking for it first saves rendering the others. */
function extrasOf(sent: SentMessage, workspace: Workspace): Readonly<Record<string, unknown>> {
  const texts = Object.values(sent.message.content).filter((text) => typeof text === 'string');
  if (!texts.some((text) => text.includes('message_extras'))) return {};
  const { extras } = renderMessage(sent.message.content, sent.recipient, sent.index, sent.entry, workspace);
  return Object.keys(extras).length === 0 ? {} : { message_extras: JSON.stringify(extras) };
}
