/** Whether something happens after a message: log-odds with effects. */
import { exp, ln } from '@fitly/core/math';
import type { Chance } from '../world-file/outcome-schema.ts';
import type { Customer } from './customer.ts';
import { sumOfEffects } from './effects.ts';
import type { Occasion } from './occasion.ts';

/** Probability in (0, 1). `shift` is added to the log-odds: fatigue. */
export type Probability = (customer: Customer, occasion: Occasion, shift: number) => number;

export function probabilityOf({ rate, effects }: Chance): Probability {
  const base = ln(rate / (1 - rate));
  const sum = sumOfEffects(effects);
  return (customer, occasion, shift) => 1 / (1 + exp(-(base + sum(customer, occasion) + shift)));
}
