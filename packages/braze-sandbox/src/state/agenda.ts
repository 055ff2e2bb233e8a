/** What is to happen at a virtual instant. Nothing runs by itself: whoever moves the clock runs what is due. */
import type { Instant } from '@fitly/core/terms';

export interface Agenda {
  /** `name` lets `cancel` find it; several items may share one. */
  add(at: Instant, run: (at: Instant) => void, name?: string): void;
  cancel(name: string): void;
  /** Takes the first item due at or before `now`; of several at one instant, the one added first. */
  take(now: Instant): { readonly at: Instant; run(at: Instant): void } | null;
  waiting(): number;
}

interface Item {
  readonly at: Instant;
  readonly seq: number;
  readonly run: (at: Instant) => void;
  readonly name: string | undefined;
}

export function createAgenda(): Agenda {
  let items: Item[] = [];
  let seq = 0;
  return {
    add(at, run, name) {
      const item = { at, seq: seq++, run, name };
      const place = items.findIndex((other) => other.at > at);
      items.splice(place === -1 ? items.length : place, 0, item);
    },
    cancel(name) {
      items = items.filter((item) => item.name !== name);
    },
    take: (now) => (items[0] !== undefined && items[0].at <= now ? items.shift()! : null),
    waiting: () => items.length,
  };
}
