/** How a request names a user. */
import { isObject, type Json, own } from '../rest/checks.ts';
import type { Alias } from './written.ts';

export type Identity =
  | { readonly kind: 'external_id'; readonly value: string }
  | { readonly kind: 'braze_id'; readonly value: string }
  | { readonly kind: 'user_alias'; readonly value: Alias }
  | {
      readonly kind: 'email';
      readonly value: string;
      /** How to choose among several users with the address; absent = the last that got it. */
      readonly prioritization?: readonly string[];
    }
  | { readonly kind: 'phone'; readonly value: string };

/** Longest external id, in bytes (contract §1.4). */
export const LONGEST_EXTERNAL_ID = 987;

export function readAlias(value: unknown): Alias | null {
  if (!isObject(value)) return null;
  const name = own(value, 'alias_name');
  const label = own(value, 'alias_label');
  if (typeof name !== 'string' || name === '' || typeof label !== 'string' || label === '') return null;
  return { alias_name: name, alias_label: label };
}

/** The same text for the same alias. */
export const aliasText = ({ alias_name, alias_label }: Alias): string => JSON.stringify([alias_label, alias_name]);

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/**
 * Whom an object of `/users/track` means: exactly one of the primary names, else e-mail, else telephone. Null when it names
 * nobody, or by two primary names.
 */
export function readIdentity(object: Json): Identity | null {
  const externalId = text(own(object, 'external_id'));
  const brazeId = text(own(object, 'braze_id'));
  const alias = readAlias(own(object, 'user_alias'));
  const primary: Identity[] = [];
  if (externalId !== null) primary.push({ kind: 'external_id', value: externalId });
  if (brazeId !== null) primary.push({ kind: 'braze_id', value: brazeId });
  if (alias !== null) primary.push({ kind: 'user_alias', value: alias });
  if (primary.length > 1) return null;
  const email = text(own(object, 'email'));
  const phone = text(own(object, 'phone'));
  if (primary.length === 1) return primary[0]!;
  if (email !== null) return { kind: 'email', value: email };
  return phone === null ? null : { kind: 'phone', value: phone };
}
