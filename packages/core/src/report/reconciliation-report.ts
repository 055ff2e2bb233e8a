/** What is known of each day's sends, and the read model that is made of it. */
import type { SendCount } from '../data/index.ts';
import type { Day, Group } from '../terms.ts';

/** Of a day's decisions, as far as it is told. */
export interface SendsOfDay {
  readonly day: Day;
  readonly counts: readonly SendCount[];
}

/**
 * Who sent what is no decision of the agent's: `own_campaign` is a campaign of the agent that something else triggered, or a
 * send whose answer was lost; `other_agent` another agent of the workspace; `other` anybody else.
 */
export const FOREIGN_SENDERS = ['own_campaign', 'other_agent', 'other'] as const;
export type ForeignSender = (typeof FOREIGN_SENDERS)[number];

/** Messages of one campaign to customers of a group on a day, from the day after their enrolment on. */
export interface ForeignSends {
  readonly day: Day;
  /** Null: not enrolled; told of the agent's own campaigns alone. */
  readonly group: Group | null;
  readonly sender: ForeignSender;
  /** Id of the campaign or canvas; null: the platform names none. */
  readonly target: string | null;
  readonly sends: number;
}

export interface ReconciliationInput {
  /** Oldest first; days that were not reconciled yet are absent. */
  readonly days: readonly SendsOfDay[];
  readonly foreign: readonly ForeignSends[];
}

export interface ReconciledDay {
  readonly day: Day;
  /** Events of the day are not waited for any more. */
  readonly settled: boolean;
  /** Decisions of the groups that get messages. `accepted = sent + aborted + withoutEvent`, once it is settled. */
  readonly accepted: number;
  readonly sent: number;
  readonly aborted: number;
  /** Why, in the platform's words, the most frequent first. */
  readonly aborts: readonly { readonly reason: string; readonly decisions: number }[];
  /** Null until the day is settled. */
  readonly withoutEvent: number | null;
  /** Sent, though the ledger does not say accepted. */
  readonly sentOtherwise: number;
  readonly sentTwice: number;
  /** Sends that are no decision of the agent's, by who got them; other agents of the workspace are apart. */
  readonly foreign: Partial<Readonly<Record<Group, number>>>;
  readonly otherAgents: number;
  /** Sends of the agent's own campaigns without a decision of it, whoever got them; they are in `foreign` too. */
  readonly withoutDecision: number;
}

export interface Reconciliation {
  /** A day is settled when it is so many days old. */
  readonly settledAfterDays: number;
  /** Oldest first. */
  readonly days: readonly ReconciledDay[];
  /** Since the first day, most frequent first. */
  readonly campaigns: readonly {
    readonly target: string | null;
    readonly sender: ForeignSender;
    readonly sends: number;
    readonly groups: Partial<Readonly<Record<Group, number>>>;
  }[];
}
