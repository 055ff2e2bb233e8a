/**
 * What one customer has done: a pure function of the world, the customer and the messages so far. Events are drawn once and
 * kept in order of time.
 */
import type { Instant } from '@fitly/core/terms';
import type { Background } from './background.ts';
import type { Happening } from './happening.ts';

interface Source {
  readonly events: Background;
  /** Drawn already, but later than anybody has asked for. */
  next: Happening;
}

export class History {
  readonly #background: Source[];
  readonly #once: ReadonlySet<string>;
  readonly #events: Happening[] = [];
  /** Messages that arrived, oldest first. */
  readonly sentAt: Instant[] = [];
  /** From this instant on nothing arrives. */
  unsubscribedAt: Instant = Number.POSITIVE_INFINITY;

  /** `once`: outcomes of which only the first event happens. */
  constructor(background: readonly Background[], once: ReadonlySet<string>) {
    this.#background = background.map((events) => ({ events, next: events.next().value }));
    this.#once = once;
  }

  add(events: readonly Happening[]): void {
    for (const event of events) this.#insert(event);
  }

  /** Events in (from, to], oldest first. */
  between(from: Instant, to: Instant): Happening[] {
    this.#drawUntil(to);
    const done = new Set<string>();
    const result: Happening[] = [];
    for (const event of this.#events) {
      if (event.at > to) break;
      if (done.has(event.outcome)) continue;
      if (this.#once.has(event.outcome)) done.add(event.outcome);
      if (event.at > from) result.push(event);
    }
    return result;
  }

  /** Whether one of these outcomes has happened up to and including `at`. */
  hasDone(outcomes: readonly string[], at: Instant): boolean {
    if (outcomes.length === 0) return false;
    this.#drawUntil(at);
    return this.#events.some((event) => event.at <= at && outcomes.includes(event.outcome));
  }

  #drawUntil(at: Instant): void {
    for (const source of this.#background) {
      for (; source.next.at <= at; source.next = source.events.next().value) this.#insert(source.next);
    }
  }

  /** Keeps the events in order of time, then of id: most arrive near the end. */
  #insert(event: Happening): void {
    let place = this.#events.length;
    while (place > 0 && isAfter(this.#events[place - 1]!, event)) place -= 1;
    this.#events.splice(place, 0, event);
  }
}

const isAfter = (a: Happening, b: Happening): boolean => a.at > b.at || (a.at === b.at && a.id > b.id);
