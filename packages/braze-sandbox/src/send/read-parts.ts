/** Parts that several kinds of sends share. Texts that Braze does not document are ours. */
import { isObject, own, require400 } from '../rest/checks.ts';
import { type ConnectedAudience, readConnectedAudience } from '../users/connected-audience.ts';
import type { Json } from './request.ts';

export const TOO_MANY = 'The max number of external_ids and aliases per request was exceeded';
export const MOST_RECIPIENTS = 50;
const MAX_PROPERTIES_BYTES = 50_000;

/** Properties or context: an object of at most 50 KB; absent = empty. */
export function readProperties(holder: Json, name: string): Json {
  const properties = own(holder, name) ?? {};
  require400(isObject(properties), `${name} must be an object`);
  require400(Buffer.byteLength(JSON.stringify(properties)) <= MAX_PROPERTIES_BYTES, `${name} exceed 50 KB`);
  return properties;
}

export function readFilter(body: Json): ConnectedAudience | null {
  const raw = own(body, 'audience');
  if (raw === undefined || raw === null) return null;
  const filter = readConnectedAudience(raw);
  require400(filter !== null, 'audience must be a connected audience object');
  return filter;
}

/** A send id must have been created for the campaign beforehand (contract §2.1 and §3.1). */
export function readSendId(body: Json, known: ReadonlySet<string> | undefined): string | null {
  const sendId = own(body, 'send_id');
  if (sendId === undefined || sendId === null) return null;
  require400(typeof sendId === 'string' && isSendId(sendId), 'Invalid send_id');
  require400(known?.has(sendId) ?? false, 'Invalid send_id');
  return sendId;
}

/** ASCII, at most 64 characters. */
export const isSendId = (text: string): boolean => /^[ -~]{1,64}$/.test(text);
