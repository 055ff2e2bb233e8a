/** A checked state file as the parts of a sandbox. */
import type { Instant } from '@fitly/core/terms';
import type { Audience } from '../audience/audience.ts';
import { listedAudience } from '../audience/listed.ts';
import type { CampaignDefinition, MessageDefinition } from '../catalogue/campaign.ts';
import type { CanvasDefinition } from '../catalogue/canvas.ts';
import type { CatalogueDefinition } from '../catalogue/catalogue.ts';
import type { Membership, SegmentDefinition } from '../catalogue/segment.ts';
import type { ReactionRates } from '../reactions/rates.ts';
import type { ContentBlocks } from '../render/liquid.ts';
import { parseIso } from '../rest/iso-time.ts';
import { type ApiKey, PERMISSIONS } from '../rest/keys.ts';
import type { EmailTemplate } from '../state/templates.ts';
import { readConnectedAudience } from '../users/connected-audience.ts';
import { ianaZone } from '../users/time-zones.ts';
import type { FrequencyCap } from '../workspace.ts';
import type { StateFile, StateUser } from './schema.ts';

export interface ReadState {
  readonly timeZone: string | null;
  readonly keys: readonly ApiKey[];
  /** null = the file names no users. */
  readonly audience: ((startAt: Instant) => Audience) | null;
  readonly dashboard: CatalogueDefinition;
  readonly templates: readonly EmailTemplate[];
  readonly contentBlocks: ContentBlocks;
  readonly tags: readonly string[] | null;
  readonly frequencyCap: FrequencyCap | null;
  readonly rates: Partial<ReactionRates>;
}

export function toState(file: StateFile, users: readonly StateUser[], startAt: Instant): ReadState {
  const { visit = 0, purchase = 0, price = 50, machine_open, bot_click, ...rates } = file.reactions ?? {};
  const zone = file.time_zone ?? 'Etc/UTC';
  const behaviour = { visit, purchase, priceCents: Math.round(price * 100) };
  return {
    timeZone: ianaZone(file.time_zone),
    keys: (file.keys ?? []).map(({ key, permissions }) => ({
      key,
      permissions: permissions === 'all' ? PERMISSIONS : permissions,
    })),
    audience: file.users === undefined ? null : () => listedAudience(users, zone, behaviour),
    dashboard: {
      segments: (file.segments ?? []).map(segmentOf),
      campaigns: (file.campaigns ?? []).map(campaignOf),
      canvases: (file.canvases ?? []).map(canvasOf),
    },
    templates: (file.templates ?? []).map((template) => templateOf(template, startAt)),
    contentBlocks: new Map((file.content_blocks ?? []).map(({ name, content }) => [name, content])),
    tags: file.tags ?? null,
    frequencyCap: file.frequency_cap ?? null,
    rates: {
      ...defined(rates),
      ...(machine_open !== undefined && { machineOpen: machine_open }),
      ...(bot_click !== undefined && { botClick: bot_click }),
    },
  };
}

/** Without the members that are undefined, which would hide the usual values. */
const defined = <T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const instant = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : parseIso(text)?.at;

type Item<K extends keyof StateFile> = Extract<NonNullable<StateFile[K]>, readonly unknown[]>[number];

function segmentOf(segment: Item<'segments'>): SegmentDefinition {
  const { id, name, description, text_description, analytics_tracking_enabled, tags, teams, archived } = segment;
  return {
    id,
    members: membersOf(segment.members),
    ...defined({ name, description, tags, teams, archived }),
    ...defined({ textDescription: text_description, analyticsTracking: analytics_tracking_enabled }),
    ...defined({ createdAt: instant(segment.created_at), updatedAt: instant(segment.updated_at) }),
  };
}

function membersOf(members: Item<'segments'>['members']): Membership {
  if (members === 'everyone') return members;
  if (Array.isArray(members)) return { externalIds: new Set(members) };
  const filter = readConnectedAudience(members.filter);
  if (filter === null) throw new RangeError('unreachable: the schema has read the filter');
  return { filter };
}

function triggeredOf(thing: Omit<Item<'campaigns'>, 'messages'> | Item<'canvases'>) {
  const { id, name, description, tags, teams, archived, draft, enabled } = thing;
  const seconds = thing.re_eligible_after_seconds;
  return {
    id,
    ...defined({ name, description, tags, teams, archived, draft, enabled }),
    ...defined({ segmentId: thing.segment_id, frequencyCapped: thing.frequency_capped }),
    ...defined({ reEligibleAfterMs: seconds === undefined ? undefined : seconds * 1000 }),
    ...defined({ createdAt: instant(thing.created_at), updatedAt: instant(thing.updated_at) }),
  };
}

const messageOf = ({
  id,
  channel,
  name,
  control,
  weight,
  content,
}: Item<'campaigns'>['messages'][number]): MessageDefinition => ({
  id,
  channel,
  ...defined({ name, control, weight, content }),
});

function campaignOf(campaign: Item<'campaigns'>): CampaignDefinition {
  const { schedule_type: scheduleType, conversion_behaviors: behaviors } = campaign;
  return {
    ...triggeredOf(campaign),
    messages: campaign.messages.map(messageOf),
    ...defined({ scheduleType }),
    ...(behaviors !== undefined && {
      conversionBehaviors: behaviors.map(({ type, window, product, custom_event_name }) => ({
        type,
        window,
        ...defined({ product, custom_event_name }),
      })),
    }),
  };
}

function canvasOf(canvas: Item<'canvases'>): CanvasDefinition {
  return {
    ...triggeredOf(canvas),
    variants: canvas.variants.map(({ id, name, weight, first_step_id }) => ({
      id,
      firstStepId: first_step_id,
      ...defined({ name, weight }),
    })),
    steps: canvas.steps.map(({ id, name, type, messages, next_step_ids }) => ({
      id,
      messages: messages.map(messageOf),
      ...defined({ name, type, nextStepIds: next_step_ids }),
    })),
  };
}

function templateOf(template: Item<'templates'>, startAt: Instant): EmailTemplate {
  const createdAt = instant(template.created_at) ?? startAt;
  return {
    id: template.id,
    name: template.template_name,
    description: template.description ?? '',
    subject: template.subject,
    body: template.body,
    preheader: template.preheader ?? null,
    plaintextBody: template.plaintext_body ?? null,
    shouldInlineCss: template.should_inline_css ?? null,
    tags: template.tags ?? [],
    createdAt,
    updatedAt: instant(template.updated_at) ?? createdAt,
  };
}
