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
  permissions: z.union([z.literal('all'), z.array(z.enum(PERMISSIONS))]),
});

const total = { name: id, first: time, last: time, count: z.int().min(1) };

export const userSchema = z.strictObject({
  external_id: id,
  email: z.string().optional(),
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
  );

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
  control: z.boolean().optional(),
  weight: z.number().positive().optional(),
  content: z.record(z.string(), z.unknown()).optional(),
});

const triggered = {
  ...dashboard,
  id,
  draft: z.boolean().optional(),
  enabled: z.boolean().optional(),
  segment_id: z.string().optional(),
  re_eligible_after_seconds: count.optional(),
  frequency_capped: z.boolean().optional(),
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
  schedule_type: z.enum(SCHEDULE_TYPES).optional(),
  messages: z.array(message).min(1),
  conversion_behaviors: z
    .array(
      z.strictObject({
        type: z.enum(CONVERSIONS),
        window: z.int().positive(),
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
        first_step_id: z.string().nullable(),
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
  bounce: share.optional(),
  open: share.optional(),
  click: share.optional(),
  unsubscribe: share.optional(),
  spam: share.optional(),
  machine_open: share.optional(),
  bot_click: share.optional(),
  duplicate: share.optional(),
  late: share.optional(),
  visit: share.optional(),
  purchase: share.optional(),
  price: z.number().positive().optional(),
});

export const stateSchema = z.strictObject({
  version: z.literal(1),
  time_zone: zone.optional(),
  keys: z.array(key).optional(),
  users: users.optional(),
  segments: z.array(segment).optional(),
  campaigns: z.array(campaign).optional(),
  canvases: z.array(canvas).optional(),
  templates: z.array(template).optional(),
  content_blocks: z.array(z.strictObject({ name: id, content: z.string() })).optional(),
  tags: texts.optional(),
  frequency_cap: z.strictObject({ messages: z.int().min(1), days: z.int().min(1) }).optional(),
  reactions: reactions.optional(),
});

export type StateFile = z.infer<typeof stateSchema>;
export type StateUser = z.infer<typeof userSchema>;
