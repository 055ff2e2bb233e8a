/** What is not saved yet is kept in this browser, for whoever typed it, until it is saved or taken back, or they sign out. */
import type { Account } from '../../client/types.ts';
import type { Base, Editing } from './editing.ts';

export interface Draft {
  readonly text: string;
  readonly base: Base;
  /** ISO 8601. */
  readonly at: string;
}

const ALL = 'fitly-draft/';
const allOf = (who: string): string => `${ALL}${who}/`;
const keyOf = (who: string, agent: string): string => `${allOf(who)}${agent}`;

/** Whose drafts are whose. */
export const draftsOf = ({ email, name }: Pick<Account, 'email' | 'name'>): string => email ?? name;

/** Null: none, or one that cannot be read. */
export function keptDraft(who: string, agent: string): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(who, agent)) ?? 'null') as Partial<Draft> | null;
    const { text, base, at } = kept ?? {};
    const isWhole =
      typeof text === 'string' &&
      typeof at === 'string' &&
      typeof base?.yaml === 'string' &&
      typeof base.etag === 'string';
    return isWhole ? { text, base, at } : null;
  } catch {
    return null;
  }
}

/** A browser that keeps nothing loses only what is left unsaved. */
export function keepDraft(who: string, agent: string, { text, base }: Pick<Editing, 'text' | 'base'>): void {
  try {
    if (text === base.yaml) localStorage.removeItem(keyOf(who, agent));
    else
      localStorage.setItem(
        keyOf(who, agent),
        JSON.stringify({ text, base, at: new Date().toISOString() } satisfies Draft),
      );
  } catch {
    return;
  }
}

/** Whoever comes next to this browser finds none. `but`: who is there now, and keeps theirs. */
export function forgetDrafts(but: string | null = null): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(ALL) && (but === null || !key.startsWith(allOf(but)))) localStorage.removeItem(key);
  } catch {
    return;
  }
}

/** Somebody is called otherwise from now on. */
export function handOverDrafts(from: string, to: string): void {
  if (from === to) return;
  try {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(allOf(from)))) {
      localStorage.setItem(keyOf(to, key.slice(allOf(from).length)), localStorage.getItem(key)!);
      localStorage.removeItem(key);
    }
  } catch {
    return;
  }
}
