import { isObject } from '../rest/checks.ts';
import { isShort, textsIn } from './short-texts.ts';

/** Standard fields that `/users/track` writes, and which of their values are refused (contract §1.4). */
const WRITABLE: ReadonlySet<string> = new Set([
  'country',
  'dob',
  'email',
  'email_subscribe',
  'first_name',
  'gender',
  'home_city',
  'language',
  'last_name',
  'phone',
  'push_subscribe',
  'time_zone',
  'date_of_first_session',
  'date_of_last_session',
  'image_url',
  'current_location',
  'subscription_groups',
  'push_tokens',
  'marked_email_as_spam_at',
]);
/** Names of an attribute object that say whom it means or how it is taken, not what to write. */
const META: ReadonlySet<string> = new Set([
  'external_id',
  'braze_id',
  'user_alias',
  '_update_existing_only',
  'push_token_import',
  'app_id',
]);

export const isStandardField = (name: string): boolean => WRITABLE.has(name);
export const isMetaField = (name: string): boolean => META.has(name);

const STATES: readonly unknown[] = ['opted_in', 'subscribed', 'unsubscribed'];
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** The error type of an attribute object, or null. Types that are not documented are ours. */
export function fieldProblem(fields: Readonly<Record<string, unknown>>): string | null {
  const { email, email_subscribe, push_subscribe, subscription_groups, current_location, push_tokens } = fields;
  if (email !== undefined && email !== null && !(typeof email === 'string' && EMAIL.test(email))) {
    return "The value provided for the 'email' field is not a valid email.";
  }
  if (email_subscribe !== undefined && !STATES.includes(email_subscribe)) return 'BAD_EMAIL_SUBSCRIPTION_STATE';
  if (push_subscribe !== undefined && !STATES.includes(push_subscribe)) return 'BAD_PUSH_SUBSCRIPTION_STATE';
  if (current_location !== undefined && !isLocation(current_location)) return 'BAD_LOCATION_UPDATE';
  const inside =
    (subscription_groups === undefined ? null : groupProblem(subscription_groups)) ??
    (push_tokens === undefined ? null : tokenProblem(push_tokens));
  return inside ?? customProblem(fields);
}

/** Of custom attributes: names and texts at most 255 characters, increments whole. */
function customProblem(fields: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of Object.entries(fields)) {
    if (isMetaField(name) || isStandardField(name)) continue;
    if (!isShort(name)) return 'attribute names must be at most 255 characters';
    if (![...textsIn(value)].every(isShort)) return 'attribute values must be at most 255 characters';
    if (isObject(value) && Object.keys(value).join() === 'inc' && !Number.isInteger(value['inc'])) {
      return "'inc' must be an integer";
    }
  }
  return null;
}

function isLocation(value: unknown): boolean {
  if (value === null) return true;
  if (!isObject(value)) return false;
  const within = (name: string, most: number): boolean => {
    const degrees = value[name];
    return typeof degrees === 'number' && Math.abs(degrees) <= most;
  };
  return within('longitude', 180) && within('latitude', 90);
}

function tokenProblem(tokens: unknown): string | null {
  if (tokens === null) return null;
  if (!Array.isArray(tokens)) return 'BAD_PUSH_TOKEN_IMPORT';
  for (const item of tokens) {
    if (!isObject(item)) return 'BAD_PUSH_TOKEN_IMPORT';
    const { app_id: app, token, device_id: device } = item;
    if (typeof app !== 'string' || app === '') return 'BAD_PUSH_TOKEN_APP_ID';
    if (typeof token !== 'string') return 'BAD_PUSH_TOKEN_STRING';
    if (token === '') return 'BAD_PUSH_TOKEN_VALUE';
    if (device !== undefined && typeof device !== 'string') return 'BAD_DEVICE_ID';
  }
  return null;
}

function groupProblem(groups: unknown): string | null {
  if (!Array.isArray(groups)) return 'BAD_SUBSCRIPTION_GROUP_ARRAY';
  for (const group of groups) {
    if (typeof group !== 'object' || group === null) return 'BAD_SUBSCRIPTION_GROUP_HASH';
    const { subscription_group_id: id, subscription_state: state } = group as Record<string, unknown>;
    if (typeof id !== 'string' || id === '') return 'BAD_SUBSCRIPTION_GROUP_ID';
    if (state !== 'subscribed' && state !== 'unsubscribed') return 'BAD_SUBSCRIPTION_GROUP_STATE';
  }
  return null;
}
