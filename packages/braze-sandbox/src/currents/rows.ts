/**
 * Events as Currents reports them (contract §6.3): of messages, and of what customers do otherwise. Each comes after a while,
 * some hours late, some twice: at least once, by id.
 */
import { keyedHex, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from '../audience/audience.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { LAST_REACTION_MS } from '../reactions/reactions-to.ts';
import { type SentMessage, sendsBetween, sentMessages } from '../reactions/sent-messages.ts';
import type { Workspace } from '../workspace.ts';
import { contentFields } from './content-fields.ts';
import { type EventType, reactionType, sendType } from './event-types.ts';

export interface Row {
  readonly type: EventType;
  /** Instant at which Currents hands it on: never before it happened. */
  readonly queuedAt: Instant;
  readonly fields: Readonly<Record<string, unknown>>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rows come at most so late, second copies included. */
const LATEST_MS = 48 * HOUR_MS;
/** Longest window of a conversion that is looked for. */
const LONGEST_WINDOW_MS = 30 * 24 * HOUR_MS;

/** Rows queued in (from, to], oldest first. */
export function rowsIn(workspace: Workspace, from: Instant, to: Instant): readonly Row[] {
  const rows: Row[] = [];
  const add = (type: EventType, name: string, at: Instant, fields: Row['fields']): void => {
    if (at > to) return;
    const id = uuid(keyedHex(workspace.key, 'currents', type, name));
    const whole = { id, time: Math.floor(at / 1000), ...fields };
    for (const queuedAt of queuedTimes(workspace, id, at)) {
      if (queuedAt > from && queuedAt <= to) rows.push({ type, queuedAt, fields: whole });
    }
  };
  const since = from - LATEST_MS - Math.max(LAST_REACTION_MS, LONGEST_WINDOW_MS);
  for (const sent of sentMessages(workspace, sendsBetween(workspace, since, to + 1)))
    addMessage(sent, workspace, to, add);
  addSkipped(workspace, from - LATEST_MS, to, add);
  addBehaviour(workspace, from - LATEST_MS, to, add);
  return rows.sort((a, b) => a.queuedAt - b.queuedAt);
}

type Add = (type: EventType, name: string, at: Instant, fields: Row['fields']) => void;

function queuedTimes({ key, settings }: Workspace, id: string, at: Instant): readonly Instant[] {
  const { late, duplicate } = settings.rates;
  const usually = Math.floor(uniform(key, 'currents delay', id) * 5 * MINUTE_MS);
  const extra =
    uniform(key, 'currents late', id) < late ? Math.floor(uniform(key, 'currents hours', id) * 24 * HOUR_MS) : 0;
  const first = at + usually + extra;
  if (uniform(key, 'currents twice', id) >= duplicate) return [first];
  return [first, first + MINUTE_MS + Math.floor(uniform(key, 'currents again', id) * 23 * HOUR_MS)];
}

function addMessage(sent: SentMessage, workspace: Workspace, to: Instant, add: Add): void {
  const { entry, recipient, index, message, reactions } = sent;
  const name = `${entry.seq} ${recipient.externalId} ${message.variationId}`;
  const common = { ...userFields(workspace, index, recipient.externalId), ...ownerFields(sent, workspace) };
  const dispatch = { dispatch_id: entry.dispatchId };
  const content = contentFields(sent, workspace);
  const type = sendType(message.channel);
  if (type === null) return;
  add(type, name, entry.at, { ...common, ...dispatch, ...content.send });
  const delivered = content.deliveryType;
  const bounced = reactions.some(({ kind }) => kind === 'bounce');
  if (delivered !== null && !bounced)
    add(delivered, name, entry.at + 2_000, { ...common, ...dispatch, ...content.address });
  for (const [i, reaction] of reactions.entries()) {
    const reactionFields = { ...common, ...dispatch, ...content.address, ...reactionDetails(reaction) };
    const kind = reactionType(message.channel, reaction.kind);
    if (kind !== null) add(kind, `${name} ${i}`, reaction.at, reactionFields);
    if (reaction.kind === 'unsubscribe') addStateChange(common, `${name} ${i}`, reaction.at, add);
  }
  addConversions(sent, workspace, to, name, common, add);
}

const reactionDetails = ({ kind, machine = false }: Reaction): Row['fields'] => ({
  ...(kind === 'open' && machine && { machine_open: 'true' }),
  ...(kind === 'click' && {
    url: 'https://shop.example.com/',
    is_suspected_bot_click: machine,
    ...(machine && { suspected_bot_click_reason: ['user_agent'] }),
  }),
  ...(kind === 'bounce' && { bounce_reason: '550 mailbox unavailable' }),
});

function addStateChange(common: Row['fields'], name: string, at: Instant, add: Add): void {
  add('users.behaviors.subscription.GlobalStateChange', name, at, {
    ...common,
    subscription_status: 'Unsubscribed',
    state_change_source: 'email',
    channel: 'email',
  });
}

function addConversions(
  { entry, index, reactions, message }: SentMessage,
  workspace: Workspace,
  to: Instant,
  name: string,
  common: Row['fields'],
  add: Add,
): void {
  const campaign = workspace.catalogue.campaigns.get(entry.campaignId ?? '');
  if (campaign === undefined || campaign.conversionBehaviors.length === 0) return;
  const conversions = conversionsOf(campaign.conversionBehaviors, entry.at, index, reactions, workspace.people, to);
  for (const { behavior, at } of conversions) {
    add('users.campaigns.Conversion', `${name} ${behavior}`, at, {
      ...common,
      message_variation_id: message.variationId,
      conversion_behavior_index: behavior,
      conversion_behavior: JSON.stringify(campaign.conversionBehaviors[behavior]),
    });
  }
}

/** Control groups and suppressed sends. */
function addSkipped(workspace: Workspace, from: Instant, to: Instant, add: Add): void {
  const { people, journal, catalogue } = workspace;
  for (const entry of journal.entries) {
    if (entry.at <= from || entry.at > to) continue;
    const { campaignId, canvasId } = entry;
    const ids = { campaign_id: campaignId, campaign_name: catalogue.campaigns.get(campaignId ?? '')?.name ?? null };
    for (const { externalId, reason } of entry.skipped ?? []) {
      const index = people.find({ kind: 'external_id', value: externalId });
      if (index < 0) continue;
      const fields = {
        ...userFields(workspace, index, externalId),
        ...(canvasId === undefined ? ids : { canvas_id: canvasId }),
      };
      const name = `${entry.seq} ${externalId}`;
      if (reason === 'control' && canvasId === undefined)
        add('users.campaigns.EnrollInControl', name, entry.at, fields);
      else if (reason === 'control') add('users.canvas.Entry', name, entry.at, { ...fields, in_control_group: true });
      else
        add('users.messages.email.Abort', name, entry.at, {
          ...fields,
          abort_type: reason,
          abort_log: `Skipped: ${reason}`,
        });
    }
    if (canvasId === undefined) continue;
    for (const { externalId } of entry.recipients) {
      const index = people.find({ kind: 'external_id', value: externalId });
      const fields = { ...userFields(workspace, index, externalId), canvas_id: canvasId, in_control_group: false };
      add('users.canvas.Entry', `${entry.seq} ${externalId}`, entry.at, fields);
    }
  }
}

function addBehaviour(workspace: Workspace, from: Instant, to: Instant, add: Add): void {
  const { people } = workspace;
  const { audience } = people;
  if (audience.activity === undefined) return;
  for (let index = 0; index < audience.size; index++) {
    for (const [i, activity] of audience.activity(index, from, to).entries()) {
      const externalId = audience.externalId(index);
      const name = `${externalId} ${activity.at} ${activity.name} ${i}`;
      const user = userFields(workspace, index, externalId);
      if (activity.kind === 'event') {
        add('users.behaviors.CustomEvent', name, activity.at, { ...user, name: activity.name, properties: '{}' });
      } else {
        const bought = { product_id: activity.name, price: activity.cents / 100, currency: 'USD', properties: '{}' };
        add('users.behaviors.Purchase', name, activity.at, { ...user, ...bought });
      }
    }
  }
}

const userFields = ({ people }: Workspace, index: number, externalId: string): Row['fields'] => ({
  user_id: index < 0 ? externalId : people.brazeId(index),
  external_user_id: externalId,
  timezone: index < 0 ? null : people.timeZone(index),
});

function ownerFields({ entry, message }: SentMessage, { catalogue }: Workspace): Row['fields'] {
  const send = { send_id: entry.sendId ?? null };
  const canvas = catalogue.canvases.get(entry.canvasId ?? '');
  if (canvas !== undefined) {
    const step = canvas.steps.find(({ messages }) => messages.some(({ id }) => id === message.variationId));
    const ids = {
      canvas_id: canvas.id,
      canvas_name: canvas.name,
      canvas_step_id: step?.id,
      canvas_step_name: step?.name,
    };
    return { ...send, ...ids, message_variation_id: message.variationId };
  }
  const campaign = catalogue.campaigns.get(entry.campaignId ?? '');
  if (campaign === undefined) return send;
  const variation = campaign.messages.find(({ id }) => id === message.variationId);
  return {
    ...send,
    campaign_id: campaign.id,
    campaign_name: campaign.name,
    message_variation_id: message.variationId,
    message_variation_name: variation?.name,
  };
}

const uuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
