/** Sends whose content comes in the request (contract §2.3). A campaign only gives them ids. */

import type { Campaign } from '../catalogue/campaign.ts';
import { bodyObject, flag, isObject, isStrings, own, require400 } from '../rest/checks.ts';
import type { JournalMessage, Platform } from '../state/journal.ts';
import { type Identity, readAlias } from '../users/identity.ts';
import type { Workspace } from '../workspace.ts';
import { checkEmail, checkPush } from './message-objects.ts';
import { MOST_RECIPIENTS, readFilter, readSendId, TOO_MANY } from './read-parts.ts';
import { channelOf, type Json, type Recipient, type SendRequest, USUAL_STATES } from './request.ts';

const STATES: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['opted_in', ['opted_in']],
  ['subscribed', USUAL_STATES],
  ['all', [...USUAL_STATES, 'unsubscribed']],
]);

/** Throws a 400 `Refusal`. Scheduled ones name the cap's override differently; both names are read. */
export function readMessagesSend(raw: unknown, workspace: Workspace): SendRequest {
  const body = bodyObject(raw);
  const recipients = readUsers(body);
  const segmentId = readSegment(body, workspace);
  const filter = readFilter(body);
  const broadcast = flag(body, 'broadcast', false);
  require400(recipients.length > 0 || segmentId !== null || filter !== null, 'No Recipients');
  require400(recipients.length > 0 || broadcast, 'broadcast must be true when no users are given');
  const states = STATES.get(own(body, 'recipient_subscription_state') ?? 'subscribed');
  require400(states !== undefined, 'recipient_subscription_state must be opted_in, subscribed or all');
  const campaign = readCampaign(body, workspace);
  return {
    source: { kind: 'messages', campaign, messages: readMessages(body, campaign, workspace) },
    sendId: readSendId(body, campaign === null ? undefined : workspace.sendIds.get(campaign.id)),
    recipients: recipients.length === 0 ? null : recipients,
    shared: {},
    segmentId,
    filter,
    overrideCap: flag(body, 'override_frequency_capping', false) || flag(body, 'override_messaging_limits', false),
    states,
  };
}

function readUsers(body: Json): readonly Recipient[] {
  const ids = own(body, 'external_user_ids') ?? [];
  require400(isStrings(ids), 'external_user_ids must be an array of strings');
  const aliases = own(body, 'user_aliases') ?? [];
  require400(Array.isArray(aliases), 'user_aliases must be an array');
  require400(ids.length + aliases.length <= MOST_RECIPIENTS, TOO_MANY);
  const named = aliases.map((raw): Identity => {
    const alias = readAlias(raw);
    require400(alias !== null, 'Invalid user_alias');
    return { kind: 'user_alias', value: alias };
  });
  const external = ids.map((value): Identity => ({ kind: 'external_id', value }));
  return [...external, ...named].map((identity) => ({
    identity,
    properties: {},
    attributes: null,
    createMissing: false,
  }));
}

function readSegment(body: Json, { catalogue }: Workspace): string | null {
  const id = own(body, 'segment_id');
  if (id === undefined || id === null) return null;
  require400(
    typeof id === 'string' && catalogue.segments.has(id),
    'segment_id must be a string of the Segment api identifier',
  );
  return id;
}

function readCampaign(body: Json, { catalogue }: Workspace): Campaign | null {
  const id = own(body, 'campaign_id');
  if (id === undefined || id === null) return null;
  require400(typeof id === 'string' && id !== '', 'campaign_id must be a string of the campaign api identifier');
  const campaign = catalogue.campaigns.get(id);
  require400(campaign?.scheduleType === 'api_campaign', 'Invalid Campaign ID');
  return campaign;
}

const PLATFORMS: ReadonlyMap<string, Platform> = new Map([
  ['apple_push', 'apple'],
  ['android_push', 'android'],
]);

function readMessages(body: Json, campaign: Campaign | null, workspace: Workspace): readonly JournalMessage[] {
  const payloads = own(body, 'messages') ?? {};
  require400(isObject(payloads), 'messages must be an object');
  const known = Object.entries(payloads).filter(([name]) => channelOf(name) !== null);
  require400(known.length > 0, 'No message to send');
  const isPair = known.filter(([name]) => PLATFORMS.has(name)).length === PLATFORMS.size;
  return known.map(([name, payload]) => {
    require400(isObject(payload), `${name} must be an object`);
    const variationId = readVariation(payload, name, campaign);
    if (name.endsWith('_push')) checkPush(name, payload);
    const content = name === 'email' ? checkEmail(payload, workspace.templates) : payload;
    const platform = isPair ? PLATFORMS.get(name) : undefined;
    return { channel: channelOf(name)!, variationId, content, ...(platform !== undefined && { platform }) };
  });
}

function readVariation(payload: Json, name: string, campaign: Campaign | null): string | null {
  const id = own(payload, 'message_variation_id');
  if (campaign === null) return typeof id === 'string' ? id : null;
  require400(typeof id === 'string' && id !== '', 'Message Variant Unspecified');
  const variation = campaign.messages.find((message) => message.id === id);
  require400(variation !== undefined, 'Invalid Message Variant');
  require400(variation.channel === channelOf(name), 'Mismatched Message Type');
  return id;
}
