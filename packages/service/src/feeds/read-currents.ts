/** An event of Currents → the row that is kept of it, if any. Nothing else of the event goes on. */
import type { CurrentsEvent } from '@fitly/braze';
import { MESSAGE_KINDS, type MessageKind } from '@fitly/core/data';
import type { BehaviourRow, MessageRow } from './feed-tables.ts';

/** What an agent calls purchases, whatever was bought. */
const PURCHASE = 'purchase';
const KINDS: ReadonlySet<string> = new Set(MESSAGE_KINDS);

export function messageRow(event: CurrentsEvent, customerKey: string): MessageRow | null {
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

/** Null for what no agent counts. `counted`: names of events; `purchase` stands for all purchases. */
export function behaviourRow(
  event: CurrentsEvent,
  customerKey: string,
  counted: ReadonlySet<string>,
): BehaviourRow | null {
  const name = event.kind === 'purchase' ? PURCHASE : event.kind === 'custom_event' ? event.name : null;
  if (name === null || !counted.has(name)) return null;
  const { id, at, price, currency } = event;
  return {
    id,
    name,
    customerKey,
    at,
    amount: event.kind === 'purchase' ? (price ?? Number.NaN) : Number.NaN,
    currency,
  };
}
