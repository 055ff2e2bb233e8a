/** What a customer does with a message itself: open, click, unsubscribe. */
import type { SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Chance } from '../world-file/outcome-schema.ts';
import type { WorldSpec } from '../world-file/world-schema.ts';
import { probabilityOf } from './chance.ts';
import type { Customer } from './customer.ts';
import { cutExponential, type Message } from './response.ts';
import { type Stream, streamOf } from './streams.ts';

export interface Reaction {
  readonly kind: 'open' | 'click' | 'unsubscribe';
  readonly at: Instant;
}

/** `outcomeAt`: first event that the message leads to, or null. Oldest first; none before the message arrived. */
export type React = (
  customer: Customer,
  message: Message,
  unsubscribeShift: number,
  outcomeAt: Instant | null,
) => readonly Reaction[];

/** Days: half of the opens come within eight hours, none after three days. */
const OPEN_DELAY = { mean: 0.5, within: 3 };
const MINUTE_MS = 60_000;

export function reactTo({ messages }: WorldSpec, key: SipKey): React {
  const opens = drawOf(messages.open, streamOf(key, 'open'));
  const clicks = drawOf(messages.click, streamOf(key, 'click'));
  const leaves = drawOf(messages.unsubscribe, streamOf(key, 'unsubscribe'));
  const waits = streamOf(key, 'open delay');
  return (customer, message, unsubscribeShift, outcomeAt) => {
    const opened = messages.open !== undefined && (outcomeAt !== null || opens(customer, message, message.shift));
    const clicked =
      messages.click !== undefined && (outcomeAt !== null || (opened && clicks(customer, message, message.shift)));
    const left = leaves(customer, message, unsubscribeShift);
    const wait = cutExponential(OPEN_DELAY, waits(customer.index, message.source.at, message.source.order));
    // Who did something because of the message opened it before, and clicked just before.
    const openAt = message.at + Math.min(wait, outcomeAt === null ? wait : (outcomeAt - message.at) / 2);
    const clickAt = openAt + Math.min(MINUTE_MS, outcomeAt === null ? MINUTE_MS : (outcomeAt - openAt) / 2);
    return [
      ...(opened ? [{ kind: 'open', at: openAt } as const] : []),
      ...(clicked ? [{ kind: 'click', at: clickAt } as const] : []),
      ...(left ? [{ kind: 'unsubscribe', at: openAt + 2 * MINUTE_MS } as const] : []),
    ];
  };
}

function drawOf(chance: Chance | undefined, stream: Stream) {
  if (chance === undefined) return () => false;
  const probability = probabilityOf(chance);
  return (customer: Customer, message: Message, shift: number): boolean =>
    stream(customer.index, message.source.at, message.source.order) < probability(customer, message.occasion, shift);
}
