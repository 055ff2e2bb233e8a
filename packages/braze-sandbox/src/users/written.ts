/** What was written about a user over REST, on top of what the audience knows. */
import type { Instant } from '@fitly/core/terms';
import type { Activity, EventTotal, PurchaseTotal } from '../audience/audience.ts';

export interface Alias {
  readonly alias_name: string;
  readonly alias_label: string;
}

/** What a campaign or canvas left on a profile. */
export interface Received {
  readonly lastAt: Instant;
  /** Message variation of a campaign, variant of a canvas; null in a control group. */
  readonly variationId: string | null;
  readonly control: boolean;
  /** Journal numbers of the sends, oldest first; none while only in a control group. Grows in place: there may be thousands. */
  readonly seqs: number[];
}

/** Something that was reported to have been done. */
type Reported = Activity & {
  /** When it was reported: at or after it was done. */
  readonly reportedAt: Instant;
  readonly properties: Readonly<Record<string, unknown>>;
};

export interface Written {
  /** Own name of a user who was created; null for the audience's and for users known by alias or address only. */
  externalId: string | null;
  aliases: readonly Alias[];
  /** Custom attributes; null = removed. */
  readonly attributes: Map<string, unknown>;
  /** Standard fields; null = removed. Here and in the next two: no map for those many of whom there is nothing to say. */
  fields: Map<string, unknown> | null;
  events: Map<string, EventTotal> | null;
  purchases: Map<string, PurchaseTotal> | null;
  /** The single events and purchases behind those totals, in order of their report. */
  readonly reported: Reported[];
  /** By campaign or canvas id. */
  readonly received: Map<string, Received>;
  /** Instants of messages that count towards the frequency cap. */
  capped: Instant[];
  createdAt: Instant | null;
  /** Last change over REST; null = none. */
  updatedAt: Instant | null;
  deleted: boolean;
}

export const emptyWritten = (): Written => ({
  externalId: null,
  aliases: [],
  attributes: new Map(),
  fields: null,
  events: null,
  purchases: null,
  reported: [],
  received: new Map(),
  capped: [],
  createdAt: null,
  updatedAt: null,
  deleted: false,
});

/** Null removes a standard field. */
export function setField(written: Written, name: string, value: unknown): void {
  written.fields ??= new Map();
  written.fields.set(name, value);
}

/** One more occurrence of an event. */
export function addEvent(totals: Map<string, EventTotal>, name: string, at: Instant): void {
  totals.set(name, sumOf(totals.get(name), { name, count: 1, firstAt: at, lastAt: at }));
}

/** `quantity` purchases of a product at `cents` each. */
export function addPurchase(
  totals: Map<string, PurchaseTotal>,
  bought: { readonly name: string; readonly at: Instant; readonly quantity: number; readonly cents: number },
): void {
  const before = totals.get(bought.name);
  const one = { name: bought.name, count: bought.quantity, firstAt: bought.at, lastAt: bought.at };
  const revenueCents = (before?.revenueCents ?? 0) + bought.quantity * bought.cents;
  totals.set(bought.name, { ...sumOf(before, one), revenueCents });
}

const sumOf = (a: EventTotal | undefined, b: EventTotal): EventTotal =>
  a === undefined
    ? b
    : {
        name: b.name,
        count: a.count + b.count,
        firstAt: Math.min(a.firstAt, b.firstAt),
        lastAt: Math.max(a.lastAt, b.lastAt),
      };

/** Totals of the audience and of what was written, by name. */
export function mergeEvents(
  a: readonly EventTotal[],
  b: ReadonlyMap<string, EventTotal> | null,
): readonly EventTotal[] {
  if (b === null || b.size === 0) return a;
  const merged = new Map(a.map((total) => [total.name, total]));
  for (const total of b.values()) merged.set(total.name, sumOf(merged.get(total.name), total));
  return [...merged.values()];
}

export function mergePurchases(
  a: readonly PurchaseTotal[],
  b: ReadonlyMap<string, PurchaseTotal> | null,
): readonly PurchaseTotal[] {
  if (b === null || b.size === 0) return a;
  const merged = new Map(a.map((total) => [total.name, total]));
  for (const total of b.values()) {
    const before = merged.get(total.name);
    const revenueCents = (before?.revenueCents ?? 0) + total.revenueCents;
    merged.set(total.name, { ...sumOf(before, total), revenueCents });
  }
  return [...merged.values()];
}
