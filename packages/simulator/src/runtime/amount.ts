/** The money of an event: drawn, and on average. */
import { exp } from '@fitly/core/math';
import type { Amount } from '../world-file/outcome-schema.ts';
import type { Customer } from './customer.ts';
import { sumOfEffects } from './effects.ts';
import type { Occasion } from './occasion.ts';
import { normalFrom } from './streams.ts';

export interface AmountLaw {
  /** Whole cents, as money; `u` is uniform in [0, 1). `sent` is false for what happens without a message. */
  draw(customer: Customer, occasion: Occasion, sent: boolean, u: number): number;
  /** Mean after a message, before rounding to cents. */
  mean(customer: Customer, occasion: Occasion): number;
}

export function amountLaw(spec: Amount): AmountLaw {
  const logFactor = sumOfEffects(spec.effects);
  const { lognormal } = spec;
  const centre = (customer: Customer, occasion: Occasion, sent: boolean): number =>
    lognormal?.median ?? plainBase(spec, customer, occasion, sent);
  return {
    draw(customer, occasion, sent, u) {
      const spread = lognormal === undefined ? 0 : lognormal.sigma * normalFrom(u);
      return cents(centre(customer, occasion, sent) * exp(logFactor(customer, occasion) + spread));
    },
    mean(customer, occasion) {
      // The mean of a lognormal is its median times exp(σ²/2).
      const excess = lognormal === undefined ? 0 : (lognormal.sigma * lognormal.sigma) / 2;
      return centre(customer, occasion, true) * exp(logFactor(customer, occasion) + excess);
    },
  };
}

function plainBase(spec: Amount, customer: Customer, { properties }: Occasion, sent: boolean): number {
  if (spec.fixed !== undefined) return spec.fixed;
  if (spec.attribute !== undefined) return numberOr(customer.attributes[spec.attribute], 0);
  return sent ? numberOr(properties[spec.property ?? ''], spec.otherwise) : spec.otherwise;
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
const cents = (amount: number): number => Math.round(amount * 100) / 100;
