/**
 * Connected audience (contract §2.4): filters over custom attributes, subscription states and last use, joined by AND and OR.
 * Reading checks everything; matching asks a small view of a user.
 */
import type { Instant } from '@fitly/core/terms';

const EXISTENCE = ['exists', 'does_not_exist'] as const;
const TEXT = ['equals', 'not_equal', 'matches_regex', 'does_not_match_regex'] as const;
const LIST = ['includes_value', 'does_not_include_value'] as const;
const NUMBER = ['greater_than', 'greater_than_or_equal_to', 'less_than', 'less_than_or_equal_to'] as const;
const DAYS = [
  'less_than_x_days_ago',
  'greater_than_x_days_ago',
  'less_than_x_days_in_the_future',
  'greater_than_x_days_in_the_future',
] as const;
const TIME = ['after', 'before'] as const;
const STATES: readonly unknown[] = ['opted_in', 'subscribed', 'unsubscribed'];
const DAY_MS = 86_400_000;

export type ConnectedAudience =
  | { readonly AND: readonly ConnectedAudience[] }
  | { readonly OR: readonly ConnectedAudience[] }
  | { readonly attribute: string; readonly comparison: string; readonly value: unknown }
  | { readonly field: 'push_subscribe' | 'email_subscribe'; readonly is: boolean; readonly value: unknown }
  | { readonly usedApp: 'after' | 'before'; readonly value: Instant };

/** What a filter asks of a user. */
export interface Filterable {
  attribute(name: string): unknown;
  field(name: 'push_subscribe' | 'email_subscribe'): unknown;
  lastUsedAppAt(): Instant | null;
}

/** Null when it is not a connected audience. */
export function readConnectedAudience(raw: unknown): ConnectedAudience | null {
  const [name, inner] = onlyEntry(raw) ?? [];
  switch (name) {
    case 'AND':
    case 'OR': {
      const parts = Array.isArray(inner) ? inner.map(readConnectedAudience) : [null];
      if (parts.length === 0 || parts.includes(null)) return null;
      const filters = parts as readonly ConnectedAudience[];
      return name === 'AND' ? { AND: filters } : { OR: filters };
    }
    case 'custom_attribute':
      return readAttribute(inner);
    case 'push_subscription_status':
      return readSubscription('push_subscribe', inner);
    case 'email_subscription_status':
      return readSubscription('email_subscribe', inner);
    case 'last_used_app': {
      const { comparison, value } = members(inner);
      const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if ((comparison !== 'after' && comparison !== 'before') || Number.isNaN(at)) return null;
      return { usedApp: comparison, value: at };
    }
    default:
      return null;
  }
}

function readAttribute(raw: unknown): ConnectedAudience | null {
  const { custom_attribute_name: attribute, comparison, value } = members(raw);
  if (typeof attribute !== 'string' || attribute === '' || typeof comparison !== 'string') return null;
  return VALUES.get(comparison)?.(value) === true ? { attribute, comparison, value } : null;
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const isDays = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/** Comparison → which values it takes. */
const VALUES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ...EXISTENCE.map((name) => [name, () => true] as const),
  ...TEXT.map((name) => [name, name.endsWith('regex') ? isRegex : isScalar] as const),
  ...LIST.map((name) => [name, isScalar] as const),
  ...NUMBER.map((name) => [name, (value: unknown) => typeof value === 'number'] as const),
  ...DAYS.map((name) => [name, isDays] as const),
  ...TIME.map((name) => [name, isTime] as const),
]);

function readSubscription(field: 'push_subscribe' | 'email_subscribe', raw: unknown): ConnectedAudience | null {
  const { comparison, value } = members(raw);
  if (comparison !== 'is' && comparison !== 'is_not') return null;
  return STATES.includes(value) ? { field, is: comparison === 'is', value } : null;
}

export function matches(filter: ConnectedAudience, user: Filterable, now: Instant): boolean {
  if ('AND' in filter) return filter.AND.every((part) => matches(part, user, now));
  if ('OR' in filter) return filter.OR.some((part) => matches(part, user, now));
  if ('field' in filter) return ((user.field(filter.field) ?? 'subscribed') === filter.value) === filter.is;
  if ('usedApp' in filter) {
    const at = user.lastUsedAppAt();
    return at !== null && (filter.usedApp === 'after' ? at > filter.value : at < filter.value);
  }
  return compare(user.attribute(filter.attribute), filter.comparison, filter.value, now);
}

/** A user without the attribute matches only `does_not_exist` and the negated comparisons. */
function compare(actual: unknown, comparison: string, value: unknown, now: Instant): boolean {
  const missing = actual === undefined || actual === null;
  const list = Array.isArray(actual) ? actual : [];
  switch (comparison) {
    case 'exists':
      return !missing;
    case 'does_not_exist':
      return missing;
    case 'equals':
      return actual === value;
    case 'not_equal':
      return actual !== value;
    case 'matches_regex':
      return typeof actual === 'string' && new RegExp(String(value)).test(actual);
    case 'does_not_match_regex':
      return !(typeof actual === 'string' && new RegExp(String(value)).test(actual));
    case 'includes_value':
      return list.includes(value);
    case 'does_not_include_value':
      return !list.includes(value);
    default:
      return !missing && compareOrdered(actual, comparison, value, now);
  }
}

function compareOrdered(actual: unknown, comparison: string, value: unknown, now: Instant): boolean {
  // By type: an ordered comparison of another type matches nobody, as nothing compares to NaN.
  const number = typeof actual === 'number' ? actual : Number.NaN;
  const limit = Number(value);
  const at = typeof actual === 'string' ? Date.parse(actual) : Number.NaN;
  const days = limit * DAY_MS;
  switch (comparison) {
    case 'greater_than':
      return number > limit;
    case 'greater_than_or_equal_to':
      return number >= limit;
    case 'less_than':
      return number < limit;
    case 'less_than_or_equal_to':
      return number <= limit;
    case 'less_than_x_days_ago':
      return at <= now && at > now - days;
    case 'greater_than_x_days_ago':
      return at < now - days;
    case 'less_than_x_days_in_the_future':
      return at >= now && at < now + days;
    case 'greater_than_x_days_in_the_future':
      return at > now + days;
    case 'after':
      return at > Date.parse(String(value));
    default:
      return at < Date.parse(String(value));
  }
}

function onlyEntry(raw: unknown): readonly [string, unknown] | null {
  const entries = Object.entries(members(raw));
  return entries.length === 1 ? entries[0]! : null;
}

const members = (raw: unknown): Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? { ...raw } : {};

function isRegex(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
