/**
 * The people behind a sandbox. Whoever brings an audience (a data set, a simulated world, a file) implements this; the
 * sandbox does the rest: endpoints, profiles on the wire, eligibility, journal, Currents.
 *
 * Customers are numbered from 0 to `size` − 1. Everything is a function of the customer, the instant and the sends received
 * so far: asking never changes anything, and after a restart the journalled sends are received again, in the same order.
 */
import type { Instant } from '@fitly/core/terms';

export interface Audience {
  /** Names all that the audience's past depends on (data, seed, settings). A folder begun with another one is refused. */
  readonly fingerprint: string;
  readonly size: number;
  /** True when profile fields and attributes never change, so that their text may be kept from export to export. */
  readonly constant: boolean;
  externalId(index: number): string;
  /** The customer's number, or -1. */
  find(externalId: string): number;
  /** IANA name. */
  timeZone(index: number): string;
  /**
   * A standard profile field as Braze names and exports it (`email`, `first_name`, `country`, `language`, `email_subscribe`,
   * `random_bucket`, `created_at`, …). null = this customer has none; undefined = the audience does not care: the sandbox
   * then invents `braze_id`, `random_bucket` and, so that an e-mail can arrive, `email`; other fields are empty.
   */
  profileField(index: number, field: string, at: Instant): unknown;
  /** All custom attributes at an instant: JSON values by name. */
  attributes(index: number, at: Instant): Readonly<Record<string, unknown>>;
  /** Everything done up to and including `at`. `at` never decreases below the last `receive` of this customer. */
  totals(index: number, at: Instant): Totals;
  /**
   * A message reaches the customer. Calls for one customer come in order of time. Returns what he does with the message
   * itself, oldest first, none before `at`; null leaves opens, clicks and unsubscribes to the sandbox's own rates.
   */
  receive(index: number, at: Instant, send: ReceivedSend): readonly Reaction[] | null;
  /**
   * Single events and purchases in (from, to], oldest first, consistent with `totals`. Feeds Currents and conversions; an
   * audience without it has neither for behaviour outside the messages.
   */
  activity?(index: number, from: Instant, to: Instant): readonly Activity[];
}

export const CHANNELS = ['email', 'sms', 'push', 'webhook', 'content_card', 'in_app_message', 'whats_app'] as const;
export type Channel = (typeof CHANNELS)[number];

/** A message as its recipient gets it. */
export interface ReceivedSend {
  readonly channel: Channel;
  /** Exactly one of campaign and canvas is named, or neither for `/messages/send` without a campaign. */
  readonly campaignId: string | null;
  readonly canvasId: string | null;
  /** Message variation of a campaign, or message of a canvas step. */
  readonly variationId: string | null;
  readonly dispatchId: string;
  /** Trigger properties (campaign) or context (canvas): the request's, overridden by the recipient's own. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** All-time totals. Names and product ids occur once each; those with count 0 are left out. */
export interface Totals {
  readonly events: readonly EventTotal[];
  readonly purchases: readonly PurchaseTotal[];
}
export interface EventTotal {
  readonly name: string;
  /** At least 1. */
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}
/** Of one product; `name` is its id. */
export interface PurchaseTotal extends EventTotal {
  /** All-time, US cents, whole. */
  readonly revenueCents: number;
}

export type ReactionKind = 'open' | 'click' | 'unsubscribe' | 'bounce' | 'spam';
export interface Reaction {
  readonly kind: ReactionKind;
  readonly at: Instant;
  /** Made by a machine: the opens of a privacy proxy, the clicks of a scanner. Default false. */
  readonly machine?: boolean;
}

export type Activity =
  | { readonly kind: 'event'; readonly at: Instant; readonly name: string }
  | { readonly kind: 'purchase'; readonly at: Instant; readonly name: string; readonly cents: number };
