/** Avro files of Braze Currents: an event → the row that is kept of it, if any. Nothing else of the event goes on. */
import { type CurrentsEvent, readCurrents } from '@fitly/braze';
import { MESSAGE_KINDS, type MessageKind } from '@fitly/core/data';
import { customerKey } from '@fitly/store';
import { type FeedReader, type FeedRow, NOT_COUNTED, type ReadWith } from './feed-reader.ts';
import type { BehaviourRow, MessageRow } from './feed-tables.ts';

export const currentsReader: FeedReader = {
  endings: ['.avro'],
  async *read({ name, content }, using) {
    for await (const { events, unusable } of readCurrents({ path: name, content: content() }, EVERY)) {
      yield [...events.map((event) => rowOf(event, using)), ...Array.from({ length: unusable }, () => UNUSABLE)];
    }
  },
};

/** Repeats are found by the store's own ids, day by day. */
const EVERY = { add: () => true };
const UNUSABLE: FeedRow = { kind: 'unusable', line: null, reason: 'no id or no time' };

function rowOf(event: CurrentsEvent, using: ReadWith): FeedRow {
  if (event.externalId === null) return NOT_COUNTED;
  const key = customerKey(using.keys, event.externalId);
  if (using.isErased(key)) return NOT_COUNTED;
  const message = messageRow(event, key);
  if (message !== null) return { kind: 'message', row: message };
  const behaviour = behaviourRow(event, key, using);
  return behaviour === null ? NOT_COUNTED : { kind: 'behaviour', row: behaviour, ...OF_CURRENTS };
}

/** A repeat has the same id and the same time; properties are not read. */
const OF_CURRENTS = { earlierIds: [], anyDay: false, suspected: 0 };

/** What an agent calls purchases, whatever was bought. */
const PURCHASE = 'purchase';
const KINDS: ReadonlySet<string> = new Set(MESSAGE_KINDS);

function messageRow(event: CurrentsEvent, customerKey: string): MessageRow | null {
  if (!KINDS.has(event.kind)) return null;
  const { id, channel, at, automatic, campaignId, variationId, canvasId, canvasStepId, dispatchId, decisionId } = event;
  return {
    ...{ id, kind: event.kind as MessageKind, channel, customerKey, at, automatic },
    ...{ campaignId, variationId, canvasId, canvasStepId, dispatchId, decisionId },
    abortReason: event.abort === null ? null : abortReason(event.abort.type),
  };
}

/** Braze's own codes. The log of an abort is what a template wrote, which may be anything, and is not kept. */
const CODE = /^[a-z0-9][a-z0-9_ -]{0,59}$/i;

const abortReason = (type: string | null): string =>
  type === null || type === '' ? 'unknown' : CODE.test(type) ? type.toLowerCase().replaceAll(/[ -]/g, '_') : 'other';

/** Null for what no agent counts. `purchase` stands for all purchases. */
function behaviourRow(
  event: CurrentsEvent,
  customerKey: string,
  { counted, arrivedAt }: ReadWith,
): BehaviourRow | null {
  const name = event.kind === 'purchase' ? PURCHASE : event.kind === 'custom_event' ? event.name : null;
  if (name === null || !counted.has(name)) return null;
  const { id, at, price, currency } = event;
  const amount = event.kind === 'purchase' ? (price ?? Number.NaN) : Number.NaN;
  return { id, name, customerKey, at, amount, currency, origin: 'currents', fields: null, createdAt: arrivedAt };
}
