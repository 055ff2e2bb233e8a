/** What customers do: how often by themselves, how often after a message, when, and for how much. */
import { z } from 'zod';
import { addEffect, factorEffect } from './effect-schema.ts';
import { field, optional, withDefault } from './field.ts';
import { days, rate, scalar } from './shorthand.ts';

export const chance = z
  .strictObject({
    rate: field(rate, 'Probability for somebody to whom no effect applies.', { unit: 'share', example: '2%' }),
    effects: withDefault(z.array(addEffect), [], 'What raises or lowers it, on the log-odds.', {
      example: [{ when: { hour: { from: 18, below: 22 } }, add: 0.3 }],
    }),
  })
  .meta({ id: 'chance' });
export type Chance = z.output<typeof chance>;

const background = z.strictObject({
  perDay: field(z.number().positive().max(100), 'Events per customer and day without any message, on average.', {
    unit: 'events per day',
    example: 0.01,
  }),
  effects: withDefault(
    z.array(factorEffect),
    [],
    'Who does it more or less often. Only `persona`, `attribute` and `day` can be asked here.',
    { example: [{ when: { persona: 'loyal' }, multiply: 2 }] },
  ),
});

const delay = z.strictObject({
  mean: withDefault(days, 2, 'Mean of the exponential delay, before it is cut at `within`.', {
    unit: 'time',
    shown: '2 days',
    example: '36 hours',
  }),
  within: withDefault(days, 14, 'No response comes later than this after its message.', {
    unit: 'time',
    shown: '14 days',
    example: '7 days',
  }),
});

/** Exactly one of the first four keys; `check-outcomes.ts` holds that. */
const amount = z
  .strictObject({
    fixed: optional(z.number().min(0), 'Always the same.', { unit: 'money', example: 19.99 }),
    lognormal: optional(
      z.strictObject({ median: z.number().positive(), sigma: z.number().positive() }),
      'Positive, and its logarithm is normal.',
      { unit: 'money', example: { median: 32, sigma: 0.5 } },
    ),
    attribute: optional(z.string(), 'A number among the attributes; missing counts as 0.', {
      example: 'monthly_price',
    }),
    property: optional(z.string(), 'A number among the trigger properties; without a message, `otherwise`.', {
      example: 'plan_price',
    }),
    otherwise: withDefault(z.number().min(0), 0, 'For `property`, where nothing was sent.', {
      unit: 'money',
      example: 25,
    }),
    effects: withDefault(z.array(factorEffect), [], 'What makes it larger or smaller.', {
      example: [{ when: { property: { discount_percent: 20 } }, multiply: 0.8 }],
    }),
  })
  .meta({ id: 'amount' });
export type Amount = z.output<typeof amount>;

/** Exactly one of `property`, `attribute`, `oneOf`, `value`. */
const eventField = z
  .strictObject({
    property: optional(z.string(), 'The value of this trigger property.', { example: 'contract_months' }),
    otherwise: withDefault(scalar, null, 'For `property`, where nothing was sent or the property is absent.', {
      example: 12,
    }),
    attribute: optional(z.string(), 'The value of this attribute.', { example: 'monthly_price' }),
    oneOf: optional(z.record(z.string(), z.number().positive()), 'A word, drawn with weights.', {
      example: { store: 1, web: 3 },
    }),
    value: optional(scalar, 'Always this value.', { example: 'EUR' }),
  })
  .meta({ id: 'field' });
export type EventFieldSpec = z.output<typeof eventField>;

const product = z.union([
  z.string(),
  z.strictObject({
    property: field(z.string(), 'The trigger property that names the product.', { example: 'menu_item' }),
    otherwise: field(z.string(), 'The product where nothing was sent.', { example: 'anything' }),
  }),
]);

export const outcome = z
  .strictObject({
    event: optional(z.string(), 'Name of the custom event. Either this or `purchase`.', { example: 'account_opened' }),
    purchase: optional(product, 'The product of a purchase: its id, or the trigger property that holds it.', {
      example: 'subscription',
    }),
    once: withDefault(z.boolean(), false, 'It happens to a customer once; what would follow does not happen.', {
      example: true,
    }),
    background: optional(background, 'What customers do without any message.', { example: { perDay: 0.01 } }),
    response: optional(chance, 'Whether a message that arrives leads to it.', { example: { rate: '2%' } }),
    delay: withDefault(delay, { mean: 2, within: 14 }, 'When a response comes.', {
      shown: {},
      example: { mean: '36 hours' },
    }),
    amount: optional(amount, 'Its money. Purchases need one.', { example: { fixed: 19.99 } }),
    fields: withDefault(z.record(z.string(), eventField), {}, 'What an event carries besides, in an event feed.', {
      example: { contract_months: { property: 'contract_months', otherwise: 12 } },
    }),
  })
  .meta({ id: 'outcome' });
export type OutcomeSpec = z.output<typeof outcome>;
