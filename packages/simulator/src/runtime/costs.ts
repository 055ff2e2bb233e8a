/** What a message costs, and what a success that it led to costs. */
import type { CostRule } from '../world-file/world-schema.ts';
import type { Customer } from './customer.ts';
import { holdsFor, type Occasion, occasionTest } from './occasion.ts';

/** In the money of the reward. */
export type Costs = (customer: Customer, occasion: Occasion) => { readonly perSend: number; readonly perEvent: number };

export function costsOf(rules: readonly CostRule[]): Costs {
  const compiled = rules.map((rule) => ({ rule, applies: occasionTest(rule.when) }));
  return (customer, occasion) => {
    let [perSend, perEvent] = [0, 0];
    for (const { rule, applies } of compiled) {
      if (!holdsFor(rule.when, customer) || (applies !== null && !applies(occasion))) continue;
      perSend += rule.perSend;
      perEvent += rule.perEvent;
    }
    return { perSend, perEvent };
  };
}
