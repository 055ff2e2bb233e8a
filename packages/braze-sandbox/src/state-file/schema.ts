/** The state file: what its parts are called and which values they take. docs/reference/sandbox-state.md describes it. */
import { z } from 'zod';
import { CHANNELS } from '../audience/audience.ts';
import { SCHEDULE_TYPES } from '../catalogue/campaign.ts';
import { parseIso } from '../rest/iso-time.ts';
import { PERMISSIONS } from '../rest/keys.ts';
import { readConnectedAudience } from '../users/connected-audience.ts';
import { ianaZone } from '../users/time-zones.ts';

const id = z.string().min(1).max(200);
const texts = z.array(z.string());
const time = z
  .string()
  .refine((text) => parseIso(text) !== null, 'expected an ISO 8601 time such as 2026-03-02T11:00:00Z');
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const zone = z.string().refine((name) => ianaZone(name) !== null, 'expected an IANA time zone such as Europe/Berlin');

const key = z.strictObject({
  key: z.string().min(8),
  permissions: z.union([z.literal('all'), z.array(z.enum(PERMISSIONS))]).describe('all, or endpoint paths with dots.'),
});

const total = { name: id, first: time, last: time, count: z.int().min(1) };

export const userSchema = z.strictObject({
  external_id: id,
  email: z.string().optional().describe('Without it no e-mail reaches the user.'),
  phone: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  country: z.string().optional(),
  language: z.string().optional(),
  gender: z.string().optional(),
  home_city: z.string().optional(),
  dob: z.string().optional(),
  time_zone: zone.optional(),
  created_at: time.optional(),
  email_subscribe: z.enum(['opted_in', 'subscribed', 'unsubscribed']).optional(),
  push_subscribe: z.enum(['opted_in', 'subscribed', 'unsubscribed']).optional(),
  random_bucket: z.int().min(0).max(9_999).optional(),
  custom_attributes: z.record(z.string(), z.unknown()).optional(),
  custom_events: z.array(z.strictObject(total)).optional(),
  purchases: z.array(z.strictObject({ ...total, revenue: z.number().min(0) })).optional(),
});

const users = z.union([z.array(userSchema), z.strictObject({ csv: z.string().min(1) })]);

const dashboard = {
  name: z.string().optional(),
  description: z.string().optional(),
  tags: texts.optional(),
  teams: texts.optional(),
  archived: z.boolean().optional(),
  created_at: time.optional(),
  updated_at: time.optional(),
};

const filter = z
  .unknown()
  .refine(
    (raw) => readConnectedAudience(raw) !== null,
    'expected a connected audience such as {AND: [{custom_attribute: {…}}]}',
  )
  .describe('A connected audience, section 2.4 of docs/reference/braze-contract.md.');

const segment = z.strictObject({
  id,
  ...dashboard,
  text_description: z.string().optional(),
  analytics_tracking_enabled: z.boolean().optional(),
  members: z.union([z.literal('everyone'), texts, z.strictObject({ filter })]),
});

const message = z.strictObject({
  id,
  name: z.string().optional(),
  channel: z.enum(CHANNELS),
  control: z.boolean().optional().describe('Whoever gets this variation gets nothing.'),
  weight: z
    .number()
    .positive()
    .optional()
    .describe('Share of recipients, relative to the other variations; default 1.'),
  content: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('subject, body, from and so on, as Braze shows them; texts may hold Liquid.'),
});

const triggered = {
  ...dashboard,
  id,
  draft: z.boolean().optional(),
  enabled: z.boolean().optional(),
  segment_id: z.string().optional().describe('Only its members get anything.'),
  re_eligible_after_seconds: count
    .optional()
    .describe('How long after a send its recipient is skipped; absent: never.'),
  frequency_capped: z.boolean().optional().describe('Whether frequency_cap looks at it.'),
};

