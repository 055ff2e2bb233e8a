/** Sends that wait for their time (contract §3). */
import type { Instant } from '@fitly/core/terms';

export type SendKind = 'campaign' | 'canvas' | 'messages';

export interface Schedule {
  /** UUID. */
  readonly id: string;
  readonly kind: SendKind;
  /** Campaign or canvas that it belongs to; null for messages without one. */
  readonly ownerId: string | null;
  readonly dispatchId: string;
  /** The request as it came; it was checked then and is read again when its time has come. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly when: When;
}

export type When =
  | { readonly kind: 'instant'; readonly at: Instant }
  /** `wall`: `2026-03-02T11:00:00` on each recipient's own clock. */
  | { readonly kind: 'local'; readonly wall: string }
  /** `day`: `2026-03-02` in each recipient's zone, at an hour of his own. */
  | { readonly kind: 'optimal'; readonly day: string };
