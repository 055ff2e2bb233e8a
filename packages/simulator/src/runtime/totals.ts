/** All-time totals of one customer, as a profile carries them. */
import type { Instant } from '@fitly/core/terms';
import type { Happening } from './happening.ts';

interface EventTotal {
  /** Custom event name, or product id of a purchase. */
  readonly name: string;
  /** At least 1. */
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}
interface PurchaseTotal extends EventTotal {
  /** All-time, hundredths of the currency, whole. */
  readonly revenueCents: number;
}
export interface Totals {
  readonly events: readonly EventTotal[];
  /** One per product. */
  readonly purchases: readonly PurchaseTotal[];
}

/** `events` in order of time. Names stand in the order of their first event; nothing with count 0. */
export function totalsOf(events: readonly Happening[]): Totals {
  const custom = new Map<string, EventTotal>();
  const purchases = new Map<string, PurchaseTotal>();
  for (const { event, product, at, amount } of events) {
    if (product === null) {
      custom.set(event, counted(event, custom.get(event), at));
      continue;
    }
    const before = purchases.get(product);
    const revenueCents = (before?.revenueCents ?? 0) + Math.round((amount ?? 0) * 100);
    purchases.set(product, { ...counted(product, before, at), revenueCents });
  }
  return { events: [...custom.values()], purchases: [...purchases.values()] };
}

const counted = (name: string, before: EventTotal | undefined, at: Instant): EventTotal => ({
  name,
  count: (before?.count ?? 0) + 1,
  firstAt: before?.firstAt ?? at,
  lastAt: at,
});
