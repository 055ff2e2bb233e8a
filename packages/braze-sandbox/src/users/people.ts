/**
 * Everybody with a profile: the audience, numbered from 0, and after it whoever was created over REST. What was written
 * stands before what the audience says.
 */
import { keyedHex, type SipKey, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Activity, Audience, EventTotal, PurchaseTotal } from '../audience/audience.ts';
import type { Membership } from '../catalogue/segment.ts';
import { matches } from './connected-audience.ts';
import { aliasText, type Identity } from './identity.ts';
import { ianaZone } from './time-zones.ts';
import { emptyWritten, mergeEvents, mergePurchases, type Written } from './written.ts';

export interface People {
  readonly audience: Audience;
  /** Audience and created users, deleted ones included. */
  size(): number;
  /**
   * The user's number, or -1. Of several with one e-mail address the one that the identity's rules leave, and -1 where they
   * leave several; without rules the last that got it.
   */
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
  /** The user's number by that name, or -1. */
  byName(name: string): number;
  timeZone(index: number): string;
  /** A standard field; undefined when empty. */
  field(index: number, name: string, at: Instant): unknown;
  attributes(index: number, at: Instant): Readonly<Record<string, unknown>>;
  events(index: number, at: Instant): readonly EventTotal[];
  purchases(index: number, at: Instant): readonly PurchaseTotal[];
  /** Single events and purchases in (from, to], oldest first: the audience's own, and those that were reported. */
  activity(index: number, from: Instant, to: Instant): readonly Activity[];
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
    if (written?.fields?.has(name)) return written.fields.get(name) ?? undefined;
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
      if (identity.kind === 'email' || identity.kind === 'phone')
        written.fields = new Map([[identity.kind, identity.value]]);
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
    byName(name) {
      const index = people.find({ kind: 'external_id', value: name });
      return index >= 0 ? index : people.find({ kind: 'braze_id', value: name });
    },
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
      mergeEvents(index < audience.size ? audience.totals(index, at).events : [], overlay.get(index)?.events ?? null),
    purchases: (index, at) =>
      mergePurchases(
        index < audience.size ? audience.totals(index, at).purchases : [],
        overlay.get(index)?.purchases ?? null,
      ),
    activity(index, from, to) {
      const own = index >= 0 && index < audience.size ? (audience.activity?.(index, from, to) ?? []) : [];
      const reported = overlay.get(index)?.reported.filter(({ at }) => at > from && at <= to) ?? [];
      return reported.length === 0 ? own : [...own, ...reported].sort((a, b) => a.at - b.at);
    },
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
  const listed = new Map<'braze_id' | 'email' | 'phone', Map<string, number[]>>();
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
  const isThere = (index: number): boolean => overlay.get(index)?.deleted !== true;
  /** The audience's numbers under a value; of the audience alone, whatever was written since. */
  const list = (kind: 'braze_id' | 'email' | 'phone', value: string): readonly number[] => {
    const found = listed.get(kind) ?? new Map<string, number[]>();
    if (!listed.has(kind)) {
      for (let i = 0; i < audience.size; i++) {
        const name = String(given(i, kind, startAt) ?? '').toLowerCase();
        if (name !== '') found.set(name, [...(found.get(name) ?? []), i]);
      }
      listed.set(kind, found);
    }
    return found.get(value.toLowerCase()) ?? [];
  };
  /** Everybody who has the address now: the audience's in their order, then those who got it, the last one last. */
  const allWith = (kind: 'email' | 'phone', value: string): readonly number[] => {
    const given = list(kind, value).filter((index) => isThere(index) && overlay.get(index)?.fields?.has(kind) !== true);
    const got = [...overlay].flatMap(([index, { fields, deleted }]) =>
      !deleted && String(fields?.get(kind) ?? '').toLowerCase() === value.toLowerCase() ? [index] : [],
    );
    return [...given, ...got];
  };
  const search = (identity: Identity, size: number): number => {
    const { kind, value } = identity;
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
        return list(kind, value).at(-1) ?? -1;
      case 'phone':
        return allWith(kind, value).at(-1) ?? -1;
      case 'email': {
        const all = allWith(kind, value);
        if (identity.prioritization === undefined) return all.at(-1) ?? -1;
        const left = prioritized(all, identity.prioritization, (index) => ({
          identified: index < audience.size || (overlay.get(index)?.externalId ?? null) !== null,
          updatedAt: overlay.get(index)?.updatedAt ?? startAt,
        }));
        return left.length === 1 ? left[0]! : -1;
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

interface Claim {
  /** Whether the user has an external id. */
  readonly identified: boolean;
  readonly updatedAt: Instant;
}

/** Those that each rule prefers, in turn; a rule that nobody meets decides nothing (contract §2.1). */
function prioritized(
  indexes: readonly number[],
  rules: readonly string[],
  claimOf: (index: number) => Claim,
): readonly number[] {
  let left = indexes;
  for (const rule of rules) {
    const claims = left.map((index) => ({ index, ...claimOf(index) }));
    const updates = claims.map(({ updatedAt }) => updatedAt);
    const bound = rule === 'most_recently_updated' ? Math.max(...updates) : Math.min(...updates);
    const keeps = rule.endsWith('identified')
      ? ({ identified }: Claim) => identified === (rule === 'identified')
      : ({ updatedAt }: Claim) => updatedAt === bound;
    const kept = claims.filter(keeps).map(({ index }) => index);
    left = kept.length > 0 ? kept : left;
  }
  return left;
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
