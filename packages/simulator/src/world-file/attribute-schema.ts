/** Who the customers are: hidden personas, and attributes drawn from distributions. */
import { z } from 'zod';
import { field, optional, withDefault } from './field.ts';
import { share } from './shorthand.ts';

const weights = z.record(z.string(), z.number().positive());

/** Exactly one of the first six keys says how it is drawn; `check-attributes.ts` holds that. */
const attribute = z
  .strictObject({
    uniform: optional(z.tuple([z.number(), z.number()]), 'A number, evenly between two.', { example: [0, 100] }),
    integer: optional(z.tuple([z.int(), z.int()]), 'A whole number, evenly between two, both included.', {
      example: [1, 24],
    }),
    normal: optional(
      z.strictObject({ mean: z.number(), sd: z.number().positive() }),
      'A number, normally distributed.',
      {
        example: { mean: 40, sd: 12 },
      },
    ),
    lognormal: optional(
      z.strictObject({ median: z.number().positive(), sigma: z.number().positive() }),
      'A positive number whose logarithm is normal: `median`, and `sigma` of the logarithm.',
      { example: { median: 35, sigma: 0.6 } },
    ),
    oneOf: optional(weights, 'A category, with weights.', { example: { urban: 5, rural: 2 } }),
    probability: optional(share, '`true` with this probability, else `false`.', { unit: 'share', example: '30%' }),
    min: optional(z.number(), 'Smaller numbers become this one.', { example: 0 }),
    max: optional(z.number(), 'Larger numbers become this one.', { example: 500 }),
    decimals: withDefault(z.int().min(0).max(6), 0, 'Digits after the point to which numbers are rounded.', {
      example: 2,
    }),
    missing: withDefault(share, 0, 'The share of customers for whom nothing is known.', {
      unit: 'share',
      example: '5%',
    }),
  })
  .meta({ id: 'attribute' });
export type AttributeSpec = z.output<typeof attribute>;

const persona = z.strictObject({
  weight: field(z.number().positive(), 'How many customers are of this kind, relative to the other personas.', {
    example: 3,
  }),
  attributes: withDefault(
    z.record(z.string(), attribute),
    {},
    'Attributes that are distributed otherwise here, so that the hidden persona can be guessed from them.',
    { example: { orders_per_year: { integer: [12, 40] } } },
  ),
});

export const people = {
  customers: field(z.int().min(1).max(1_000_000), 'How many customers there are.', { example: 4000 }),
  idPrefix: field(
    z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected up to 20 lower-case letters, digits and `-`'),
    'External ids are this and a number from 1.',
    { example: 'wb-' },
  ),
  timeZones: field(weights, 'IANA time zones of the customers, with weights.', {
    example: { 'Europe/Madrid': 3, 'Europe/London': 1 },
  }),
  personas: withDefault(
    z.record(z.string(), persona),
    {},
    'Hidden kinds of customers. No export shows them; what they like has to be learned from their attributes.',
    { example: { bargain_hunter: { weight: 2 }, loyal: { weight: 3 } } },
  ),
  attributes: withDefault(
    z.record(z.string(), attribute),
    {},
    'Custom attributes of the customers, as an export shows them.',
    { example: { months_lapsed: { integer: [1, 24] } } },
  ),
};
