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

/** The error type of an attribute object, or null. */
export function fieldProblem(fields: Readonly<Record<string, unknown>>): string | null {
  const { email, email_subscribe, push_subscribe, subscription_groups } = fields;
  if (email !== undefined && email !== null && !(typeof email === 'string' && EMAIL.test(email))) {
    return "The value provided for the 'email' field is not a valid email.";
  }
  if (email_subscribe !== undefined && !STATES.includes(email_subscribe)) return 'BAD_EMAIL_SUBSCRIPTION_STATE';
  if (push_subscribe !== undefined && !STATES.includes(push_subscribe)) return 'BAD_PUSH_SUBSCRIPTION_STATE';
  return subscription_groups === undefined ? null : groupProblem(subscription_groups);
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
