/** A send that was read and checked, whichever endpoint it came by. */
import type { Channel } from '../audience/audience.ts';
import type { Campaign } from '../catalogue/campaign.ts';
import type { Canvas } from '../catalogue/canvas.ts';
import type { JournalMessage } from '../state/journal.ts';
import type { ConnectedAudience } from '../users/connected-audience.ts';
import type { Identity } from '../users/identity.ts';

export type Json = Readonly<Record<string, unknown>>;

export type Source =
  | { readonly kind: 'campaign'; readonly campaign: Campaign }
  | { readonly kind: 'canvas'; readonly canvas: Canvas }
  | { readonly kind: 'messages'; readonly campaign: Campaign | null; readonly messages: readonly JournalMessage[] };

export interface Recipient {
  readonly identity: Identity;
  /** The request's properties, overridden by his own. */
  readonly properties: Json;
  /** Written to the profile before the send. */
  readonly attributes: Json | null;
  readonly createMissing: boolean;
}

export interface SendRequest {
  readonly source: Source;
  readonly sendId: string | null;
  /** null = a broadcast. */
  readonly recipients: readonly Recipient[] | null;
  /** For everybody that a broadcast reaches. */
  readonly shared: Json;
  /** Of `/messages/send`. */
  readonly segmentId: string | null;
  readonly filter: ConnectedAudience | null;
  readonly overrideCap: boolean;
  /** Subscription states that get it. */
  readonly states: readonly string[];
}

/** `subscribed` in Braze means: opted in, or subscribed without opting in. */
export const USUAL_STATES: readonly string[] = ['opted_in', 'subscribed'];

/** Distortions of a send by a fault. */
export interface Twist {
  /** Answers as if the campaign were paused. */
  readonly paused: boolean;
  /** The first so many recipients are left out, and the answer carries a minor error. */
  readonly reject: number;
  /** The errors of a send name whom they mean. */
  readonly named: boolean;
}

export const channelOf = (payload: string): Channel | null => CHANNEL_OF.get(payload) ?? null;
const CHANNEL_OF: ReadonlyMap<string, Channel> = new Map([
  ['email', 'email'],
  ['sms', 'sms'],
  ['android_push', 'push'],
  ['apple_push', 'push'],
  ['web_push', 'push'],
  ['kindle_push', 'push'],
  ['content_card', 'content_card'],
  ['webhook', 'webhook'],
  ['whats_app', 'whats_app'],
]);
