/** Sends through a campaign (contract §2.1) or canvas (§2.2) of the dashboard. */
import { bodyObject, flag, isObject, isStrings, own, require400 } from '../rest/checks.ts';
import { type Identity, readAlias } from '../users/identity.ts';
import type { Workspace } from '../workspace.ts';
import { MOST_RECIPIENTS, readFilter, readProperties, readSendId, TOO_MANY } from './read-parts.ts';
import { type Json, type Recipient, type SendRequest, type Source, USUAL_STATES } from './request.ts';

/** Throws a 400 `Refusal`. */
export function readCampaignSend(raw: unknown, { catalogue, sendIds }: Workspace): SendRequest {
  const body = bodyObject(raw);
  const id = own(body, 'campaign_id');
  require400(typeof id === 'string' && id !== '', 'campaign_id must be a string of the campaign api identifier');
  const campaign = catalogue.campaigns.get(id);
  require400(campaign?.scheduleType === 'api_triggered', 'Invalid Campaign ID');
  const sendId = readSendId(body, sendIds.get(id));
  return { ...readTrigger(body, { kind: 'campaign', campaign }, ['trigger_properties']), sendId };
}

/** `context` replaces `canvas_entry_properties`, which older clients still send. */
export function readCanvasSend(raw: unknown, { catalogue }: Workspace): SendRequest {
  const body = bodyObject(raw);
  const id = own(body, 'canvas_id');
  const canvas = typeof id === 'string' ? catalogue.canvases.get(id) : undefined;
  require400(canvas?.scheduleType === 'api_triggered', 'canvas_id must be a string of the Canvas api identifier');
  return readTrigger(body, { kind: 'canvas', canvas }, ['canvas_entry_properties', 'context']);
}

/** What belongs to other endpoints (contract §2.1 and §2.2): ignored, it would send to others than the caller meant. */
const FOREIGN = { campaign: ['segment_id'], canvas: ['segment_id', 'send_id', 'attachments'] } as const;

function readTrigger(
  body: Json,
  source: Source & { kind: keyof typeof FOREIGN },
  properties: readonly string[],
): SendRequest {
  for (const name of FOREIGN[source.kind]) require400(own(body, name) == null, `${name} is not accepted here`);
  checkAttachments(own(body, 'attachments'));
  const shared = allProperties(body, properties);
  const filter = readFilter(body);
  const broadcast = flag(body, 'broadcast', false);
  const list = own(body, 'recipients');
  const rest = { source, sendId: null, shared, segmentId: null, filter, overrideCap: false, states: USUAL_STATES };
  if (broadcast) {
    require400(list == null, 'recipients cannot be included when broadcast is true');
    require400(own(body, 'attachments') == null, 'attachments cannot be included when broadcast is true');
    return { ...rest, recipients: null };
  }
  require400(list == null || Array.isArray(list), 'recipients must be an array');
  require400(list != null && list.length > 0, 'No Recipients');
  require400(list.length <= MOST_RECIPIENTS, TOO_MANY);
  return { ...rest, recipients: list.map((item) => readRecipient(item, source, shared, properties)) };
}

function checkAttachments(list: unknown): void {
  const areFiles =
    list == null ||
    (Array.isArray(list) &&
      list.every((item) => isObject(item) && isText(own(item, 'file_name')) && isText(own(item, 'url'))));
  require400(areFiles, 'attachments must be an array of {file_name, url}');
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const allProperties = (holder: Json, names: readonly string[]): Json =>
  Object.assign({}, ...names.map((name) => readProperties(holder, name)));

function readRecipient(raw: unknown, { kind }: Source, shared: Json, properties: readonly string[]): Recipient {
  require400(isObject(raw), 'Bad Request');
  const identity = readNamed(raw);
  const createMissing = !flag(raw, 'send_to_existing_only', true);
  const attributes = own(raw, 'attributes') ?? undefined;
  require400(attributes === undefined || isObject(attributes), 'attributes must be an object');
  require400(!createMissing || attributes !== undefined, 'attributes are required when send_to_existing_only is false');
  require400(!createMissing || identity.kind !== 'user_alias', 'send_to_existing_only cannot be false with user_alias');
  return {
    identity,
    properties: { ...shared, ...allProperties(raw, properties) },
    // A canvas does not take subscription groups from a trigger.
    attributes:
      attributes === undefined ? null : kind === 'canvas' ? without(attributes, 'subscription_groups') : attributes,
    createMissing,
  };
}

const without = (object: Json, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

const NAMES = ['external_user_id', 'user_alias', 'email', 'braze_id'] as const;
const PRIORITIES: readonly string[] = ['identified', 'unidentified', 'most_recently_updated', 'least_recently_updated'];

function readNamed(recipient: Json): Identity {
  const named = NAMES.filter((name) => own(recipient, name) != null);
  const [name] = named;
  require400(
    name !== undefined && named.length === 1,
    'Each recipient must have exactly one of external_user_id, user_alias, email, braze_id',
  );
  const value = own(recipient, name);
  if (name === 'user_alias') {
    const alias = readAlias(value);
    require400(alias !== null, 'Invalid user_alias');
    return { kind: 'user_alias', value: alias };
  }
  require400(typeof value === 'string' && value !== '', `Invalid ${name}`);
  if (name === 'email')
    return { kind: name, value, prioritization: readPrioritization(own(recipient, 'prioritization')) };
  return { kind: name === 'external_user_id' ? 'external_id' : name, value };
}

function readPrioritization(list: unknown): readonly string[] {
  require400(isStrings(list) && list.length > 0, 'prioritization is required with email');
  require400(
    list.every((item) => PRIORITIES.includes(item)),
    `prioritization must hold ${PRIORITIES.join(', ')}`,
  );
  return list;
}
