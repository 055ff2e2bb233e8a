/** What an event is made of once it is known to happen: product, money, fields, worth. */
import type { SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { EventFieldSpec, OutcomeSpec } from '../world-file/outcome-schema.ts';
import type { WorldSpec } from '../world-file/world-schema.ts';
import { amountLaw } from './amount.ts';
import { type Costs, costsOf } from './costs.ts';
import type { Customer, Value } from './customer.ts';
import type { Occasion } from './occasion.ts';
import { pickFrom, type Stream, streamOf } from './streams.ts';

/** One thing that a customer did. */
export interface Happening {
  /** Name under `outcomes`. */
  readonly outcome: string;
  /** Custom event name, or `purchase`. */
  readonly event: string;
  /** Product id of a purchase; null for custom events. */
  readonly product: string | null;
  readonly at: Instant;
  /** Money, or null for an event that carries none. */
  readonly amount: number | null;
  readonly fields: Readonly<Record<string, Value>>;
  /** What it counts for under `reward`, costs per event subtracted; 0 for other outcomes. No export shows it. */
  readonly worth: number;
  /** Unique within its customer. */
  readonly id: string;
}

/** Names an occasion of one customer for the streams: instant of the message (0: none) and a running number. */
export interface Source {
  readonly at: Instant;
  readonly order: number;
}

export type Happen = (
  customer: Customer,
  occasion: Occasion,
  sent: boolean,
  when: { readonly at: Instant; readonly source: Source; readonly id: string },
) => Happening;

export function happenAs(spec: WorldSpec, name: string, key: SipKey): Happen {
  const outcome = spec.outcomes[name]!;
  const amount = outcome.amount === undefined ? null : amountLaw(outcome.amount);
  const amountStream = streamOf(key, 'amount', name);
  const fields = Object.entries(outcome.fields).map(
    ([field, law]) => [field, law, streamOf(key, 'field', name, field)] as const,
  );
  const worthOf = worthLaw(spec, name);
  return (customer, occasion, sent, { at, source, id }) => {
    const money = amount?.draw(customer, occasion, sent, amountStream(customer.index, source.at, source.order)) ?? null;
    return {
      outcome: name,
      event: outcome.event ?? 'purchase',
      product: productOf(outcome, occasion, sent),
      at,
      amount: money,
      fields: Object.fromEntries(
        fields.map(([field, law, stream]) => [field, fieldValue(law, customer, occasion, sent, stream, source)]),
      ),
      worth: worthOf(customer, occasion, sent, money ?? 0),
      id,
    };
  };
}

function worthLaw({ reward }: WorldSpec, name: string) {
  const costs: Costs = costsOf(reward.costs);
  return (customer: Customer, occasion: Occasion, sent: boolean, money: number): number => {
    if (name !== reward.outcome) return 0;
    return (reward.value === 'amount' ? money : reward.value) - (sent ? costs(customer, occasion).perEvent : 0);
  };
}

function productOf({ purchase }: OutcomeSpec, { properties }: Occasion, sent: boolean): string | null {
  if (purchase === undefined) return null;
  if (typeof purchase === 'string') return purchase;
  return String((sent ? properties[purchase.property] : null) ?? purchase.otherwise);
}

function fieldValue(
  law: EventFieldSpec,
  customer: Customer,
  { properties }: Occasion,
  sent: boolean,
  stream: Stream,
  source: Source,
): Value {
  if (law.value !== undefined) return law.value;
  if (law.attribute !== undefined) return customer.attributes[law.attribute] ?? null;
  if (law.oneOf !== undefined) return pickFrom(law.oneOf, stream(customer.index, source.at, source.order)) ?? null;
  return ((sent ? properties[law.property ?? ''] : null) as Value | undefined) ?? law.otherwise;
}
