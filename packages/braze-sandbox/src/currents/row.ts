/** A row of Currents, and what all of them say about their user. */
import type { Instant } from '@fitly/core/terms';
import type { Workspace } from '../workspace.ts';
import type { EventType } from './event-types.ts';

export interface Row {
  readonly type: EventType;
  /** Instant at which Currents hands it on: never before it happened. */
  readonly queuedAt: Instant;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** `knownAt`: when Braze heard of it, if that was later than it happened. */
export type Add = (type: EventType, name: string, at: Instant, fields: Row['fields'], knownAt?: Instant) => void;

export const userFields = ({ people }: Workspace, index: number, externalId: string): Row['fields'] => ({
  user_id: index < 0 ? externalId : people.brazeId(index),
  external_user_id: index < 0 ? externalId : people.externalId(index),
  timezone: index < 0 ? null : people.timeZone(index),
});
