/**
 * Everybody with a profile: the audience, numbered from 0, and after it whoever was created over REST. What was written
 * stands before what the audience says.
 */
import { keyedHex, type SipKey, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Audience, EventTotal, PurchaseTotal } from '../audience/audience.ts';
import type { Membership } from '../catalogue/segment.ts';
import { matches } from './connected-audience.ts';
import { aliasText, type Identity } from './identity.ts';
import { ianaZone } from './time-zones.ts';
import { emptyWritten, mergeEvents, mergePurchases, type Written } from './written.ts';

export interface People {
  readonly audience: Audience;
  /** Audience and created users, deleted ones included. */
  size(): number;
  /** The user's number, or -1. Of several with one e-mail address the last that got it. */
  find(identity: Identity): number;
  /** `find`, and a new user where there is none. */
  findOrCreate(identity: Identity, at: Instant): number;
  isDeleted(index: number): boolean;
  delete(index: number): void;
  /** Null for users known by alias or address only. */
  externalId(index: number): string | null;
  brazeId(index: number): string;
  /** What stands for the user in journals and hashes: the external id, else the Braze id. */
  nameOf(index: number): string;
  timeZone(index: number): string;
  /** A standard field; undefined when empty. */
  field(index: number, name: string, at: Instant): unknown;
  attributes(index: number, at: Instant): Readonly<Record<string, unknown>>;
  events(index: number, at: Instant): readonly EventTotal[];
  purchases(index: number, at: Instant): readonly PurchaseTotal[];
  /** What was written, or null: then the audience's words are all there is. */
  written(index: number): Written | null;
  /** The same, for writing. */
  write(index: number): Written;
  isMember(members: Membership, index: number, at: Instant): boolean;
}

