/** What Currents tells of one customer, in the product's words. Personal data other than the external id does not get here. */
import type { DecisionId, Instant } from '@fitly/core/terms';

export type EventKind =
  | 'send'
  | 'delivery'
  /** Not sent although triggered: caps, Liquid aborts, quiet hours. */
  | 'abort'
  /** Sent, and refused on the way. */
  | 'rejection'
  | 'bounce'
  | 'soft_bounce'
  | 'open'
  | 'click'
  | 'unsubscribe'
  | 'spam_report'
  | 'reply'
  | 'conversion'
  | 'control'
  | 'canvas_entry'
  | 'custom_event'
  | 'purchase'
  | 'subscription'
  | 'deletion';

export type Channel = 'email' | 'sms' | 'push' | 'webhook' | 'content_card' | 'in_app_message';

export interface CurrentsEvent {
  /** Of the event: deliveries repeat, ids do not. */
  readonly id: string;
  readonly kind: EventKind;
  /** Braze's name of the type, as in the path of the file. */
  readonly type: string;
  readonly channel: Channel | null;
  /** Raw: hashed and encrypted by the receiver at once, never logged. Null for anonymous profiles. */
  readonly externalId: string | null;
  readonly at: Instant;
  readonly campaignId: string | null;
  readonly variationId: string | null;
  readonly canvasId: string | null;
  readonly canvasVariationId: string | null;
  readonly canvasStepId: string | null;
  readonly sendId: string | null;
  /** Shared by up to 50 recipients of one request: joins only together with the external id. */
  readonly dispatchId: string | null;
  /** From the message extras of a send, or from the address that was clicked. */
  readonly decisionId: DecisionId | null;
  /** An open by a privacy proxy, or a click that Braze suspects to be a robot's: no sign of interest. */
  readonly automatic: 'machine_open' | 'suspected_bot' | null;
  readonly automaticReasons: readonly string[];
  readonly abort: { readonly type: string | null; readonly log: string | null } | null;
  /** Of a custom event; the product id of a purchase. */
  readonly name: string | null;
  /** Of a purchase: one event per unit. */
  readonly price: number | null;
  readonly currency: string | null;
  /** 0 for conversion event A. */
  readonly conversionIndex: number | null;
  /** Of a canvas entry. */
  readonly inControl: boolean | null;
  /** `unsubscribed`, `opted_in`, …; with the group it is about, when it is about one. */
  readonly subscription: { readonly status: string; readonly groupId: string | null } | null;
}
