/** A sum of effects for one customer: what never changes is added up once, the rest is asked per message. */
import { ln } from '@fitly/core/math';
import type { Condition, Per } from '../world-file/effect-schema.ts';
import type { Customer } from './customer.ts';
import { holdsFor, type Occasion, type OccasionTest, occasionTest, type Properties } from './occasion.ts';

export interface EffectSpec {
  readonly when: Condition;
  readonly per?: Per | undefined;
  /** On a quantity; turned into its logarithm. */
  readonly multiply?: number;
  /** On the log-odds. */
  readonly add?: number;
}

/** The sum of a customer's effects on one occasion: log-odds, or the logarithm of a factor. */
export type EffectSum = (customer: Customer, occasion: Occasion) => number;

interface BoundEffect {
  readonly applies: OccasionTest | null;
  readonly times: (properties: Properties) => number;
  readonly weight: number;
}
interface Bound {
  readonly constant: number;
  readonly effects: readonly BoundEffect[];
}

export function sumOfEffects(specs: readonly EffectSpec[]): EffectSum {
  const compiled = specs.map((spec) => ({
    spec,
    applies: occasionTest(spec.when),
    weight: spec.add ?? ln(spec.multiply ?? 1),
  }));
  const bind = (customer: Customer): Bound => {
    const effects = compiled
      .filter(({ spec }) => holdsFor(spec.when, customer))
      .map(({ spec: { per }, applies, weight }): BoundEffect & { readonly fixed: boolean } => {
        const fixed = applies === null && per?.property === undefined;
        return { applies, weight, fixed, times: timesOf(per, customer) };
      });
    return {
      constant: effects.filter(({ fixed }) => fixed).reduce((sum, effect) => sum + effect.weight * effect.times({}), 0),
      effects: effects.filter(({ fixed }) => !fixed),
    };
  };
  const bound: Bound[] = [];
  return (customer, occasion) => {
    bound[customer.index] ??= bind(customer);
    const { constant, effects } = bound[customer.index]!;
    let sum = constant;
    for (const { applies, times, weight } of effects) {
      if (applies === null || applies(occasion)) sum += weight * times(occasion.properties);
    }
    return sum;
  };
}

/** How many times an effect counts. A number that is missing counts as no effect. */
function timesOf(per: Per | undefined, customer: Customer): (properties: Properties) => number {
  if (per === undefined) return () => 1;
  const { attribute, property, unit, from } = per;
  const count = (value: unknown): number => (typeof value === 'number' ? (value - from) / unit : 0);
  if (property !== undefined) return (properties) => count(properties[property]);
  const times = count(customer.attributes[attribute ?? '']);
  return () => times;
}
