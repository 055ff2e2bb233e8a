/** What is not saved yet is kept in this browser, for whoever typed it, until it is saved or taken back. */
import type { Base, Editing } from './editing.ts';

export interface Draft {
  readonly text: string;
  readonly base: Base;
  /** ISO 8601. */
  readonly at: string;
}

const keyOf = (who: string, agent: string): string => `fitly-draft/${who}/${agent}`;

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