/** `zone`: the workspace's, for whoever has none that exists. */
export function createPeople(audience: Audience, key: SipKey, startAt: Instant, zone: string): People {
  const overlay = new Map<number, Written>();
  const created: string[] = [];
  const book = createAddressBook(audience, key, startAt, overlay);
  const size = (): number => audience.size + created.length;
  const write = (index: number): Written => {
    const found = overlay.get(index) ?? emptyWritten();
    overlay.set(index, found);
    return found;
  };
  const externalId = (index: number): string | null =>
    index < audience.size ? audience.externalId(index) : (overlay.get(index)?.externalId ?? null);
  const brazeId = (index: number): string => book.brazeId(index);
  const field = (index: number, name: string, at: Instant): unknown => {
    const written = overlay.get(index);
    if (written?.fields.has(name)) return written.fields.get(name) ?? undefined;
    if (index >= audience.size) return createdField(name, written ?? null, brazeId(index));
    return book.given(index, name, at);
  };
  const people: People = {
    audience,
    size,
    find: (identity) => book.find(identity, size()),
    findOrCreate(identity, at) {
      const found = people.find(identity);
      if (found >= 0) return found;
      const index = size();
      created.push(identity.kind);
      const written = write(index);
      written.createdAt = at;
      if (identity.kind === 'external_id') written.externalId = identity.value;
      if (identity.kind === 'user_alias') written.aliases = [identity.value];
      if (identity.kind === 'email' || identity.kind === 'phone') written.fields.set(identity.kind, identity.value);
      book.note(identity, index);
      return index;
    },
    isDeleted: (index) => overlay.get(index)?.deleted ?? false,
    delete: (index) => {
      write(index).deleted = true;
    },
    externalId,
    brazeId,
    nameOf: (index) => externalId(index) ?? brazeId(index),
    timeZone(index) {
      const fields = overlay.get(index)?.fields;
      const given = index < audience.size ? audience.timeZone(index) : null;
      return ianaZone(fields?.has('time_zone') ? fields.get('time_zone') : given) ?? zone;
    },
    field,
    attributes(index, at) {
      const given = index < audience.size ? audience.attributes(index, at) : {};
      const written = overlay.get(index)?.attributes;
      if (written === undefined || written.size === 0) return given;
      const merged = Object.entries({ ...given, ...Object.fromEntries(written) });
      return Object.fromEntries(merged.filter(([, value]) => value !== null));
    },
    events: (index, at) =>
      mergeEvents(
        index < audience.size ? audience.totals(index, at).events : [],
        overlay.get(index)?.events ?? new Map(),
      ),
    purchases: (index, at) =>
      mergePurchases(
        index < audience.size ? audience.totals(index, at).purchases : [],
        overlay.get(index)?.purchases ?? new Map(),
      ),
    written: (index) => overlay.get(index) ?? null,
    write,
    isMember(members, index, at) {
      if (people.isDeleted(index)) return false;
      if (members === 'everyone') return true;
      if (members instanceof Uint8Array) return (((members[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
      if (typeof members === 'function') return index < audience.size && members(index, at);
      if ('externalIds' in members) return members.externalIds.has(externalId(index) ?? '');
      return matches(members.filter, filterableOf(people, index, at), at);
    },
  };
  return people;
}

/** What a connected audience asks of a user. */
export const filterableOf = (people: People, index: number, at: Instant) => ({
  attribute: (name: string): unknown => {
    const all = people.attributes(index, at);
    return Object.hasOwn(all, name) ? all[name] : undefined;
  },
  field: (name: 'push_subscribe' | 'email_subscribe'): unknown => people.field(index, name, at),
  lastUsedAppAt: (): Instant | null =>
    people.events(index, at).reduce<Instant | null>((last, { lastAt }) => Math.max(last ?? lastAt, lastAt), null),
});

function createdField(name: string, written: Written | null, brazeId: string): unknown {
  if (name === 'braze_id') return brazeId;
  if (name === 'random_bucket') return Number.parseInt(brazeId.slice(0, 8), 16) % 10_000;
  if (name === 'created_at') return written?.createdAt == null ? undefined : new Date(written.createdAt).toISOString();
  return name === 'created_from' ? 'rest_api' : undefined;
}

interface AddressBook {
  find(identity: Identity, size: number): number;
  note(identity: Identity, index: number): void;
  brazeId(index: number): string;
  given(index: number, name: string, at: Instant): unknown;
}

/** Who has which name. The audience's addresses are listed when somebody first asks for one. */
function createAddressBook(
  audience: Audience,
  key: SipKey,
  startAt: Instant,
  overlay: ReadonlyMap<number, Written>,
): AddressBook {
  const names = new Map<string, number>();
  const listed = new Map<'braze_id' | 'email' | 'phone', Map<string, number>>();
  const asked = (index: number, name: string, at: Instant): unknown => {
    const value = audience.profileField(index, name, at);
    return value === undefined ? invented(key, audience, index, name) : (value ?? undefined);
  };
  // Every send asks for its recipients' addresses, and an audience may have to work one out.
  const addresses = new Map<number, unknown>();
  const given = (index: number, name: string, at: Instant): unknown => {
    if (!audience.constant || name !== 'email') return asked(index, name, at);
    if (!addresses.has(index)) addresses.set(index, asked(index, name, at));
    return addresses.get(index);
  };
  const brazeId = (index: number): string =>
    index < audience.size
      ? String(given(index, 'braze_id', startAt))
      : keyedHex(key, 'created braze id', String(index)).slice(0, 24);
  const list = (kind: 'braze_id' | 'email' | 'phone'): Map<string, number> => {
    const found = listed.get(kind) ?? new Map<string, number>();
    if (!listed.has(kind)) {
      for (let i = 0; i < audience.size; i++) found.set(String(given(i, kind, startAt)).toLowerCase(), i);
      listed.set(kind, found);
    }
    return found;
  };
  const isThere = (index: number): boolean => overlay.get(index)?.deleted !== true;
  const search = ({ kind, value }: Identity, size: number): number => {
    switch (kind) {
      case 'external_id': {
        const index = audience.find(value);
        // Whoever was deleted may have been created anew.
        return index >= 0 && isThere(index) ? index : (names.get(value) ?? -1);
      }
      case 'user_alias': {
        for (const [index, { aliases, deleted }] of overlay) {
          if (!deleted && aliases.some((alias) => aliasText(alias) === aliasText(value))) return index;
        }
        return -1;
      }
      case 'braze_id':
        for (let i = audience.size; i < size; i++) if (brazeId(i) === value) return i;
        return list(kind).get(value.toLowerCase()) ?? -1;
      default: {
        for (const [index, { fields, deleted }] of [...overlay].reverse()) {
          if (!deleted && String(fields.get(kind) ?? '').toLowerCase() === value.toLowerCase()) return index;
        }
        const index = list(kind).get(value.toLowerCase()) ?? -1;
        return overlay.get(index)?.fields.has(kind) ? -1 : index;
      }
    }
  };
  return {
    find(identity, size) {
      const index = search(identity, size);
      return isThere(index) ? index : -1;
    },
    note: (identity, index) => {
      if (identity.kind === 'external_id') names.set(identity.value, index);
    },
    brazeId,
    given,
  };
}

/** What the sandbox fills in where the audience leaves it open. */
function invented(key: SipKey, audience: Audience, index: number, name: string): unknown {
  const id = audience.externalId(index);
  if (name === 'braze_id') return keyedHex(key, 'braze id', id).slice(0, 24);
  if (name === 'random_bucket') return Math.floor(uniform(key, 'bucket', id) * 10_000);
  if (name === 'email') return `customer.${index + 1}@example.com`;
  if (name === 'time_zone') return audience.timeZone(index);
  return name === 'email_subscribe' ? 'subscribed' : undefined;
}
