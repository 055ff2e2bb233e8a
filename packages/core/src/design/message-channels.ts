/** What a message of each channel is made of: data for validation, pre-flight and sending (Braze docs, messaging objects). */
import type { MessageContent, MessageObject } from '../ports.ts';

interface ChannelShape {
  /** The message object of Braze that a message becomes; of several, each under the word that names it in an id. */
  readonly objects: Readonly<Record<string, MessageObject>> | MessageObject;
  readonly texts: readonly string[];
  readonly switches: readonly string[];
  /** Of each of these lists a message needs at least one. */
  readonly needed: readonly (readonly string[])[];
  /** What an object needs besides. */
  readonly neededBy: Readonly<Partial<Record<MessageObject, string>>>;
  /** Fields whose names begin so are keys of the object's `extra`; null: there is none. */
  readonly extraPrefix: string | null;
}

/** Left out: what is a list or an object other than `extra`, and `bcc`, an address of a person. */
export const MESSAGE_CHANNELS: Readonly<Record<MessageContent['channel'], ChannelShape>> = {
  email: {
    objects: 'email',
    texts: ['app_id', 'from', 'subject', 'preheader', 'reply_to', 'email_template_id', 'body', 'plaintext_body'],
    switches: ['should_inline_css'],
    needed: [['app_id'], ['from'], ['email_template_id', 'body']],
    neededBy: {},
    extraPrefix: null,
  },
  sms: {
    objects: 'sms',
    texts: ['app_id', 'subscription_group_id', 'body'],
    switches: ['link_shortening_enabled'],
    needed: [['app_id'], ['subscription_group_id'], ['body']],
    neededBy: {},
    extraPrefix: null,
  },
  push: {
    objects: { apple: 'apple_push', android: 'android_push' },
    texts: ['title', 'alert', 'custom_uri', 'sound'],
    switches: ['send_to_most_recent_device_only'],
    needed: [['alert']],
    neededBy: { android_push: 'title' },
    extraPrefix: 'extra_',
  },
};

/** Bytes of one message object as JSON, beyond which Braze refuses it. */
export const LARGEST_OBJECT_BYTES: Readonly<Partial<Record<MessageObject, number>>> = {
  apple_push: 1_912,
  android_push: 4_000,
};
