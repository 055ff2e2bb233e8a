/** A day's decisions as the ledger has them, beside what the platform tells of their messages: row by row, counted by group. */
import type { Group } from '../terms.ts';
import { type MessageOutcomes, wasAborted, wentOut } from './message-outcomes.ts';

/**
 * `accepted` = `sent` + `aborted` + `without_event`. `sent_otherwise`: sent, though the ledger does not say accepted: it was in
 * doubt, or had gone out before a restore. `sent_twice`: the same message more than once, whatever the ledger says.
 */
export const SEND_FINDINGS = ['accepted', 'sent', 'aborted', 'without_event', 'sent_otherwise', 'sent_twice'] as const;
export type SendFinding = (typeof SEND_FINDINGS)[number];

export interface SendCount {
  readonly group: Group;
  readonly finding: SendFinding;
  /** Of an abort, in the platform's word; null for everything else. */
  readonly reason: string | null;
  readonly decisions: number;
}

/** Row by row as the outcomes. */
export interface LedgerRows {
  readonly groups: readonly Group[];
  readonly isAccepted: (row: number) => boolean;
  /** Send events of the same message: one is as it should be. */
  readonly sends: (row: number) => number;
}

/** Sorted by group, finding and reason; what nothing was found of is absent. */
export function reconcileSends(outcomes: MessageOutcomes, { groups, isAccepted, sends }: LedgerRows): SendCount[] {
  const counts = new Map<string, SendCount & { decisions: number }>();
  const count = (group: Group, finding: SendFinding, reason: string | null = null): void => {
    const key = JSON.stringify([group, finding, reason]);
    const known = counts.get(key) ?? { group, finding, reason, decisions: 0 };
    known.decisions += 1;
    counts.set(key, known);
  };
  for (const [row, group] of groups.entries()) {
    const isOut = wentOut(outcomes, row);
    if (sends(row) > 1) count(group, 'sent_twice');
    if (!isAccepted(row)) {
      if (isOut) count(group, 'sent_otherwise');
      continue;
    }
    count(group, 'accepted');
    if (isOut) count(group, 'sent');
    else if (wasAborted(outcomes, row)) count(group, 'aborted', outcomes.abortReasons[row] ?? null);
    else count(group, 'without_event');
  }
  return [...counts.keys()].sort().map((key) => counts.get(key)!);
}
