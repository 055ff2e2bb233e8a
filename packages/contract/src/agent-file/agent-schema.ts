/**
 * The agent file as people write it. Shape only: what the values must mean to each other is checked by
 * `validateAgent`. Everything rarely touched has its default here, and nowhere else.
 */
import { ATTRIBUTE_TYPES, DIMENSION_KINDS } from '@fitly/core/design';
import { z } from 'zod';
import { constraintsSchema } from './constraints-schema.ts';
import { field } from './field.ts';
import { duration, share } from './shorthand.ts';

const text = z.string();

const segmentSets = z.strictObject({
  anyOf: field(z.array(text).default([]), 'Customers in any of these segments.', { example: ['7f0d3a52-4c1e-4b8a'] }),
  allOf: field(z.array(text).default([]), 'Customers in all of these segments.', { inactive: true }),
  noneOf: field(z.array(text).default([]), 'Customers in these segments are left out.', { inactive: true }),
});

const audience = z.strictObject({
  segments: field(
    z
      .union([z.array(text), segmentSets], { error: 'expected a list of segment ids, or `anyOf`, `allOf`, `noneOf`' })
      .default([]),
    'Braze segments by their API identifier. A plain list means any of them.',
    { example: ['7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10'] },
  ),
  rule: field(
    z.string().nullable().default(null),
    'A CEL rule over context attributes; customers for whom it is true are in.',
    {
      example: 'customer.country == "DE"',
      inactive: true,
    },
  ),
});

const schedule = z.strictObject({
  runAt: field(text.default('06:00'), "Time of the daily run, in the agent's time zone.", {
    unit: 'HH:MM',
    example: '06:00',
  }),
  every: field(
    duration.default('1 day'),
    'How often one customer gets a decision. The customers are spread over the days of the period.',
    { unit: 'days', example: '14 days', range: 'everyDays' },
  ),
});

const metricValue = z.union([z.number(), z.string()], { error: 'expected `1`, `amount` or an expression' });

const success = z.strictObject({
  event: field(text, 'The custom event in Braze that counts as success; `purchase` stands for purchases.', {
    example: 'purchase',
  }),
  value: field(
    metricValue.default(1),
    'What one event is worth: `1` counts events, `amount` takes their money; other expressions are not active yet.',
    { example: 'amount' },
  ),
  currency: field(
    text.nullable().default(null),
    'Currency of the value and of option costs, as in ISO 4217. Needed for money.',
    {
      example: 'EUR',
    },
  ),
  horizon: field(
    duration.default('7 days'),
    'How long after a decision an event still counts for it. When the next decision comes sooner, until then.',
    { unit: 'days', example: '14 days', range: 'horizonDays' },
  ),
  subtractCosts: field(z.boolean().default(false), 'Subtract the cost of the chosen options from the value.', {
    inactive: true,
  }),
  winsorQuantile: field(
    z.number().nullable().default(null),
    'Cap single values at this quantile of all values, so that one huge purchase does not decide everything.',
    { unit: 'quantile', example: 0.99, inactive: true, range: 'winsorQuantile' },
  ),
  attribution: field(
    z.enum(['last_decision', 'direct', 'all_in_window']).default('last_decision'),
    'Which decision an event belongs to, for learning only; only `last_decision` is active.',
  ),
});

const kpi = z.strictObject({
  id: field(text, 'Name in reports and files, snake_case.', { example: 'revenue' }),
  label: field(text.optional(), 'Name on screen; the id when left out.'),
  event: field(text, 'The event that is measured.', { example: 'purchase' }),
  value: field(metricValue.default(1), 'What one event is worth, as in `success.value`.', { example: 'amount' }),
  per: field(z.enum(['customer', 'send', 'click']).default('customer'), 'What the sum is divided by.'),
});

