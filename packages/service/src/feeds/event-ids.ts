/**
 * Under which id an event of a file is kept, so that it counts once however often it comes. With an id of the source that
 * id, for the name of the event; without one the content: customer, event, instant, amount and declared fields, and the
 * n-th of several equal rows of one file is the n-th of another. Ids are keyed hashes: a source's id may be personal.
 */
import { keyedHex, sipKey, subKey } from '@fitly/core/math';
import type { CustomerKey, Instant } from '@fitly/core/terms';
import type { Keys } from '@fitly/store';
import { createIdSet } from './id-set.ts';

export interface EventToId {
  readonly name: string;
  /** The source's own; null: none. */
  readonly id: string | null;
  readonly customerKey: CustomerKey;
  readonly at: Instant;
  /** As the file says it; NaN: none. */
  readonly amount: number;
  /** The cell of a declared field as a text; null: empty. */
  readonly fieldText: (field: string) => string | null;
}

export interface EventId {
  readonly id: string;
  /** As it would be under each of the earlier declarations. */
  readonly earlierIds: readonly string[];
  readonly anyDay: boolean;
}

/** Names of declared fields, sorted. A field that is declared later changes what a row's content is. */
type Declaration = readonly string[];

/** Of one file: rows in their order. */
export function eventIds(
  keys: Keys,
  declarations: (event: string) => { readonly now: Declaration; readonly before: readonly Declaration[] },
): (event: EventToId) => EventId {
  const key = subKey(sipKey(keys.decisionId), 'feed event');
  const counters = new Map<string, (content: string) => number>();
  const contentId = (event: EventToId, declared: Declaration): string => {
    const { name, customerKey, at, amount, fieldText } = event;
    const content = keyedHex(key, 'content', JSON.stringify([customerKey, name, at, amount, declared.map(fieldText)]));
    const counterKey = JSON.stringify(declared);
    const count = counters.get(counterKey) ?? occurrences();
    counters.set(counterKey, count);
    const earlier = count(content);
    return earlier === 0 ? content : keyedHex(key, content, String(earlier));
  };
  return (event) => {
    // JSON has no control characters: keyedHex joins its parts by one.
    const own = event.id === null ? null : keyedHex(key, 'id', JSON.stringify([event.name, event.id]));
    if (own !== null) return { id: own, earlierIds: [], anyDay: true };
    const { now, before } = declarations(event.name);
    // All counters go on, also of what turns out to be known: the n-th row is the n-th in every declaration.
    return {
      id: contentId(event, now),
      earlierIds: before.map((declared) => contentId(event, declared)),
      anyDay: false,
    };
  };
}

/** How often a content was seen before; only what repeats is held as a text. */
function occurrences(): (content: string) => number {
  const seen = createIdSet();
  const repeats = new Map<string, number>();
  return (content) => {
    if (seen.add(content)) return 0;
    const times = (repeats.get(content) ?? 0) + 1;
    repeats.set(content, times);
    return times;
  };
}
