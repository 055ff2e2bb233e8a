/**
 * What a KPI counts of each group's customers, as of one instant: running totals, from which any day's growth can be had, and
 * how many different customers there were in the time before it, which cannot be had from days.
 */
import type { CustomerKey, Group, Instant } from '../terms.ts';
import { MS_PER_DAY, type ValuedEvent } from './rewards.ts';

export interface KpiTotals {
  /** Value of all events so far; an event without a value adds nothing. */
  readonly total: number;
  /** Customers who had one, each day on its own, added up over all days so far. */
  readonly customerDays: number;
  /** Different customers in the last so many days, and since the start. */
  readonly last1: number;
  readonly last7: number;
  readonly last30: number;
  readonly ever: number;
}

export const NO_KPI_TOTALS: KpiTotals = { total: 0, customerDays: 0, last1: 0, last7: 0, last30: 0, ever: 0 };

export interface KpiTotalsInput {
  readonly events: readonly ValuedEvent[];
  /** Group of each customer who counts, and since when; the others' events are left out. */
  readonly customers: ReadonlyMap<CustomerKey, { readonly group: Group; readonly since: Instant }>;
  /** What happens after it counts later. */
  readonly until: Instant;
  /** Number of the calendar day that an instant lies in. */
  readonly dayNumberOf: (at: Instant) => number;
}

/** By group; groups without any event are absent. The order of events plays no part, but for the last bit of a sum. */
export function kpiTotals({ events, customers, until, dayNumberOf }: KpiTotalsInput): Map<Group, KpiTotals> {
  const newest = new Map<CustomerKey, Instant>();
  const days = new Set<string>();
  const found = new Map<Group, { -readonly [Key in keyof KpiTotals]: number }>();
  for (const { customerKey, at, value } of events) {
    const customer = customers.get(customerKey);
    if (customer === undefined || at < customer.since || !(at <= until)) continue;
    const totals = found.get(customer.group) ?? { ...NO_KPI_TOTALS };
    found.set(customer.group, totals);
    if (Number.isFinite(value)) totals.total += value;
    const day = `${customerKey} ${dayNumberOf(at)}`;
    if (!days.has(day)) totals.customerDays += 1;
    days.add(day);
    newest.set(customerKey, Math.max(at, newest.get(customerKey) ?? at));
  }
  for (const [customerKey, at] of newest) {
    const totals = found.get(customers.get(customerKey)!.group)!;
    totals.ever += 1;
    for (const [name, length] of [
      ['last1', 1],
      ['last7', 7],
      ['last30', 30],
    ] as const)
      if (at > until - length * MS_PER_DAY) totals[name] += 1;
  }
  return found;
}