const guardrail = z.strictObject({
  id: field(text, 'Name in reports and files, snake_case.', { example: 'unsubscribes' }),
  event: field(text, 'The event that must not rise.', { example: 'unsubscribe' }),
  per: field(z.enum(['customer', 'send']).default('customer'), 'What the count is divided by.'),
  limit: field(share, 'Largest acceptable increase over the random control, relative: `10%` = one tenth more.', {
    unit: 'share',
    example: '10%',
    range: 'guardrailLimit',
  }),
  // biome-ignore lint/suspicious/noThenProperty: `limit … then pause` reads as it is meant; a schema is never awaited.
  then: field(z.enum(['alert', 'pause']).default('alert'), 'What happens when the limit is passed.'),
});

const zero = (description: string, example: string) =>
  field(share.default(0), description, { unit: 'share', example, range: 'share' });
const groups = z.strictObject({
  agent: zero('Customers for whom the agent chooses.', '70%'),
  random_control: zero(
    'Customers who get a random choice of the same options: what the agent is compared with.',
    '20%',
  ),
  business_as_usual: zero('Customers whom your existing campaigns serve.', '0%'),
  holdout: zero('Customers who get nothing: what sending is compared with.', '10%'),
});

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'expected text, a number, `true` or `false`' });
const optionBlock = z.strictObject({
  id: field(text, 'Name in files and reports, snake_case, unique in the dimension. Never reuse one.', {
    example: 'free_shipping',
  }),
  label: field(text.optional(), 'Name on screen; the id when left out.', { example: 'Free shipping' }),
  values: field(z.record(text, scalar).default({}), 'Passed to the Braze template as trigger properties.', {
    example: { subject_line: 'Your basket is waiting' },
  }),
  hour: field(z.number().nullable().default(null), 'Local hour of sending, for a dimension of kind `send_hour`.', {
    unit: 'hour',
    example: 18,
    range: 'hour',
  }),
  tags: field(z.array(text).default([]), 'What the option has in common with others, so that a new one starts warm.', {
    example: ['discount'],
    inactive: true,
  }),
  cost: field(z.number().default(0), 'Cost of one use, in `success.currency`.', {
    unit: 'money',
    example: 5,
    inactive: true,
    range: 'cost',
  }),
  validFrom: field(text.nullable().default(null), 'First day on which it may be used.', {
    unit: 'YYYY-MM-DD',
    example: '2026-11-20',
    inactive: true,
  }),
  validTo: field(text.nullable().default(null), 'Last day on which it may be used.', {
    unit: 'YYYY-MM-DD',
    example: '2026-11-30',
    inactive: true,
  }),
  requires: field(
    z.record(text, z.union([text, z.array(text)], { error: 'expected an option, or a list of options' })).default({}),
    'Options of other dimensions, one of which must be chosen with this one.',
    { example: { channel: ['email'] }, inactive: true },
  ),
  state: field(
    z.enum(['active', 'paused', 'retired']).default('active'),
    'Paused and retired options are not chosen; what was learned about them is kept.',
  ),
  noSend: field(z.boolean().default(false), 'Choosing this option means that nothing is sent.', { inactive: true }),
});

const dimension = z.strictObject({
  id: field(text, 'Name in files and reports, snake_case, unique in the agent.', { example: 'subject_line' }),
  label: field(text.optional(), 'Name on screen; the id when left out.', { example: 'Subject line' }),
  kind: field(z.enum(DIMENSION_KINDS), 'What is varied. `send_day` and `frequency` are not active yet.', {
    example: 'content',
  }),
  options: field(
    z.array(
      z.union([text, z.number(), optionBlock], {
        error: 'expected an option: its id, an hour, or keys that begin with `id:`',
      }),
    ),
    'The choices. A bare word is an id that is its own label; a bare number is an hour, for kind `send_hour`.',
    { example: ['plain', 'benefit'] },
  ),
});

const attribute = z.strictObject({
  attribute: field(text, 'Name of the custom attribute in Braze. Names of personal data are refused.', {
    example: 'recency',
  }),
  type: field(z.enum(ATTRIBUTE_TYPES), 'How it is read.', { example: 'number' }),
  transform: field(
    z.enum(['none', 'log1p']).default('none'),
    'Applied to numbers first; `log1p` for amounts with a long tail.',
  ),
  topK: field(z.number().default(20), 'Categories kept apart; rarer ones become "other".', {
    unit: 'categories',
    range: 'topK',
  }),
});

