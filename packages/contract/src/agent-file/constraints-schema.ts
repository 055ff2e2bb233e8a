import { z } from 'zod';
import { field } from './field.ts';
import { duration } from './shorthand.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const text = z.string();

const rule = z.strictObject({
  id: field(text, 'Name in reports, snake_case.', { example: 'no_discount_in_germany' }),
  denyWhen: field(text, 'CEL over `customer.…` and `action.…`; true means that the action is refused.', {
    example: 'customer.country == "DE" && action.offer == "half_price"',
  }),
  reason: field(text.optional(), 'Reason code shown with each refusal, snake_case; the id when left out.'),
});

const cap = z.strictObject({
  per: field(
    z.enum(['message', 'agent', 'all_agents']),
    'What is counted for a customer: sends of one message, of this agent, or of all agents of the workspace.',
    { example: 'agent' },
  ),
  max: field(z.number(), 'Most sends to one customer in that time.', { unit: 'sends', example: 2, range: 'capMax' }),
  days: field(duration, 'In how much time.', { unit: 'days', example: '7 days', range: 'capDays' }),
  window: field(
    z.enum(['rolling', 'calendar']).default('rolling'),
    "The last days, or calendar days in the customer's zone.",
  ),
});

const budget = z.strictObject({
  option: field(
    z
      .strictObject({
        dimension: field(text, 'Id of the dimension.', { example: 'offer' }),
        option: field(text, 'Id of the option.', { example: 'half_price' }),
      })
      .nullable()
      .default(null),
    'The option that is limited; every send when left out.',
  ),
  maxPerDay: field(z.number().nullable().default(null), 'Most per day.', { example: 500, range: 'budget' }),
  maxTotal: field(z.number().nullable().default(null), 'Most in all.', { example: 10_000, range: 'budget' }),
  unit: field(z.enum(['sends', 'cost']).default('sends'), 'Whether sends or costs are counted.'),
});

const quietHours = z.strictObject({
  from: field(text, "First quiet minute, in the customer's zone.", { unit: 'HH:MM', example: '21:00' }),
  to: field(text, 'First minute after it; may be on the next day.', { unit: 'HH:MM', example: '08:00' }),
});

export const constraintsSchema = z.strictObject({
  rules: field(z.array(rule).default([]), 'Combinations that are refused.'),
  caps: field(z.array(cap).default([]), 'Most sends to one customer.'),
  budgets: field(z.array(budget).default([]), 'Most uses of an option, or of everything.'),
  quietHours: field(quietHours.nullable().default(null), "Hours in which nothing is sent, by the customer's clock."),
  quietDays: field(
    z.array(z.enum(WEEKDAYS)).default([]),
    "Weekdays on which nothing is sent, in the customer's zone.",
    {
      example: ['sunday'],
    },
  ),
  blackoutDates: field(z.array(text).default([]), "Days on which nothing is sent, in the customer's zone.", {
    unit: 'YYYY-MM-DD',
    example: ['2026-12-25'],
  }),
});
