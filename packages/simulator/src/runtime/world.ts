/** What a world can be asked, and how a message reaches its customers. */
import type { Instant } from '@fitly/core/terms';
import type { WorldSpec } from '../world-file/world-schema.ts';
import type { Value } from './customer.ts';
import type { Happening } from './happening.ts';
import type { Properties } from './occasion.ts';
import type { Reaction } from './reactions.ts';
import type { Totals } from './totals.ts';

/** A message as it reaches a customer. */
export interface Send {
  readonly at: Instant;
  readonly properties: Properties;
  /** Name of the campaign under `campaigns`. Its channel counts unless `channel` says otherwise. */
  readonly campaign?: string | null;
  readonly channel?: string | null;
}

/** An event of a feed: `external_id, event, at, amount, id`, and `fields`. */
export interface WorldEvent extends Happening {
  readonly index: number;
  readonly externalId: string;
}

/** What is asked of the truth about an action. */
export interface Proposal {
  readonly properties: Properties;
  /** Local hour of arrival. */
  readonly hour: number;
  readonly campaign?: string | null;
  readonly channel?: string | null;
  /** Days between two such messages; default: the world's `every`. */
  readonly everyDays?: number;
  /** Days since the world began; default 0. */
  readonly day?: number;
}

export interface World {
  readonly spec: WorldSpec;
  readonly seed: string;
  readonly startAt: Instant;
  readonly size: number;
  /** `PREFIX00001` and so on. */
  externalId(index: number): string;
  /** The customer's number from 0, or -1. */
  indexOf(externalId: string): number;
  attributesOf(index: number): Readonly<Record<string, Value>>;
  /** IANA name. */
  timeZoneOf(index: number): string;
  /** Hidden: no export shows it. */
  personaOf(index: number): string | null;
  /**
   * A message reaches the customer; what he does with it, oldest first. Calls for one customer come in order of time. Null:
   * he has unsubscribed, nothing arrives.
   */
  receive(index: number, send: Send): readonly Reaction[] | null;
  /** The instant of unsubscribing if that is not after `now`, else null. */
  unsubscribedAt(index: number, now: Instant): Instant | null;
  /** Whether the customer belongs to a segment, by its id; false for an unknown one. */
  inSegment(id: string, index: number, now: Instant): boolean;
  /** Everything done up to and including `now`. */
  totals(index: number, now: Instant): Totals;
  /** One customer's events in (from, to], oldest first. */
  eventsOf(index: number, from: Instant, to: Instant): readonly WorldEvent[];
  /** Everybody's events in (from, to], oldest first, then by customer. */
  eventsBetween(from: Instant, to: Instant): readonly WorldEvent[];
  /** True expected reward per day, see `expectedValueOf`. */
  expectedValue(index: number, proposal: Proposal): number;
  /** What sending this costs. */
  costOf(index: number, proposal: Proposal): number;
}
