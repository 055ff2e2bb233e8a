/** POST /campaigns/trigger/send: checks, and the recipients that remain. Certainty of the texts: see the README. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { bodyObject, isObject, isStrings, type Json, own, require400 } from './checks.ts';

const MAX_RECIPIENTS = 50;
const MAX_PROPERTIES_BYTES = 50 * 1024;
const IDENTIFIERS = ['external_user_id', 'user_alias', 'email', 'braze_id'] as const;

export interface TriggerSend {
  readonly campaignId: string;
  /** By external id, in order of first appearance; of a repeated recipient the last properties count. */
  readonly recipients: ReadonlyMap<string, Json>;
}

/** Throws a 400 `Refusal`. Recipients named otherwise than by external id are checked and then left out. */
export function readTriggerSend(raw: unknown, { campaigns }: Catalogue): TriggerSend {
  const body = bodyObject(raw);
  const campaignId = own(body, 'campaign_id');
  require400(
    typeof campaignId === 'string' && campaignId !== '',
    'campaign_id must be a string of the campaign api identifier',
  );
  require400(campaigns.get(campaignId)?.scheduleType === 'api_triggered', 'Invalid Campaign ID');
  const sendId = own(body, 'send_id');
  require400(sendId === undefined || (typeof sendId === 'string' && /^[ -~]{1,64}$/.test(sendId)), 'Invalid send_id');
  const shared = propertiesOf(body);
  const broadcast = own(body, 'broadcast') ?? false;
  require400(typeof broadcast === 'boolean', 'broadcast must be a boolean');
  const list = own(body, 'recipients');
  if (broadcast) {
    require400(list === undefined, 'recipients cannot be included when broadcast is true');
    require400(own(body, 'attachments') === undefined, 'attachments cannot be included when broadcast is true');
    return { campaignId, recipients: new Map() };
  }
  require400(Array.isArray(list) && list.length > 0, 'No Recipients');
  require400(list.length <= MAX_RECIPIENTS, 'The max number of external_ids and aliases per request was exceeded');
  return { campaignId, recipients: recipientsOf(list, shared) };
}

function recipientsOf(list: readonly unknown[], shared: Json): ReadonlyMap<string, Json> {
  const recipients = new Map<string, Json>();
  for (const recipient of list) {
    require400(isObject(recipient), 'Bad Request');
    checkRecipient(recipient);
    const id = own(recipient, 'external_user_id');
    const properties = { ...shared, ...propertiesOf(recipient) };
    if (typeof id === 'string') recipients.set(id, properties);
  }
  return recipients;
}

function checkRecipient(recipient: Json): void {
  const named = IDENTIFIERS.filter((name) => own(recipient, name) !== undefined);
  require400(
    named.length === 1,
    'Each recipient must have exactly one of external_user_id, user_alias, email, braze_id',
  );
  const value = own(recipient, named[0]!);
  const alias = named[0] === 'user_alias';
  require400(alias ? isAlias(value) : typeof value === 'string' && value !== '', `Invalid ${named[0]}`);
  require400(
    named[0] !== 'email' || isStrings(own(recipient, 'prioritization')),
    'prioritization is required with email',
  );
  const existingOnly = own(recipient, 'send_to_existing_only') ?? true;
  require400(typeof existingOnly === 'boolean', 'send_to_existing_only must be a boolean');
  const attributes = own(recipient, 'attributes');
  require400(attributes === undefined || isObject(attributes), 'attributes must be an object');
  require400(existingOnly || attributes !== undefined, 'attributes are required when send_to_existing_only is false');
  require400(existingOnly || !alias, 'send_to_existing_only cannot be false with user_alias');
}

const isAlias = (value: unknown): boolean =>
  isObject(value) && typeof own(value, 'alias_name') === 'string' && typeof own(value, 'alias_label') === 'string';

function propertiesOf(holder: Json): Json {
  const properties = own(holder, 'trigger_properties') ?? {};
  require400(isObject(properties), 'trigger_properties must be an object');
  require400(Buffer.byteLength(JSON.stringify(properties)) <= MAX_PROPERTIES_BYTES, 'trigger_properties exceed 50 KB');
  return properties;
}
