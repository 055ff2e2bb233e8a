/**
 * What one customer has done up to an instant: a pure function of the world, the customer and the sends he got.
 *
 * A send at t opens the window [t, t + 14 days) with its own outcome; a later send inside it ends it. Without sends, windows
 * of 14 days tile the time with outcomes of the no-e-mail arm, from a phase that differs by customer; what would fall
 * into a send's window does not happen.
 */
import type { Instant } from '@fitly/core/terms';
import { outcomeOfSend, outcomeWithoutSend, type Send, type Visit, type World } from './outcome.ts';
import { WINDOW_MS } from './planted.ts';
import type { Customer } from './rows.ts';

/** All-time totals of one customer at an instant. Instants are null while the count is 0. */
export interface Totals {
  readonly visits: number;
  readonly firstVisitAt: Instant | null;
  readonly lastVisitAt: Instant | null;
  readonly purchases: number;
  readonly firstPurchaseAt: Instant | null;
  readonly lastPurchaseAt: Instant | null;
  readonly revenueCents: number;
}

/** A visit (`cents` null) or a purchase. */
export interface HistoryEvent {
  readonly at: Instant;
  readonly cents: number | null;
}

/**
 * Keeps one customer's windows as time goes on, so that each is drawn once. Sends must be added in order of time, and none
 * before an instant that was already asked for (time only moves on).
 */
export class History {
  readonly #world: World;
  readonly #index: number;
  readonly #customer: Customer;
  readonly #startAt: Instant;
  /** Start of the next window without a send that has not been drawn. */
  #nextWindowAt: Instant;
  readonly #undisturbed: Visit[] = [];
  readonly #sends: { readonly at: Instant; readonly visit: Visit | null }[] = [];

  /** Nothing happens before `startAt`. `phase` in [0, 1) places the tiles of 14 days. */
  constructor(world: World, index: number, customer: Customer, startAt: Instant, phase: number) {
    this.#world = world;
    this.#index = index;
    this.#customer = customer;
    this.#startAt = startAt;
    this.#nextWindowAt = startAt - Math.floor(phase * WINDOW_MS);
  }

  add(send: Send): void {
    this.#sends.push({ at: send.at, visit: outcomeOfSend(this.#world, this.#index, this.#customer, send) });
  }

  /** Totals of everything up to and including `now`. */
  totalsAt(now: Instant): Totals {
    const sum = new Sum(now);
    this.#eachVisit(now, (visit, happens) => sum.add(visit, happens));
    return sum;
  }

  /** Single events in (from, to], oldest first: those that `totalsAt` counts. */
  eventsIn(from: Instant, to: Instant): readonly HistoryEvent[] {
    this.#drawWindowsUntil(to);
    // Most customers never visit, and conversions ask for everybody.
    if (this.#undisturbed.length === 0 && this.#sends.every(({ visit }) => visit === null)) return [];
    const events: HistoryEvent[] = [];
    const add = (at: Instant, cents: number | null): boolean => at > from && at <= to && events.push({ at, cents }) > 0;
    this.#eachVisit(to, ({ at, purchase }, happens) => {
      if (!happens(at)) return;
      add(at, null);
      if (purchase !== null && happens(purchase.at)) add(purchase.at, purchase.cents);
    });
    return events.sort((a, b) => a.at - b.at);
  }

  /** Every visit drawn for the time up to `now`, with the rule that says which instants are not suppressed. */
  #eachVisit(now: Instant, take: (visit: Visit, happens: (at: Instant) => boolean) => void): void {
    this.#drawWindowsUntil(now);
    for (const [i, { at, visit }] of this.#sends.entries()) {
      const endAt = Math.min(at + WINDOW_MS, this.#sends[i + 1]?.at ?? Number.POSITIVE_INFINITY);
      if (visit !== null) take(visit, (event) => event < endAt);
    }
    const undisturbed = (event: Instant): boolean =>
      event >= this.#startAt && !this.#sends.some(({ at }) => at <= event && event < at + WINDOW_MS);
    for (const visit of this.#undisturbed) take(visit, undisturbed);
  }

  #drawWindowsUntil(now: Instant): void {
    for (; this.#nextWindowAt <= now; this.#nextWindowAt += WINDOW_MS) {
      const visit = outcomeWithoutSend(this.#world, this.#index, this.#customer, this.#nextWindowAt);
      if (visit !== null) this.#undisturbed.push(visit);
    }
  }
}

class Sum implements Totals {
  readonly #now: Instant;
  visits = 0;
  firstVisitAt: Instant | null = null;
  lastVisitAt: Instant | null = null;
  purchases = 0;
  firstPurchaseAt: Instant | null = null;
  lastPurchaseAt: Instant | null = null;
  revenueCents = 0;

  constructor(now: Instant) {
    this.#now = now;
  }

  /** `happens`: whether an event at this instant is not suppressed. A purchase needs its visit. */
  add({ at, purchase }: Visit, happens: (at: Instant) => boolean): void {
    if (at > this.#now || !happens(at)) return;
    this.visits += 1;
    this.firstVisitAt = Math.min(at, this.firstVisitAt ?? at);
    this.lastVisitAt = Math.max(at, this.lastVisitAt ?? at);
    if (purchase === null || purchase.at > this.#now || !happens(purchase.at)) return;
    this.purchases += 1;
    this.firstPurchaseAt = Math.min(purchase.at, this.firstPurchaseAt ?? purchase.at);
    this.lastPurchaseAt = Math.max(purchase.at, this.lastPurchaseAt ?? purchase.at);
    this.revenueCents += purchase.cents;
  }
}
