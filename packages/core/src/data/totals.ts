/**
 * Outcomes without an event feed: successive exports carry all-time totals per customer, and what happened in between is
 * their difference. Day-coarse where more than one thing happened.
 *
 * Braze leaves out what was not touched for 90 days (POST /users/export/segment), so a total that is absent is not a
 * total of nothing: it is carried forward, or the next event would bring all earlier ones back.
 */
import type { EventTotal } from '../ports.ts';
import type { Instant } from '../terms.ts';

/** All-time totals of one customer: one per event name, or one per product for purchases. */
export interface CustomerTotals {
  readonly items: readonly EventTotal[];
  /** All-time revenue; 0 for events that carry no money; NaN when the export did not say. */
  readonly revenue: number;
}

export interface TotalsEvent {
  /** The newest event's instant; only that one is exact, the others happened at or before it. */
  readonly at: Instant;
  readonly exact: boolean;
  /** Its share of the revenue in between, rounded to 1e-6 (totals are decimal numbers); NaN when that is not known. */
  readonly value: number;
}

export interface TotalsDifference {
  readonly events: readonly TotalsEvent[];
  /** What the next export is to be compared with: the highest count seen of everything. */
  readonly totals: CustomerTotals;
  /** Counts that went down: reported, never negative events, and not counted again when they come back. */
  readonly fell: number;
}

/**
 * Events between two exports of the same customer, by item and instant. Revenue is spread evenly over the new events;
 * revenue that changed although nothing new was counted (a correction, a refund) belongs to no event.
 */
export function differenceOfTotals(previous: CustomerTotals, current: CustomerTotals): TotalsDifference {
  const before = new Map(previous.items.map((item) => [item.name, item]));
  const grown: { item: EventTotal; count: number }[] = [];
  const kept = new Map(before);
  let fell = 0;
  for (const item of current.items) {
    const count = item.count - (before.get(item.name)?.count ?? 0);
    if (count < 0) fell += 1;
    else kept.set(item.name, item);
    if (count > 0) grown.push({ item, count });
  }
  const total = grown.reduce((sum, { count }) => sum + count, 0);
  const value = micros((current.revenue - previous.revenue) / total);
  const events = grown.flatMap(({ item, count }) =>
    Array.from({ length: count }, (_, i) => ({ at: item.lastAt, exact: i === count - 1, value })),
  );
  return { events, totals: { items: [...kept.values()], revenue: current.revenue }, fell };
}

const micros = (amount: number): number => Math.round(amount * 1e6) / 1e6;
