/**
 * What the pure core and the service expect of the outside world. Adapters implement these; nothing here does anything.
 */
import type { Day, Instant } from './terms.ts';

/** Time as an argument. Against a sandbox this is its virtual clock, and `sleepUntil` moves it instead of waiting. */
export interface Clock {
  now(): Promise<Instant>;
  /** Returns early once the signal has ended. */
  sleepUntil(at: Instant, signal?: AbortSignal): Promise<void>;
}

/** One customer as it comes out of an export, after the allow-list: nothing else was kept. */
export interface ExportedCustomer {
  /** Raw external id: hashed and encrypted by the receiver at once, never logged. */
  readonly externalId: string;
  /** Allow-listed attributes. Absent = not in the export; null = present and empty. */
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  /** IANA zone, when the profile has one. */
  readonly timeZone: string | null;
  /** Allow-listed custom events, all-time counts; events untouched for 90 days are absent. */
  readonly events: readonly EventTotal[];
  /** All-time purchases, one total per product, when `purchase` is allow-listed; products untouched for 90 days are absent. */
  readonly purchases: readonly EventTotal[] | null;
  /** All-time revenue, when `purchase` is allow-listed. */
  readonly revenue: number | null;
}

export interface EventTotal {
  readonly name: string;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** What may leave the export reader. Everything else is dropped before it is kept anywhere. */
export interface AllowList {
  readonly attributes: readonly string[];
  /** Custom event names; `purchase` stands for purchases and revenue. */
  readonly events: readonly string[];
}

/** One request to a triggered campaign: at most 50 recipients. */
export interface TriggerRequest {
  readonly campaignId: string;
  readonly recipients: readonly TriggerRecipient[];
}
/** One request to an API-triggered canvas: at most 50 recipients. */
export interface CanvasRequest {
  readonly canvasId: string;
  readonly recipients: readonly TriggerRecipient[];
}
export interface TriggerRecipient {
  readonly externalId: string;
  /** Trigger properties of a campaign, context of a canvas. */
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  /** Written to the profile before the send, in the same request: the marker that is read back after a doubt. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export const MESSAGE_CHANNEL_NAMES = ['email', 'sms', 'push'] as const;
/** Part of a request that holds a message: a push has one for each platform. */
export type MessageObject = 'email' | 'sms' | 'apple_push' | 'android_push';
/** Message variation of the campaign for each object that is sent; at least one. */
export type MessageVariations = Readonly<Partial<Record<MessageObject, string>>>;

/** What one direct message says, the same for everybody in its request. */
export interface MessageContent {
  readonly channel: (typeof MESSAGE_CHANNEL_NAMES)[number];
  /** Under Braze's names: `subject`, `body`, `email_template_id`, …; `extra_NAME` is a key of a push's `extra`. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}
/** One request whose content comes with it: at most 50 customers, who all get the same. */
export interface MessageRequest {
  /** Braze counts the message under this campaign and its message variations. */
  readonly campaignId: string;
  readonly variations: MessageVariations;
  readonly content: MessageContent;
  readonly externalIds: readonly string[];
}

/**
 * What Braze answered to a send, classed so that nothing is ever sent twice:
 * - `accepted`: 2xx, `message: success`, no `notice`; `refused`: positions of recipients whom its errors name, absent = none.
 * - `rejected`: nothing was sent and a repeat would not help (4xx, `notice`).
 * - `retry`: nothing was sent and the same request may be repeated from `notBeforeAt` on (429, refused connection, DNS).
 * - `in_doubt`: it may or may not have been sent; never repeated.
 */
export type MayLeave = () => boolean;

export type SendAnswer =
  | {
      readonly kind: 'accepted';
      readonly dispatchId: string | null;
      readonly status: number;
      readonly refused?: readonly number[];
    }
  | { readonly kind: 'rejected'; readonly reason: string; readonly status: number | null }
  | { readonly kind: 'retry'; readonly reason: string; readonly status: number | null; readonly notBeforeAt: Instant }
  | { readonly kind: 'in_doubt'; readonly reason: string; readonly status: number | null };

/** Attributes to set on one profile; other attributes of it stay as they are. */
export interface ProfileAttributes {
  readonly externalId: string;
  readonly values: Readonly<Record<string, string>>;
}

/** As `SendAnswer`; `refused`: places in the request of the profiles that were not taken, while the others were. */
export type ProfileAnswer =
  | { readonly kind: 'accepted'; readonly status: number; readonly refused: readonly number[] }
  | Exclude<SendAnswer, { readonly kind: 'accepted' }>;

/** Days of statistics, ending with the one in which `endingAt` lies. */
export interface CountSpan {
  readonly days: number;
  readonly endingAt: Instant;
}

/** What a messaging platform counted on one of its days: aggregates, which need not equal anybody else's. */
export interface CountedDay {
  readonly day: Day;
  /** Message variation of a campaign; null where the figures are those of a step or of the whole. */
  readonly variationId: string | null;
  /** Under Braze's name (`email`, `sms`, `ios_push`, …); `campaign` or `canvas` for figures of the whole. */
  readonly channel: string;
  /** Under Braze's names: `sent`, `unique_opens`, `entries`, … */
  readonly counts: Readonly<Record<string, number>>;
}

export interface SegmentSize {
  readonly day: Day;
  /** An estimate; 0 on every day where the segment is not tracked. */
  readonly size: number;
}

/**
 * Statistics, which nobody should wait for: each call tries three times within ten seconds at most, also where a limit is
 * used up, and throws `braze_*`.
 */
export interface Statistics {
  /** Oldest first; 1 to 100 days. */
  campaignCounts(campaignId: string, span: CountSpan): Promise<readonly CountedDay[]>;
  /** Oldest first; 1 to 14 days. */
  canvasCounts(canvasId: string, span: CountSpan): Promise<readonly CountedDay[]>;
  /** Oldest first; 1 to 100 days. */
  segmentSizes(segmentId: string, span: CountSpan): Promise<readonly SegmentSize[]>;
}

/** What a profile says of the marker that a send wrote; `missing`: the profile is there, the marker is not. */
export type Marker =
  | { readonly kind: 'written'; readonly value: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown_customer' };

/** What the daily loop needs of a messaging platform. */
export interface Messaging extends Statistics {
  /**
   * Streams the members of a segment in no particular order, in chunks; duplicates are not ruled out.
   * Throws `braze_*` errors; a truncated or damaged archive throws and yields no silent half audience.
   */
  exportSegment(segmentId: string, allow: AllowList): AsyncIterable<readonly ExportedCustomer[]>;
  /**
   * The profiles of at most 50 customers, in no particular order; one that the other side does not know is absent. Throws
   * `braze_*` errors; `braze_refused` when the key may not read single profiles.
   */
  exportCustomers(externalIds: readonly string[], allow: AllowList): Promise<readonly ExportedCustomer[]>;
  /**
   * One custom attribute of at most 50 customers, by external id; of whom the answer does not tell is absent. Nothing else of
   * a profile is kept. Tries no longer than statistics do; throws `braze_*`.
   */
  readMarkers(externalIds: readonly string[], attribute: string): Promise<ReadonlyMap<string, Marker>>;
  /**
   * Sends once; never retries by itself. Never throws for an answer of the other side. `mayLeave`: asked when the connection stands,
   * right before the first byte; where it says no the answer is `retry` with the reason `held_back`.
   */
  triggerCampaign(request: TriggerRequest, mayLeave?: MayLeave): Promise<SendAnswer>;
  /** As `triggerCampaign`; accepted means that the recipients enter the canvas. */
  triggerCanvas(request: CanvasRequest, mayLeave?: MayLeave): Promise<SendAnswer>;
  /** As `triggerCampaign`, for a message whose content is not in Braze. */
  sendMessage(request: MessageRequest, mayLeave?: MayLeave): Promise<SendAnswer>;
  /**
   * Sets attributes of at most 75 profiles that exist; may be repeated without harm, and is, for up to a minute. Accepted
   * means queued: there is no order between this and a send.
   */
  writeProfiles(profiles: readonly ProfileAttributes[]): Promise<ProfileAnswer>;
}
