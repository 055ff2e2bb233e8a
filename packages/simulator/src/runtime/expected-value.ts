/** What an action is truly worth for a customer: the measure of regret, of the oracle and of what was recovered. */
import type { WorldSpec } from '../world-file/world-schema.ts';
import { amountLaw } from './amount.ts';
import { probabilityOf } from './chance.ts';
import { costsOf } from './costs.ts';
import type { Customer } from './customer.ts';
import type { Fatigue } from './fatigue.ts';
import type { Occasion } from './occasion.ts';

export type ExpectedValue = (customer: Customer, occasion: Occasion, everyDays: number) => number;

/**
 * Expected reward per day for a customer who gets the same message every so many days, in the long run and beyond what he
 * would do anyway: probability times mean worth, minus the cost of sending. It counts responses however late, and knows
 * neither unsubscribing nor `once`.
 */
export function expectedValueOf(spec: WorldSpec, fatigue: Fatigue): ExpectedValue {
  const { response, amount } = spec.outcomes[spec.reward.outcome]!;
  const { value } = spec.reward;
  const probability = response === undefined ? () => 0 : probabilityOf(response);
  const law = amount === undefined ? null : amountLaw(amount);
  const costs = costsOf(spec.reward.costs);
  return (customer, occasion, everyDays) => {
    const { response: shift } = fatigue.steady(customer, occasion, everyDays);
    const { perSend, perEvent } = costs(customer, occasion);
    const worth = (value === 'amount' ? (law?.mean(customer, occasion) ?? 0) : value) - perEvent;
    return (probability(customer, occasion, shift) * worth - perSend) / everyDays;
  };
}
