/** What earlier messages do to the next one. */
import type { Instant } from '@fitly/core/terms';
import type { FatigueRule } from '../world-file/world-schema.ts';
import type { Customer } from './customer.ts';
import { holdsFor, type Occasion, occasionTest } from './occasion.ts';

export const DAY_MS = 86_400_000;

/** Shifts of the log-odds. */
interface Weariness {
  readonly response: number;
  readonly unsubscribe: number;
}
export interface Fatigue {
  /** `earlier`: instants of the customer's messages before this one, oldest first. */
  after(customer: Customer, occasion: Occasion, earlier: readonly Instant[], at: Instant): Weariness;
  /** For somebody who has had a message every so many days for long. */
  steady(customer: Customer, occasion: Occasion, everyDays: number): Weariness;
}

export function fatigueOf(rules: readonly FatigueRule[]): Fatigue {
  const compiled = rules.map((rule) => ({ rule, applies: occasionTest(rule.when) }));
  const sum = (customer: Customer, occasion: Occasion, countWithin: (days: number) => number): Weariness => {
    let [response, unsubscribe] = [0, 0];
    for (const { rule, applies } of compiled) {
      if (!holdsFor(rule.when, customer) || (applies !== null && !applies(occasion))) continue;
      const count = countWithin(rule.within);
      response += rule.add * count;
      unsubscribe += rule.unsubscribe * count;
    }
    return { response, unsubscribe };
  };
  return {
    after: (customer, occasion, earlier, at) =>
      sum(customer, occasion, (days) => countSince(earlier, at - days * DAY_MS)),
    // Messages at 1, 2, … periods ago, as far as they are less than `days` ago.
    steady: (customer, occasion, everyDays) => sum(customer, occasion, (days) => Math.ceil(days / everyDays) - 1),
  };
}

/** Messages after `from`, that instant excluded. */
function countSince(earlier: readonly Instant[], from: Instant): number {
  let count = 0;
  for (let i = earlier.length - 1; i >= 0 && earlier[i]! > from; i--) count += 1;
  return count;
}
