/** What a sandbox knows about a segment. */
import type { Instant } from '@fitly/core/terms';
import type { ConnectedAudience } from '../users/connected-audience.ts';

/**
 * Who belongs to it:
 * - `everyone`, users created later included;
 * - a bit set over the audience: bit `index & 7` of byte `index >> 3`; missing bytes count as 0;
 * - a predicate over the audience's numbers, asked at the instant of the export or the send;
 * - a list of external ids;
 * - a filter over attributes (contract §2.4).
 */
export type Membership =
  | 'everyone'
  | Uint8Array
  | ((index: number, at: Instant) => boolean)
  | { readonly externalIds: ReadonlySet<string> }
  | { readonly filter: ConnectedAudience };

export interface SegmentDefinition {
  readonly id: string;
  readonly name?: string;
  readonly members: Membership;
  /** Readable filter text, and the description a person wrote. */
  readonly description?: string;
  readonly textDescription?: string;
  /** Default true: sizes per day are shown. */
  readonly analyticsTracking?: boolean;
  readonly tags?: readonly string[];
  readonly teams?: readonly string[];
  /** Default false. Archived ones are left out of lists. */
  readonly archived?: boolean;
  /** Default: the instant at which the sandbox began. */
  readonly createdAt?: Instant;
  readonly updatedAt?: Instant;
}

export type Segment = Required<SegmentDefinition>;

export const segmentOf = (definition: SegmentDefinition, startAt: Instant): Segment => ({
  name: definition.id,
  description: '',
  textDescription: '',
  analyticsTracking: true,
  tags: [],
  teams: [],
  archived: false,
  createdAt: startAt,
  updatedAt: definition.createdAt ?? startAt,
  ...definition,
});
