/**
 * The profile around a real row: an external id and, invented, what real profiles hold besides: names, e-mail, telephone.
 * They exist so that a reader that takes more than it may is caught doing so.
 */
import { keyedHex, type SipKey, uniform } from '@fitly/core/math';
import type { Customer } from './rows.ts';

export const TIME_ZONE = 'America/New_York';

export const externalIdOf = (index: number): string => `mtd-${String(index + 1).padStart(5, '0')}`;

/** The customer's number from 0, or -1 when no id of this form has it. */
export function indexOf(externalId: string): number {
  const match = /^mtd-(\d{5})$/.exec(externalId);
  return match === null ? -1 : Number(match[1]) - 1;
}

export type ProfileField =
  | 'braze_id'
  | 'country'
  | 'email'
  | 'email_subscribe'
  | 'external_id'
  | 'first_name'
  | 'language'
  | 'last_name'
  | 'phone'
  | 'random_bucket'
  | 'time_zone';

const FIRST = ['Ada', 'Bruno', 'Clara', 'Diego', 'Edith', 'Felix', 'Greta', 'Hugo', 'Irene', 'Jonas', 'Karin', 'Leo'];
const LAST = ['Abendroth', 'Birnbaum', 'Castellan', 'Dunmore', 'Eastlake', 'Fairweather', 'Grunewald', 'Hollister'];

export function profileField(key: SipKey, index: number, field: ProfileField): string | number {
  const externalId = externalIdOf(index);
  const pick = (names: readonly string[], purpose: string): string =>
    names[Math.floor(uniform(key, purpose, externalId) * names.length)]!;
  const first = (): string => pick(FIRST, 'first name');
  const last = (): string => pick(LAST, 'last name');
  switch (field) {
    case 'external_id':
      return externalId;
    case 'braze_id':
      return keyedHex(key, 'braze id', externalId).slice(0, 24);
    case 'first_name':
      return first();
    case 'last_name':
      return last();
    case 'email':
      return `${first()}.${last()}.${index + 1}@example.com`.toLowerCase();
    case 'phone':
      // 555-0100 to 555-0199 are reserved for fiction.
      return `+1202555${String(100 + (index % 100)).padStart(4, '0')}`;
    case 'random_bucket':
      return Math.floor(uniform(key, 'bucket', externalId) * 10_000);
    case 'country':
      return 'US';
    case 'language':
      return 'en';
    case 'email_subscribe':
      return 'subscribed';
    case 'time_zone':
      return TIME_ZONE;
  }
}

/** Real attributes, under the names of the dataset. */
export const attributesOf = (row: Customer): Readonly<Record<string, string | number | boolean>> => ({
  recency: row.recency,
  history: row.history,
  history_segment: row.historySegment,
  mens: row.mens,
  womens: row.womens,
  newbie: row.newbie,
  zip_code: row.zipCode,
  channel: row.channel,
});