const CONVERSIONS = [
  'Opens Email',
  'Clicks Email',
  'Makes Any Purchase',
  'Makes Specific Purchase',
  'Performs Custom Event',
  'Upgrades App',
  'Starts Session',
] as const;

const campaign = z.strictObject({
  ...triggered,
  schedule_type: z
    .enum(SCHEDULE_TYPES)
    .optional()
    .describe('Default api_triggered; api_campaign is for /messages/send.'),
  messages: z.array(message).min(1),
  conversion_behaviors: z
    .array(
      z.strictObject({
        type: z.enum(CONVERSIONS),
        window: z.int().positive().describe('Seconds after the send.'),
        product: z.string().optional(),
        custom_event_name: z.string().optional(),
      }),
    )
    .max(4)
    .optional(),
});

const canvas = z.strictObject({
  ...triggered,
  variants: z
    .array(
      z.strictObject({
        id,
        name: z.string().optional(),
        weight: z.number().positive().optional(),
        first_step_id: z.string().nullable().describe('Null for a control variant.'),
      }),
    )
    .min(1),
  steps: z.array(
    z.strictObject({
      id,
      name: z.string().optional(),
      type: z.string().optional(),
      messages: z.array(message),
      next_step_ids: texts.optional(),
    }),
  ),
});

const template = z.strictObject({
  id,
  template_name: z.string().min(1),
  description: z.string().optional(),
  subject: z.string(),
  body: z.string(),
  preheader: z.string().optional(),
  plaintext_body: z.string().optional(),
  should_inline_css: z.boolean().optional(),
  tags: texts.optional(),
  created_at: time.optional(),
  updated_at: time.optional(),
});

const reactions = z.strictObject({
  bounce: share.optional().describe('Of e-mails and SMS.'),
  open: share.optional().describe('By people, of what arrived.'),
  click: share.optional().describe('Of those who open.'),
  unsubscribe: share.optional().describe('Of those who open. The channel is closed to them from then on.'),
  spam: share.optional().describe('Of those who open.'),
  machine_open: share.optional().describe('Opens by privacy proxies, of what arrived.'),
  bot_click: share.optional().describe('Clicks by scanners, of what arrived.'),
  duplicate: share.optional().describe('Currents rows that come twice.'),
  late: share.optional().describe('Currents rows that come hours late.'),
  visit: share.optional().describe('Of messages, by users of this file: the custom event visit.'),
  purchase: share.optional().describe('Of visits: a purchase of the product item.'),
  price: z.number().positive().optional().describe('Of such a purchase, in US dollars; default 50.'),
});

export const stateSchema = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  time_zone: zone.optional().describe('IANA name of the workspace’s zone; default Etc/UTC.'),
  keys: z
    .array(key)
    .optional()
    .describe('API keys. The first one is the one that is printed. Without keys one is derived from the seed.'),
  users: users
    .optional()
    .describe('Users: a list, or {csv: FILE} beside this file. Without it the customers of the Hillstrom experiment.'),
  segments: z.array(segment).optional().describe('Segments of the dashboard.'),
  campaigns: z.array(campaign).optional().describe('Campaigns of the dashboard.'),
  canvases: z
    .array(canvas)
    .optional()
    .describe('Canvases of the dashboard. Entering one sends the messages of its first step.'),
  templates: z.array(template).optional().describe('E-mail templates.'),
  content_blocks: z
    .array(z.strictObject({ name: id, content: z.string() }))
    .optional()
    .describe('Texts that templates name as content blocks.'),
  tags: texts.optional().describe('Tags that templates may carry; without it any.'),
  frequency_cap: z
    .strictObject({ messages: z.int().min(1), days: z.int().min(1) })
    .optional()
    .describe(
      'At most so many messages to one user within so many days, of campaigns with frequency_capped and of /messages/send.',
    ),
  reactions: reactions.optional().describe('How users treat messages: probabilities from 0 to 1.'),
});

export type StateFile = z.infer<typeof stateSchema>;
export type StateUser = z.infer<typeof userSchema>;
