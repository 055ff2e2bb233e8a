/**
 * The audit log as a chain: each entry holds the hash of the one before it, so that nothing in the middle can be changed, removed
 * or moved without its successors telling. What the chain cannot tell by itself, an end that was cut off or a log that was written
 * anew from some entry on, the anchor tells: the newest number and hash, kept elsewhere.
 */
import { hash } from 'node:crypto';
import type { Instant } from '@fitly/core/terms';

/** How somebody came in. `sign_in`: whoever wants to sign in. */
export const AUDIT_WAYS = ['session', 'key', 'workspace_key', 'command', 'sign_in'] as const;
export type AuditWay = (typeof AUDIT_WAYS)[number];

type AuditValue = string | number | boolean | null | readonly string[];
/** Named values that are allowed to be kept: no secrets, no external ids. */
export type AuditDetail = Readonly<Record<string, AuditValue>>;

/** What somebody did, or tried to. */
export interface AuditAct {
  readonly at: Instant;
  readonly who: string;
  readonly way: AuditWay;
  /** Name of the operation, the same over the API and by command: `pauseAgent`. */
  readonly action: string;
  /** `agent winback`; customers as a keyed hash that leads to nothing stored. Null: the workspace. */
  readonly object: string | null;
  /** `done`, or the code of the error. */
  readonly outcome: string;
  readonly before: AuditDetail | null;
  readonly after: AuditDetail | null;
}

export interface AuditEntry extends AuditAct {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Hash of the entry before; of the first: 64 zeros. */
  readonly previous: string;
  /** SHA-256 as hex of all that stands above. */
  readonly hash: string;
}

/** Up to where a log has come. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

export const NO_ENTRIES: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

export function chained(act: AuditAct, { sequence, hash: previous }: AuditHead): AuditEntry {
  const entry = { ...act, sequence: sequence + 1, previous };
  return { ...entry, hash: hashOf(entry) };
}

/** Names in order of their code units, so that the same detail has one text only. */
export const detailText = (detail: AuditDetail | null): string | null =>
  detail === null
    ? null
    : JSON.stringify(Object.fromEntries(Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1))));

function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, at, who, way, action, object, outcome, before, after, previous } = entry;
  const values = [sequence, at, who, way, action, object, outcome, detailText(before), detailText(after), previous];
  return hash('sha256', JSON.stringify(values));
}

/** What is wrong with a log, at the first place where something is. */
export type AuditFault =
  /** The entry is not what was written. */
  | { readonly kind: 'changed'; readonly sequence: number }
  /** In its place stands what was written as another. */
  | { readonly kind: 'reordered'; readonly sequence: number; readonly writtenAs: number }
  /** Entries from `sequence` through `through` are not there. */
  | { readonly kind: 'removed'; readonly sequence: number; readonly through: number }
  /** It is whole in itself, and does not follow on the one before: either was written anew. */
  | { readonly kind: 'not_following'; readonly sequence: number }
  /** The log ends before the anchor does: entries from `sequence` through `through` are gone. */
  | { readonly kind: 'cut_off'; readonly sequence: number; readonly through: number }
  /** Whole in itself, and another one than the log that was anchored at `sequence`. */
  | { readonly kind: 'replaced'; readonly sequence: number };

/**
 * The first fault of a log, null: it is whole. `entries` in order of their numbers; they are read once, and once more after a
 * fault. `anchor` null: nothing outside tells, so that neither a cut end nor a log that is another one can be seen.
 */
export function findFault(entries: Iterable<AuditEntry>, anchor: AuditHead | null): AuditFault | null {
  let last = NO_ENTRIES;
  let isAnchored = anchor === null || anchor.sequence === 0;
  for (const entry of entries) {
    const { sequence } = entry;
    const expected = last.sequence + 1;
    if (sequence !== expected) return { kind: 'removed', sequence: expected, through: sequence - 1 };
    if (hashOf(entry) !== entry.hash) return misplaced(entry, entries);
    if (entry.previous !== last.hash) return { kind: 'not_following', sequence };
    if (sequence === anchor?.sequence) {
      if (entry.hash !== anchor.hash) return { kind: 'replaced', sequence };
      isAnchored = true;
    }
    last = entry;
  }
  if (isAnchored || anchor === null) return null;
  return { kind: 'cut_off', sequence: last.sequence + 1, through: anchor.sequence };
}

/** An entry that was written under the number of another is out of order; any other one was changed. */
function misplaced(entry: AuditEntry, entries: Iterable<AuditEntry>): AuditFault {
  for (const { sequence } of entries) {
    if (sequence !== entry.sequence && hashOf({ ...entry, sequence }) === entry.hash) {
      return { kind: 'reordered', sequence: entry.sequence, writtenAs: sequence };
    }
  }
  return { kind: 'changed', sequence: entry.sequence };
}
