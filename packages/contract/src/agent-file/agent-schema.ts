/**
 * The agent file as people write it. Shape only: what the values must mean to each other is checked by
 * `validateAgent`. Everything rarely touched has its default here, and nowhere else.
 */

import {
  ATTRIBUTE_TYPES,
  BEFORE_SENDING_ACTIONS,
  DIMENSION_KINDS,
  EVENT_FIELD_TYPES,
  FILE_FORMATS,
  GUARDRAIL_REFERENCES,
  HISTORY_NAMES,
  KPI_COUNTS,
  LEARNING_DEFAULTS,
  PII_HANDLING,
  POLICY_NAMES,
} from '@fitly/core/design';
import { MESSAGE_CHANNEL_NAMES } from '@fitly/core/ports';
import { z } from 'zod';
import { constraintsSchema } from './constraints-schema.ts';
import { field } from './field.ts';
import { duration, share } from './shorthand.ts';

const text = z.string();

const segmentSets = z.strictObject({
  anyOf: field(z.array(text).default([]), 'Customers in any of these segments.', { example: ['7f0d3a52-4c1e-4b8a'] }),
  allOf: field(z.array(text).default([]), 'Customers in all of these segments, and in `anyOf` where that is given.', {
    example: ['0c1b2a39-5d4e-4f60-8a71-92b3c4d5e6f7'],
  }),
  noneOf: field(z.array(text).default([]), 'Customers in any of these segments are left out.', {
    example: ['9e8d7c6b-5a49-4838-b727-16150e4f3d2c'],
  }),
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
  event: field(
    text,
    "The custom event in Braze that counts as success; `purchase` stands for purchases, `message.open` and `message.click` for the agent's own messages (by a feed of Currents).",
    {
      example: 'purchase',
    },
  ),
  value: field(
    metricValue.default(1),
    'What one event is worth: `1` counts events, `amount` takes their money, anything else is a CEL expression over `amount`, the `fields` and the chosen `option`s.',
    { example: 'amount - cost(option.offer)' },
  ),
  fields: field(
    z.record(text, z.enum(EVENT_FIELD_TYPES)).default({}),
    'What an imported event carries besides its instant and `amount`, by name; `value` may use these and no others.',
    { example: { contract_months: 'number' } },
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
  subtractCosts: field(
    z.boolean().default(false),
    'Subtract the cost of the chosen options from the value, once for every send.',
  ),
  winsorQuantile: field(
    z.number().nullable().default(null),
    'Cap what one customer is worth at this quantile of all customers, so that one huge purchase does not decide everything.',
    { unit: 'quantile', example: 0.999, range: 'winsorQuantile' },
  ),
  attribution: field(
    z.enum(['last_decision', 'direct', 'all_in_window']).default('last_decision'),
    'Which decision an event belongs to, for learning only: the customer’s `last_decision`, each one `all_in_window`, or, with `direct`, the one whose message was opened or clicked (`message.open`, `message.click` only).',
  ),
});

const kpi = z.strictObject({
  id: field(text, 'Name in reports and files, snake_case.', { example: 'revenue' }),
  label: field(text.optional(), 'Name on screen; the id when left out.'),
  event: field(
    text,
    "The event that is measured: the success event, one that a feed tells of, or what becomes of the agent's own messages: `message.delivery`, `message.open`, `message.click`, `message.unsubscribe`, `message.spam_report`, `message.bounce`.",
    { example: 'message.click' },
  ),
  value: field(metricValue.default(1), 'What one event is worth: `1` counts it, `amount` takes its money.', {
    example: 'amount',
  }),
  count: field(
    z.enum(KPI_COUNTS).default('events'),
    'What is added up: all `events`, `customers_per_day` (each customer once a day), or `customers` (each once in the time that is shown).',
    { example: 'customers_per_day' },
  ),
  per: field(
    z.enum(['customer', 'send', 'click']).default('customer'),
    'What the sum is divided by: customers (and days), accepted messages, or clicks.',
  ),
});

const guardrail = z.strictObject({
  id: field(text, 'Name in reports and files, snake_case.', { example: 'unsubscribes' }),
  event: field(
    text,
    'What must not rise: `message.unsubscribe`, `message.spam_report`, `message.bounce` (of Currents), or an event that a feed or an export brings.',
    { example: 'message.unsubscribe' },
  ),
  per: field(z.enum(['customer', 'send']).default('customer'), 'What the count is divided by.'),
  against: field(
    z.enum(GUARDRAIL_REFERENCES).default('random_control'),
    'With whom the agent is compared: `random_control`, `business_as_usual` (per customer only), or, with `absolute`, nobody: the limit is a rate then.',
  ),
  limit: field(
    share,
    'Largest acceptable increase over the group of `against`, relative: `10%` = one tenth more. With `absolute` the largest acceptable rate: `0.5%` = one in 200.',
    { unit: 'share', example: '10%', range: 'guardrailLimit' },
  ),
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
  values: field(
    z.record(text, scalar).default({}),
    'Passed to the Braze template: as trigger properties of a campaign, as context of a canvas, as fields of a message.',
    {
      example: { subject_line: 'Your basket is waiting' },
    },
  ),
  hour: field(z.number().nullable().default(null), 'Local hour of sending, for a dimension of kind `send_hour`.', {
    unit: 'hour',
    example: 18,
    range: 'hour',
  }),
  every: field(
    duration.nullable().default(null),
    'How long until the customer is due again, for a dimension of kind `frequency`.',
    { unit: 'days', example: '7 days', range: 'everyDays' },
  ),
  tags: field(z.array(text).default([]), 'What the option has in common with others, so that a new one starts warm.', {
    example: ['discount'],
    inactive: true,
  }),
  cost: field(z.number().default(0), 'Cost of one use, in `success.currency`.', {
    unit: 'money',
    example: 5,
    range: 'cost',
  }),
  validFrom: field(text.nullable().default(null), 'First day on which it may be used.', {
    unit: 'YYYY-MM-DD',
    example: '2026-11-20',
  }),
  validTo: field(text.nullable().default(null), 'Last day on which it may be used.', {
    unit: 'YYYY-MM-DD',
    example: '2026-11-30',
  }),
  requires: field(
    z.record(text, z.union([text, z.array(text)], { error: 'expected an option, or a list of options' })).default({}),
    'Options of other dimensions, one of which must be chosen with this one.',
    { example: { channel: ['email'] } },
  ),
  state: field(
    z.enum(['active', 'paused', 'retired']).default('active'),
    'Paused and retired options are not chosen; what was learned about them is kept.',
  ),
  noSend: field(z.boolean().default(false), 'Choosing this option means that nothing is sent.'),
});

const dimension = z.strictObject({
  id: field(text, 'Name in files and reports, snake_case, unique in the agent.', { example: 'subject_line' }),
  label: field(text.optional(), 'Name on screen; the id when left out.', { example: 'Subject line' }),
  kind: field(z.enum(DIMENSION_KINDS), 'What is varied. `send_day` is not active yet.', {
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

const attribute = z
  .strictObject({
    attribute: field(
      text.optional(),
      'Name of the custom attribute in Braze; required unless `history` is given. Names of personal data are refused.',
      { example: 'recency' },
    ),
    type: field(z.enum(ATTRIBUTE_TYPES).optional(), 'How it is read; required with `attribute`.', {
      example: 'number',
    }),
    transform: field(
      z.enum(['none', 'log1p']).default('none'),
      'Applied to numbers first; `log1p` for amounts with a long tail.',
    ),
    topK: field(z.number().default(20), 'Categories kept apart; rarer ones become "other".', {
      unit: 'categories',
      range: 'topK',
    }),
    pii: field(
      z.enum(PII_HANDLING).default('quarantine'),
      'Values that look personal (an e-mail address, a telephone number, …) are set aside and count as missing. `confirmed_not_personal`: you know that this attribute holds none, and its values and its name are taken as they are.',
      { example: 'confirmed_not_personal' },
    ),
    history: field(
      z.enum(HISTORY_NAMES).optional(),
      "Instead of `attribute`: what the agent's own log says of the customer as of the evening before the run. `days_since_…` in whole days, missing = never; `…_in_7_days`, `…_in_28_days`: on how many of those days. See docs/concepts/features.md.",
      { example: 'days_since_last_send' },
    ),
    dimension: field(text.optional(), 'With `history: last_option`: of which dimension.', { example: 'creative' }),
  })
  .superRefine((entry, context) => {
    const isHistory = entry.history !== undefined;
    for (const key of ['attribute', 'type'] as const) {
      if ((entry[key] === undefined) === isHistory) continue;
      const message = isHistory ? 'a history entry has no `attribute` and no `type` of its own' : 'it is required here';
      context.addIssue({ code: 'custom', path: [key], message });
    }
    if (isHistory || entry.dimension === undefined) return;
    context.addIssue({ code: 'custom', path: ['dimension'], message: '`dimension` is for `history: last_option`' });
  });

const startLog = z.strictObject({
  log: field(text, 'The file (.csv, .jsonl, .parquet; also .gz), as seen from the workspace folder.', {
    example: 'logs/newsletter.csv',
  }),
  reward: field(text, 'Column of the success: above 0 counts as one.', { example: 'clicked' }),
  propensity: field(
    z.union([text, z.number()], { error: 'expected the name of a column, or a probability' }).nullable().default(null),
    'Column with the probability that the logged combination was chosen with, or one probability for all rows; `null` = nobody wrote it down, and it is estimated from the log.',
    { example: 'propensity' },
  ),
  action: field(
    z.record(text, text).default({}),
    'Column of each dimension that the log varied, with ids of options in its cells; when left out, columns named as dimensions are.',
    { example: { creative: 'email_version' } },
  ),
  context: field(
    z.record(text, text).default({}),
    'Column of each attribute of the context; when left out, columns named as attributes are.',
    { example: { recency: 'months_since_order' } },
  ),
  adjustFor: field(
    z.array(text).default([]),
    'Columns by which was chosen and that are not in the context, such as the segment of a campaign.',
    { example: ['segment'] },
  ),
  day: field(
    text.nullable().default(null),
    'Column of the day of the decision: rows of one day are then compared with each other only.',
    { example: 'sent_on' },
  ),
});

const learning = z.strictObject({
  policy: field(
    z.enum(POLICY_NAMES).optional(),
    '`logistic` learns who does it at all, `funnel` learns a rare success by the events before it (`funnel`), `linear_thompson` learns amounts, `uniform` chooses at random forever, `custom` is a file of your own; what the others do stands in docs/concepts/policies.md. Left out: `funnel` where one is named, `logistic` where every event counts the same (`success.value: 1`, no costs subtracted), else `linear_thompson`.',
    { example: 'logistic' },
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
  epsilon: field(
    share.default(LEARNING_DEFAULTS.epsilon),
    'With `policy: epsilon_greedy`: share of choices drawn from everything that may be sent.',
    { unit: 'share', example: '10%', range: 'epsilon' },
  ),
  gamma: field(
    z.number().default(LEARNING_DEFAULTS.gamma),
    'With `policy: inverse_gap`: how steeply probability falls with the distance from the best, per standard deviation of the reward; 1 nearly by lot, 100,000 nearly always the best.',
    { range: 'gamma' },
  ),
  action: field(
    z.record(text, text).default({}),
    'With `policy: fixed`: the option of each dimension that everybody gets; who may not have it gets what differs least.',
    { example: { creative: 'mens', hour: 'h08' } },
  ),
  file: field(
    text.nullable().default(null),
    'With `policy: custom`: the .js or .ts file with your policy, as seen from the workspace folder. See docs/guides/own-policy.md.',
    { example: 'policies/mine.ts' },
  ),
  funnel: field(
    z.array(text).default([]),
    'With `policy: funnel`: events on the way to the success event, the most frequent first; `message.open` and `message.click` are told by Currents, others come as the success event does. Rare orders are learned from them. See docs/concepts/policies.md.',
    { example: ['message.click', 'add_to_cart'] },
  ),
  startFrom: field(
    z
      .union([text, startLog], { error: 'expected the name of an agent, or `log` and `reward`' })
      .nullable()
      .default(null),
    'With `policy: logistic`: an agent of this workspace, or a log of decisions made elsewhere. The first run begins with what is learned from it about the same options, and drops that as soon as the own decisions speak for a fresh start. Cannot be changed afterwards. See docs/concepts/policies.md.',
    { example: 'spring_winback' },
  ),
});

const message = z.strictObject({
  channel: field(
    z.enum(MESSAGE_CHANNEL_NAMES).default('email'),
    'What kind of message it is; a `push` goes to Apple and Android devices as one message.',
  ),
  fields: field(
    z.record(text, scalar).default({}),
    "Fields that all messages share, under Braze's names, such as `app_id` and `from`.",
    { example: { app_id: 'a0b1c2d3', from: 'Shop <shop@example.com>' } },
  ),
});

const delivery = z.strictObject({
  mode: field(
    z.enum(['campaign', 'canvas', 'message', 'file', 'api']).default('campaign'),
    'How decisions leave: through an API-triggered Braze `campaign` or `canvas`, as a `message` whose content Fitly sends, as a recommendation `file`, or as an answer whenever somebody asks for a customer: `api`.',
  ),
  connection: field(
    text.default(''),
    'Name of a connection in the workspace file: messages go out through it, and the audience comes from it.',
    {
      example: 'sandbox',
    },
  ),
  ids: field(
    z.record(text, text).default({}),
    'API identifier of the Braze campaign or canvas (mode `message`: `CAMPAIGN_ID/VARIATION_ID`, for a push `CAMPAIGN_ID/apple:VARIATION_ID/android:VARIATION_ID` or one of the two) for each option of the template dimension; `default` when there is none.',
    { example: { default: 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01' } },
  ),
  message: field(
    message.nullable().default(null),
    'For mode `message`: what is sent. The values of the chosen options are fields of the message too.',
  ),
  placeholders: field(
    z.array(text).default([]),
    'Properties that the template expects: trigger properties of a campaign, context of a canvas. When given, every one must get a value and no other may be passed.',
    { example: ['subject_line'] },
  ),
  readBack: field(
    z.boolean().nullable().default(null),
    'Write a marker with each send (one data point each) and read it back where nobody knows whether Braze took a request: who proves to have got nothing is sent to once more. Needs the permission users.export.ids.',
  ),
  mirrorGroups: field(
    z.boolean().default(false),
    "Write each customer's group to Braze as the attribute `fitly_AGENT_group`, so that other campaigns can include business as usual and leave the others alone. Costs one data point per customer; nothing is sent to customers whose group could not be written.",
  ),
  mirrorOptions: field(
    z.boolean().default(false),
    'Write the chosen option of each dimension to Braze as the attribute `fitly_AGENT_DIMENSION`, for templates and segments to read. Costs one data point for each that changes; nothing is sent to customers whose options could not be written.',
  ),
  format: field(z.enum(FILE_FORMATS).default('csv'), 'Form of the recommendation file, for mode `file`.'),
  activation: field(
    z.enum(['import', 'assumed']).nullable().default(null),
    'Modes `file` and `api` need to know what was acted on: `import` learns from the decisions that an import or a call of `activate` reports as used, `assumed` from all.',
    { example: 'import' },
  ),
  fallbackTimeZone: field(text.optional(), "Zone for customers without one; the agent's when left out.", {
    unit: 'IANA zone',
    example: 'Europe/Madrid',
  }),
});

const lookedAt = (usual: (typeof BEFORE_SENDING_ACTIONS)[number], description: string) =>
  field(z.enum(BEFORE_SENDING_ACTIONS).default(usual), description);
const beforeSending = z.strictObject({
  volume: lookedAt(
    'stop',
    'Less than half or more than twice as many messages as on the last sending days, beyond what is usual for the agent. Fewer than 100 messages of difference, and a first run, are never told.',
  ),
  feeds: lookedAt('alert', 'A feed that brings success or attributes of the agent is overdue.'),
  attributes: lookedAt(
    'alert',
    'An attribute has drifted, is mostly missing, is too old or looks personal, since today. `alert` tells it after the run.',
  ),
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
    kpis: field(z.array(kpi).default([]), 'Further metrics to report; nothing is learned from them.', {
      example: [{ id: 'clicks', event: 'message.click', per: 'send' }],
    }),
    guardrails: field(z.array(guardrail).default([]), 'Metrics that must not get worse.'),
    excludedDates: field(
      z.array(text).default([]),
      'Days that count in no key figure and no trend of the report: an outage, a sale. Comparisons always count all days.',
      { unit: 'YYYY-MM-DD', example: ['2026-11-27'] },
    ),
    groups: field(
      groups.prefault({ agent: '80%', random_control: '10%', holdout: '10%' }),
      'Shares of new customers; they add up to 100 %. Groups left out get none.',
    ),
    dimensions: field(z.array(dimension), 'What may vary, and the options of each.'),
    constraints: field(constraintsSchema.prefault({}), 'What must not happen.'),
    context: field(
      z.array(attribute).default([]),
      'What Fitly may know about a customer. Nothing else is ever stored.',
    ),
    learning: field(learning.prefault({}), 'How it learns; rarely touched.'),
    delivery: field(delivery, 'How decisions reach customers.'),
    beforeSending: field(
      beforeSending.prefault({}),
      'What is looked at before a run sends: `stop` sends nothing until `fitly run AGENT --send-anyway`, `alert` tells and sends.',
    ),
  })
  .meta({ title: 'Fitly agent', description: 'One agent: its goal, its audience, what it may vary and how it sends.' });

/** The file after its defaults were filled in. */
export type AgentWire = z.output<typeof agentSchema>;
