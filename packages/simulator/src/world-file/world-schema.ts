/** The world file as people write it. Shape only: what names must refer to is checked in `check-world.ts`. */
import { z } from 'zod';
import { people } from './attribute-schema.ts';
import { when } from './effect-schema.ts';
import { field, optional, withDefault } from './field.ts';
import { chance, outcome } from './outcome-schema.ts';
import { days, names, scalar } from './shorthand.ts';

const CHANNELS = ['email', 'sms', 'push', 'webhook', 'content_card', 'in_app_message', 'whats_app'] as const;

const campaign = z.strictObject({
  id: field(z.string(), 'Its API identifier.', { example: 'c2b6f1e5-7b1c-4a46-9e1f-8c2e6b4d1b01' }),
  channel: withDefault(z.enum(CHANNELS), 'email', 'How its messages arrive.', { example: 'sms' }),
});

const segment = z.strictObject({
  id: field(z.string(), 'Its API identifier.', { example: '3a1d7c52-0b6e-4f5a-8c19-2d4e6f8a0b01' }),
  name: field(z.string(), 'What the dashboard calls it.', { example: 'Lapsed subscribers' }),
  when: field(when, 'Who belongs to it: a condition over `attribute`; left out, everybody.', {
    example: { attribute: { months_lapsed: { from: 3 } } },
  }),
  leaveAfter: withDefault(names, [], 'Names of outcomes: whoever has done one of them belongs to it no longer.', {
    example: 'resubscribed',
  }),
});

const option = z.strictObject({
  id: field(z.string(), 'The option id of the agent.', { example: 'half_price' }),
  properties: withDefault(z.record(z.string(), scalar), {}, 'Trigger properties that it passes.', {
    example: { offer: 'half_price' },
  }),
  hour: optional(z.int().min(0).max(23), 'Local hour at which it sends.', { unit: 'hours', example: 18 }),
  everyDays: optional(z.int().min(1).max(365), 'Days until the customer is due again.', { unit: 'days', example: 7 }),
  campaign: optional(z.string(), 'The campaign that it sends, by its name under `campaigns`.', { example: 'push' }),
  noSend: withDefault(z.boolean(), false, 'It sends nothing.', { example: true }),
});

const dimension = z.strictObject({
  id: field(z.string(), 'The dimension id of the agent.', { example: 'offer' }),
  options: field(z.array(option).min(1), 'Its options.', { example: [{ id: 'half_price' }] }),
});

const fatigueRule = z.strictObject({
  when,
  within: field(days, 'Earlier messages count for this long.', { unit: 'time', example: '7 days' }),
  add: withDefault(z.number(), 0, 'Added to the log-odds of every response, once per earlier message.', {
    unit: 'log-odds',
    example: -0.2,
  }),
  unsubscribe: withDefault(z.number(), 0, 'Added to the log-odds of unsubscribing, once per earlier message.', {
    unit: 'log-odds',
    example: 0.3,
  }),
});

const messages = z.strictObject({
  open: optional(chance, 'Opening a message that leads to no outcome. One that leads to an outcome is opened.', {
    example: { rate: '25%' },
  }),
  click: optional(
    chance,
    'Clicking in an opened message that leads to no outcome. One that leads to an outcome is clicked.',
    {
      example: { rate: '8%' },
    },
  ),
  unsubscribe: optional(chance, 'Unsubscribing after a message; nothing arrives afterwards.', {
    example: { rate: '0.1%' },
  }),
  fatigue: withDefault(z.array(fatigueRule), [], 'What further messages within some days do.', {
    example: [{ within: '7 days', add: -0.2 }],
  }),
});

const cost = z.strictObject({
  when,
  perSend: withDefault(z.number().min(0), 0, 'Cost of each message.', { unit: 'money', example: 0.02 }),
  perEvent: withDefault(z.number().min(0), 0, 'Cost of each success that a message led to.', {
    unit: 'money',
    example: 50,
  }),
});

const reward = z.strictObject({
  outcome: field(z.string(), 'The outcome that the agent is to increase, by its name under `outcomes`.', {
    example: 'purchase',
  }),
  value: field(
    z.union([z.literal('amount'), z.number()], { error: 'expected `amount` or a number' }),
    'What one is worth: its `amount`, or always the same.',
    { example: 'amount' },
  ),
  costs: withDefault(z.array(cost), [], 'What is subtracted.', {
    example: [{ when: { channel: 'sms' }, perSend: 0.04 }],
  }),
});

export const worldSchema = z.strictObject({
  name: field(z.string(), 'Name of the world.', { example: 'winback' }),
  description: withDefault(z.string(), '', 'One sentence on who its people are.', { example: 'Lapsed subscribers.' }),
  ...people,
  campaigns: withDefault(
    z.record(z.string(), campaign),
    {},
    'Braze campaigns by name: the template option that sends them.',
    {
      example: { default: { id: 'c2b6f1e5-7b1c-4a46-9e1f-8c2e6b4d1b01' } },
    },
  ),
  segments: withDefault(z.array(segment), [], 'Braze segments.', {
    example: [{ id: '3a1d7c52-0b6e-4f5a-8c19-2d4e6f8a0b01', name: 'Everybody' }],
  }),
  every: withDefault(days, 7, 'Days between two messages to one customer, where no option says `everyDays`.', {
    unit: 'time',
    shown: '7 days',
    example: '14 days',
  }),
  dimensions: field(
    z.array(dimension).min(1),
    'What an agent may vary here. Conditions may ask for these campaigns and properties only, and the runner plays them.',
    { example: [{ id: 'offer', options: [{ id: 'half_price', properties: { offer: 'half_price' } }] }] },
  ),
  outcomes: field(z.record(z.string(), outcome), 'What customers do, by name.', {
    example: { purchase: { purchase: 'subscription', amount: { fixed: 20 } } },
  }),
  messages: withDefault(messages, { fatigue: [] }, 'What customers do with messages themselves.', {
    shown: {},
    example: { unsubscribe: { rate: '0.1%' } },
  }),
  reward: field(reward, 'What playing well means here: the oracle and the runner count in this.', {
    example: { outcome: 'purchase', value: 'amount' },
  }),
});

/** A world after parsing: every default filled in, shares in [0, 1], times in days. */
export type WorldSpec = z.output<typeof worldSchema>;
export type Channel = (typeof CHANNELS)[number];
export type OptionSpec = WorldSpec['dimensions'][number]['options'][number];
export type FatigueRule = WorldSpec['messages']['fatigue'][number];
export type CostRule = WorldSpec['reward']['costs'][number];
