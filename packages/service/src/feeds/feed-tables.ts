/**
 * Where the rows of feeds lie in the lake: tables of the whole workspace, by UTC day of the event. An event that comes
 * again has the same instant, so its other copy can only lie in the same day.
 */
import type { MessageKind } from '@fitly/core/data';
import { asAgentName, asDay, type Day, type Instant } from '@fitly/core/terms';
import { type BufferColumn, createRowBuffer, type RowBuffer } from './row-buffer.ts';

export const MESSAGE_EVENTS = 'message_events';
export const BEHAVIOUR_EVENTS = 'behaviour_events';

/** Stands where other tables have an agent: feeds belong to all agents of the workspace. */
export const ALL_AGENTS = asAgentName('workspace');

const DAY_MS = 86_400_000;
const days = new Map<number, Day>();

/** Millions of events lie in a few days, so a day is written out once. */
export function utcDayOf(at: Instant): Day {
  const number = Math.floor(at / DAY_MS);
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = asDay(new Date(at).toISOString().slice(0, 10));
  days.set(number, day);
  return day;
}

export interface MessageRow {
  readonly id: string;
  readonly kind: MessageKind;
  readonly channel: string | null;
  readonly customerKey: string;
  readonly at: Instant;
  /** The platform's flag; null: none. */
  readonly automatic: string | null;
  readonly abortReason: string | null;
  readonly campaignId: string | null;
  readonly variationId: string | null;
  readonly canvasId: string | null;
  readonly canvasStepId: string | null;
  readonly dispatchId: string | null;
  readonly decisionId: string | null;
}

export interface BehaviourRow {
  readonly id: string;
  /** Of the custom event; `purchase` for a purchase. */
  readonly name: string;
  readonly customerKey: string;
  readonly at: Instant;
  /** NaN: none. */
  readonly amount: number;
  readonly currency: string | null;
  readonly origin: FeedOrigin;
  /** Declared fields and their values as JSON; null where the feed has none to give. */
  readonly fields: string | null;
  /** When the source made the row; where it does not say, the arrival. */
  readonly createdAt: Instant;
}

/** Which feeds brought a row: an agent takes its success from one of the two, since both may tell of the same event. */
export type FeedOrigin = 'currents' | 'files';

/** Before there were feeds of files, no origin was written. */
export const originOf = (cell: string | null): FeedOrigin => (cell === 'files' ? 'files' : 'currents');

/** Of every row: which feed brought it, in which take, and when it arrived by the clock of the run. */
export interface Arrival {
  readonly feed: string;
  readonly take: number;
  readonly arrivedAt: Instant;
}

const text = (...names: readonly string[]): BufferColumn[] => names.map((name) => ({ name, type: 'string' }));
const AT: BufferColumn = { name: 'at', type: 'instant' };
const ARRIVAL: readonly BufferColumn[] = [
  ...text('feed'),
  { name: 'take', type: 'int32' },
  { name: 'arrived_at', type: 'instant' },
];

export const messageBuffer = (): RowBuffer =>
  createRowBuffer([
    ...[...text('event_id', 'kind', 'channel', 'customer_key'), AT],
    ...text('automatic', 'abort_reason', 'campaign_id', 'variation_id', 'canvas_id', 'canvas_step_id'),
    ...[...text('dispatch_id', 'decision_id'), ...ARRIVAL],
  ]);

export const addMessageRow = (buffer: RowBuffer, row: MessageRow, { feed, take, arrivedAt }: Arrival): void =>
  buffer.add([
    ...[row.id, row.kind, row.channel, row.customerKey, row.at, row.automatic, row.abortReason, row.campaignId],
    ...[row.variationId, row.canvasId, row.canvasStepId, row.dispatchId, row.decisionId, feed, take, arrivedAt],
  ]);

export const behaviourBuffer = (): RowBuffer =>
  createRowBuffer([
    ...[...text('event_id', 'name', 'customer_key'), AT, { name: 'amount', type: 'float64' as const }],
    ...[...text('currency', 'origin', 'fields'), { name: 'created_at', type: 'instant' as const }, ...ARRIVAL],
  ]);

export const addBehaviourRow = (buffer: RowBuffer, row: BehaviourRow, { feed, take, arrivedAt }: Arrival): void =>
  buffer.add([
    ...[row.id, row.name, row.customerKey, row.at, row.amount, row.currency, row.origin, row.fields, row.createdAt],
    ...[feed, take, arrivedAt],
  ]);
