/** When something has an effect, and how large it is. */
import { z } from 'zod';
import { field, optional, withDefault } from './field.ts';
import { names, scalar } from './shorthand.ts';

const range = z
  .strictObject({ from: z.number().optional(), below: z.number().optional() })
  .refine(({ from = -Infinity, below = Infinity }) => from < below, 'expected `from` to be smaller than `below`');

const test = z.union([scalar, z.array(scalar), range], {
  error: 'expected a value, a list of values, or a range such as `{ from: 3, below: 12 }`',
});
export type Test = z.output<typeof test>;

const tests = z.record(z.string(), test);

const condition = z
  .strictObject({
    persona: optional(names, 'The customer is one of these personas.', { example: 'bargain_hunter' }),
    attribute: withDefault(
      tests,
      {},
      'Attributes have these values: one value, a list any of which counts, or a range `{ from, below }`. `null` is missing.',
      { example: { tenure_months: { from: 24 } } },
    ),
    property: withDefault(
      tests,
      {},
      'Trigger properties have these values, as the recipient gets them. Where nothing was sent, all are missing.',
      { example: { discount_percent: [10, 20] } },
    ),
    campaign: optional(names, 'The message comes from one of these campaigns, by their names under `campaigns`.', {
      example: 'push',
    }),
    channel: optional(names, 'The message comes by one of these channels.', { example: ['sms', 'push'] }),
    hour: optional(
      range,
      "Local hour at which the message arrives, in the customer's time zone; `from` is included, `below` is not.",
      { unit: 'hours', example: { from: 18, below: 22 } },
    ),
    day: optional(range, 'Days since the world began. This is how preferences drift: from a day on, other effects.', {
      unit: 'days',
      example: { from: 28 },
    }),
  })
  .meta({ id: 'condition' });
export type Condition = z.output<typeof condition>;

const per = z
  .strictObject({
    attribute: optional(z.string(), 'A number among the attributes; where it is missing, the effect is 0.', {
      example: 'tenure_months',
    }),
    property: optional(z.string(), 'A number among the trigger properties; without one, the effect is 0.', {
      example: 'discount_percent',
    }),
    unit: withDefault(z.number().positive(), 1, 'What counts as one.', { example: 10 }),
    from: withDefault(z.number(), 0, 'Where counting begins: below it the effect turns round.', { example: 24 }),
  })
  .meta({ id: 'per' });
export type Per = z.output<typeof per>;

export const when = withDefault(condition, { attribute: {}, property: {} }, 'When it holds; all of it must be true.', {
  shown: {},
  example: { persona: 'bargain_hunter', property: { offer: 'half_price' } },
});
const steps = optional(per, 'The effect counts once for each unit of a number, instead of once.', {
  example: { property: 'discount_percent', unit: 10 },
});

/** On the log-odds of something that may happen. */
export const addEffect = z
  .strictObject({
    when,
    per: steps,
    add: field(z.number(), 'Added to the log-odds: 0.7 about doubles a small rate.', {
      unit: 'log-odds',
      example: 0.7,
    }),
  })
  .meta({ id: 'effect' });

/** On a quantity: a rate per day, an amount of money. */
export const factorEffect = z
  .strictObject({
    when,
    per: steps,
    multiply: field(z.number().positive(), 'The quantity is multiplied by this.', { example: 1.2 }),
  })
  .meta({ id: 'factor' });