const learning = z.strictObject({
  policy: field(
    z.enum(['linear_thompson', 'uniform']).default('linear_thompson'),
    '`linear_thompson` learns; `uniform` chooses at random forever.',
  ),
  draws: field(
    z.number().default(64),
    'Random draws of what may be true, made once a day; more give finer probabilities.',
    {
      unit: 'draws',
      range: 'draws',
    },
  ),
  temper: field(z.number().default(0.25), 'How much uncertainty is explored: 0 none (greedy), 1 all of it.', {
    range: 'temper',
  }),
  floor: field(
    share.default(0.02),
    'Share of choices spread over options next to the best one, so that each stays measurable.',
    {
      unit: 'share',
      example: '2%',
      range: 'floor',
    },
  ),
  halfLife: field(
    duration.nullable().default(null),
    'After this time an observation counts half; `null` = never forget.',
    {
      unit: 'days',
      example: '60 days',
      range: 'halfLifeDays',
    },
  ),
});

const delivery = z.strictObject({
  mode: field(
    z.enum(['campaign', 'canvas', 'message', 'file', 'api']).default('campaign'),
    'How decisions leave: an API-triggered Braze campaign. The other modes are not active yet.',
  ),
  connection: field(
    text.default(''),
    'Name of a connection in the workspace file. Needed for every mode through Braze.',
    {
      example: 'sandbox',
    },
  ),
  ids: field(
    z.record(text, text).default({}),
    'Braze campaign API identifier for each option of the template dimension; `default` when there is none.',
    { example: { default: 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01' } },
  ),
  placeholders: field(
    z.array(text).default([]),
    'Trigger properties that the template expects. When given, every one must get a value and no other may be passed.',
    { example: ['subject_line'] },
  ),
  readBack: field(
    z.boolean().nullable().default(null),
    'Ask Braze afterwards whether a doubtful send was accepted (one data point each); `true` is not active yet.',
  ),
  fallbackTimeZone: field(text.optional(), "Zone for customers without one; the agent's when left out.", {
    unit: 'IANA zone',
    example: 'Europe/Madrid',
  }),
});

export const agentSchema = z
  .strictObject({
    name: field(text, 'Name of the agent: lower-case letters, digits, `_` and `-`.', { example: 'winback' }),
    description: field(text.default(''), 'What it is for, in a sentence.'),
    timeZone: field(text, "The agent's days and times are in this zone.", {
      unit: 'IANA zone',
      example: 'Europe/Madrid',
    }),
    schedule: field(schedule.prefault({}), 'When it runs, and how often a customer is due.'),
    audience: field(audience, 'Who may get a decision.'),
    success: field(success, 'What the agent tries to get more of.'),
    kpis: field(z.array(kpi).default([]), 'Further metrics to report.', { inactive: true }),
    guardrails: field(z.array(guardrail).default([]), 'Metrics that must not get worse.', { inactive: true }),
    groups: field(
      groups.prefault({ agent: '80%', random_control: '10%', holdout: '10%' }),
      'Shares of new customers; they add up to 100 %. Groups left out get none.',
    ),
    dimensions: field(z.array(dimension), 'What may vary, and the options of each.'),
    constraints: field(constraintsSchema.prefault({}), 'What must not happen.', { inactive: true }),
    context: field(
      z.array(attribute).default([]),
      'What Fitly may know about a customer. Nothing else is ever stored.',
    ),
    learning: field(learning.prefault({}), 'How it learns; rarely touched.'),
    delivery: field(delivery, 'How decisions reach customers.'),
  })
  .meta({ title: 'Fitly agent', description: 'One agent: its goal, its audience, what it may vary and how it sends.' });

/** The file after its defaults were filled in. */
export type AgentWire = z.output<typeof agentSchema>;
