/**
 * One line of an export → one customer with the allow-listed facts only. This is the place where everything else ends:
 * the raw object is not kept, and a message about a bad line names its place, never its content.
 */
import type { AllowList, EventTotal, ExportedCustomer } from '@fitly/core/ports';
import { PROFILE_FIELDS, PURCHASE } from './fields.ts';
import { ianaZone } from './time-zone.ts';

type Json = Readonly<Record<string, unknown>>;
type Scalar = string | number | boolean | null;

/** Why a line cannot be used, in words that quote nothing of it. */
export class BadLine extends Error {}

/**
 * Lists, objects and numbers beyond double precision are no attribute values: they count as absent.
 * Null for a profile without an external id: nobody could send to it, and Braze's segments may hold such.
 * Throws `BadLine` when an allow-listed count or instant is unreadable.
 */
export function pickAllowed(raw: unknown, allow: AllowList): ExportedCustomer | null {
  if (!isObject(raw)) throw new BadLine('is not a JSON object');
  const externalId = own(raw, 'external_id');
  if (typeof externalId !== 'string' || externalId === '') return null;
  const zone = own(raw, 'time_zone');
  const money = allow.events.includes(PURCHASE);
  return {
    externalId,
    attributes: pickAttributes(raw, allow.attributes),
    timeZone: typeof zone === 'string' ? ianaZone(zone) : null,
    events: pickEvents(own(raw, 'custom_events'), allow.events),
    purchases: money ? pickPurchases(own(raw, 'purchases')) : null,
    revenue: money ? (numberOr(own(raw, 'total_revenue'), 0) ?? bad('has an unreadable total_revenue')) : null,
  };
}

function pickAttributes(raw: Json, names: readonly string[]): Readonly<Record<string, Scalar>> {
  const custom = own(raw, 'custom_attributes');
  const entries: [string, Scalar][] = [];
  for (const name of names) {
    const value = PROFILE_FIELDS.has(name) ? own(raw, name) : isObject(custom) ? own(custom, name) : undefined;
    if (isScalar(value)) entries.push([name, value]);
  }
  // fromEntries defines own properties, so a name such as __proto__ stays a plain key.
  return Object.fromEntries(entries);
}

function pickEvents(list: unknown, names: readonly string[]): readonly EventTotal[] {
  const kept: EventTotal[] = [];
  for (const item of asList(list)) {
    const name = own(item, 'name');
    if (typeof name === 'string' && name !== PURCHASE && names.includes(name)) kept.push(totalOf(name, item));
  }
  return kept;
}

/** One total per product; Braze calls the product id `name` here. */
function pickPurchases(list: unknown): readonly EventTotal[] {
  return asList(list).map((item) => {
    const name = own(item, 'name');
    return totalOf(typeof name === 'string' ? name : '', item);
  });
}

function totalOf(name: string, item: Json): EventTotal {
  const count = numberOr(own(item, 'count'), null);
  if (count === null || !Number.isSafeInteger(count) || count < 0) return bad('has an event without a readable count');
  return { name, count, firstAt: instantFrom(own(item, 'first')), lastAt: instantFrom(own(item, 'last')) };
}

/** ISO 8601 with an offset, or Braze's `2024-03-01 10:00:00.000 UTC`. Other forms would be read in this machine's zone. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?( ?(Z|UTC|[+-]\d\d:?\d\d))$/;

function instantFrom(value: unknown): number {
  const at = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? bad('has an event without a readable instant') : at;
}

const numberOr = <T>(value: unknown, absent: T): number | T | null =>
  value === undefined || value === null ? absent : typeof value === 'number' && Number.isFinite(value) ? value : null;

const own = (object: Json, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

function asList(value: unknown): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every(isObject) ? value : bad('has a list of events that is none');
}

function bad(why: string): never {
  throw new BadLine(why);
}
