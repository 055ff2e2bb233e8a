/** The objects of a track request, and what Braze would refuse of them (Braze docs, user attributes, event and purchase object). */
import type { Instant } from '@fitly/core/terms';
import type { Json, JsonObject } from '../json.ts';

export interface TrackRequest {
  readonly attributes?: readonly TrackAttributes[];
  readonly events?: readonly TrackEvent[];
  readonly purchases?: readonly TrackPurchase[];
}
export interface TrackAttributes {
  readonly externalId: string;
  /** Default false: an unknown external id becomes a new profile. */
  readonly updateExistingOnly?: boolean;
  /** `null` removes; `{ inc: 1 }`, `{ add: […] }` and `{ remove: […] }` change what is there. */
  readonly values: Readonly<Record<string, Json>>;
}
export interface TrackEvent {
  readonly externalId: string;
  readonly updateExistingOnly?: boolean;
  readonly name: string;
  readonly at: Instant;
  readonly properties?: JsonObject;
}
export interface TrackPurchase {
  readonly externalId: string;
  readonly updateExistingOnly?: boolean;
  readonly productId: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly price: number;
  /** 1 to 100; n counts as n purchases. */
  readonly quantity?: number;
  readonly at: Instant;
  readonly properties?: JsonObject;
}

const MAX_OBJECTS = 75;
const MAX_NAME = 255;
/** Braze: fewer than 988 bytes. */
const MAX_ID_BYTES = 987;
/** A second primary identifier makes Braze refuse the object; ours are written by this file only. */
const OURS = ['external_id', 'user_alias', 'braze_id', '_update_existing_only'];
const RESERVED_PROPERTIES = ['time', 'event_name'];

export const trackBody = ({ attributes, events, purchases }: TrackRequest): object => ({
  attributes: attributes?.map((one) => ({ ...one.values, ...whoOf(one) })),
  events: events?.map((one) => ({ ...whoOf(one), name: one.name, time: iso(one.at), properties: one.properties })),
  purchases: purchases?.map((one) => ({
    ...whoOf(one),
    product_id: one.productId,
    currency: one.currency,
    price: one.price,
    quantity: one.quantity,
    time: iso(one.at),
    properties: one.properties,
  })),
});

type Who = Pick<TrackAttributes, 'externalId' | 'updateExistingOnly'>;

const whoOf = ({ externalId, updateExistingOnly }: Who): object => ({
  external_id: externalId,
  _update_existing_only: updateExistingOnly,
});

const iso = (at: Instant): string => new Date(at).toISOString();

/** Why the request may not go out, or null. Names the object by its place, never by its content. */
export function refusalOfTrack({ attributes = [], events = [], purchases = [] }: TrackRequest): string | null {
  const total = attributes.length + events.length + purchases.length;
  if (total === 0) return 'nothing_to_track: expected 1 to 75 objects';
  if (total > MAX_OBJECTS) return `too_many_objects: ${total} given, expected 1 to 75 in all`;
  return (
    firstRefusal('attributes', attributes, refusalOfAttributes) ??
    firstRefusal('events', events, refusalOfEvent) ??
    firstRefusal('purchases', purchases, refusalOfPurchase)
  );
}

function firstRefusal<One extends Who>(
  list: string,
  objects: readonly One[],
  refusalOf: (one: One) => string | null,
): string | null {
  for (const [i, one] of objects.entries()) {
    const why = refusalOfWho(one) ?? refusalOf(one);
    if (why !== null) return `${list}[${i}]: ${why}`;
  }
  return null;
}

function refusalOfWho({ externalId }: Who): string | null {
  const bytes = Buffer.byteLength(externalId);
  return bytes >= 1 && bytes <= MAX_ID_BYTES ? null : `external id of ${bytes} bytes, expected 1 to ${MAX_ID_BYTES}`;
}

function refusalOfAttributes({ values }: TrackAttributes): string | null {
  const names = Object.keys(values);
  if (names.some((name) => OURS.includes(name))) return 'names an identifier among its values';
  if (names.some((name) => name.length > MAX_NAME)) return `attribute name beyond ${MAX_NAME} characters`;
  return Object.values(values).some((value) => typeof value === 'string' && value.length > MAX_NAME)
    ? `attribute value beyond ${MAX_NAME} characters`
    : null;
}

function refusalOfEvent({ name, at, properties }: TrackEvent): string | null {
  if (name.length < 1 || name.length > MAX_NAME) return `name of ${name.length} characters, expected 1 to ${MAX_NAME}`;
  return refusalOfTime(at) ?? refusalOfProperties(properties);
}

function refusalOfPurchase({ productId, currency, price, quantity = 1, at, properties }: TrackPurchase): string | null {
  if (productId.length < 1 || productId.length > MAX_NAME) return `product id beyond ${MAX_NAME} characters`;
  if (!/^[A-Z]{3}$/.test(currency)) return 'currency is not three capital letters';
  if (!Number.isFinite(price)) return 'price is not a number';
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 100) return `quantity ${quantity}, expected 1 to 100`;
  return refusalOfTime(at) ?? refusalOfProperties(properties);
}

const refusalOfTime = (at: Instant): string | null =>
  Number.isNaN(new Date(at).getTime()) ? 'time is not an instant' : null;

function refusalOfProperties(properties: JsonObject = {}): string | null {
  const names = Object.keys(properties);
  if (names.some((name) => name === '' || name.length > MAX_NAME || name.startsWith('$'))) {
    return `property name that is empty, longer than ${MAX_NAME} or begins with $`;
  }
  if (names.some((name) => RESERVED_PROPERTIES.includes(name))) return 'property named time or event_name';
  const bytes = Buffer.byteLength(JSON.stringify(properties));
  return bytes > 100_000 ? `properties of ${bytes} bytes, expected at most 100000` : null;
}
