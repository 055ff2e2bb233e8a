/**
 * Events as Currents reports them (contract §6.3): of messages, and of what customers do otherwise. Each comes after a while,
 * some hours late, some twice: at least once, by id.
 */
import { keyedHex, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Channel, Reaction } from '../audience/audience.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { nextSendAt } from '../reactions/next-send.ts';
import { LAST_REACTION_MS } from '../reactions/reactions-to.ts';
import { type SentMessage, sentMessages } from '../reactions/sent-messages.ts';
import type { Workspace } from '../workspace.ts';
import { addBehaviour } from './behaviour-rows.ts';
import { contentFields } from './content-fields.ts';
import { reactionType, sendType } from './event-types.ts';
import { type Add, type Row, userFields } from './row.ts';
import { addEntries, addSkipped } from './skipped-rows.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rows come at most so late, second copies included. */
const LATEST_MS = 48 * HOUR_MS;
/** Longest window of a conversion that is looked for. */
const LONGEST_WINDOW_MS = 30 * 24 * HOUR_MS;

/** Rows queued in (from, to], oldest first. */
export function rowsIn(workspace: Workspace, from: Instant, to: Instant): readonly Row[] {
  const rows: Row[] = [];
  const add: Add = (type, name, at, fields, knownAt = at) => {
    if (knownAt > to) return;
    const id = uuid(keyedHex(workspace.key, 'currents', type, name));
    const whole = { id, time: Math.floor(at / 1000), ...fields };
    for (const queuedAt of queuedTimes(workspace, id, knownAt)) {
      if (queuedAt > from && queuedAt <= to) rows.push({ type, queuedAt, fields: whole });
    }
  };
  const since = from - LATEST_MS - Math.max(LAST_REACTION_MS, LONGEST_WINDOW_MS);
  for (const sent of sentMessages(workspace, since, to + 1)) addMessage(sent, workspace, to, add);
  addSkipped(workspace, from - LATEST_MS, to, add);
  addEntries(workspace, from - LATEST_MS, to, add);
  addBehaviour(workspace, from - LATEST_MS, to, add);
  return rows.sort((a, b) => a.queuedAt - b.queuedAt);
}

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
  const dispatch = { dispatch_id: dispatchIdOf(sent, workspace) };
  const content = contentFields(sent, workspace);
  const type = sendType(message.channel);
  if (type === null) return;
  add(type, name, entry.at, { ...common, ...dispatch, ...content.send });
  const delivered = content.deliveryType;
  const bounced = reactions.some(({ kind }) => kind === 'bounce');
  if (delivered !== null && !bounced)
    add(delivered, name, entry.at + 2_000, { ...common, ...dispatch, ...content.address });
  for (const [i, reaction] of reactions.entries()) {
    const details = reactionDetails(message.channel, reaction);
    const reactionFields = { ...common, ...dispatch, ...content.address, ...details };
    const kind = reactionType(message.channel, reaction.kind);
    if (kind !== null) add(kind, `${name} ${i}`, reaction.at, reactionFields);
    if (reaction.kind === 'unsubscribe' && message.channel !== 'sms') {
      addStateChange(message.channel, common, `${name} ${i}`, reaction.at, add);
    }
  }
  addConversions(sent, workspace, to, name, common, add);
}

/** A canvas gives each of its messages a dispatch id of its own (contract §0.5). */
const dispatchIdOf = ({ entry, recipient, message }: SentMessage, { key }: Workspace): string =>
  entry.canvasId === undefined
    ? entry.dispatchId
    : keyedHex(key, 'step dispatch', String(entry.seq), recipient.externalId, message.variationId ?? '');

const reactionDetails = (channel: Channel, { kind, machine = false }: Reaction): Row['fields'] => ({
  ...(channel === 'sms' && kind === 'unsubscribe' && { action: 'Unsubscribed', message_body: 'STOP' }),
  ...(kind === 'open' && machine && { machine_open: 'true' }),
  ...(kind === 'click' && {
    url: 'https://shop.example.com/',
    is_suspected_bot_click: machine,
    ...(machine && { suspected_bot_click_reason: ['user_agent'] }),
  }),
  ...(kind === 'bounce' && { bounce_reason: '550 mailbox unavailable' }),
});

function addStateChange(channel: Channel, common: Row['fields'], name: string, at: Instant, add: Add): void {
  add('users.behaviors.subscription.GlobalStateChange', name, at, {
    ...common,
    subscription_status: 'Unsubscribed',
    state_change_source: channel,
    channel,
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
  const nextAt = nextSendAt(entry, index, workspace);
  const send = { at: entry.at, reactions, ...(nextAt !== undefined && { nextAt }) };
  const conversions = conversionsOf(campaign.conversionBehaviors, send, index, workspace.people, to);
  for (const { behavior, at } of conversions) {
    add('users.campaigns.Conversion', `${name} ${behavior}`, at, {
      ...common,
      message_variation_id: message.variationId,
      conversion_behavior_index: behavior,
      conversion_behavior: JSON.stringify(campaign.conversionBehaviors[behavior]),
    });
  }
}

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
