/** What the ledger claims of each day beside what a feed tells was sent: accepted by a platform is not yet sent by it. */
import type { SendCount, SendFinding } from '../data/index.ts';
import { type Day, DECIDED_GROUPS, type Group } from '../terms.ts';
import { addDays } from '../time.ts';
import { formatCount } from './format.ts';
import type { Check } from './report.ts';

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

/**
 * A message may wait a day for its hour, and Currents comes hours later: what has no send event by then is told. A
 * convention, not a promise of the platform.
 */
const SETTLED_AFTER_DAYS = 3;
/** A larger share of settled decisions without any event is noted. A convention. */
const WITHOUT_EVENT_LIMIT = 0.02;

/** Null where nothing tells of sends. */
export function buildReconciliation(input: ReconciliationInput | undefined, asOfDay: Day): Reconciliation | null {
  if (input === undefined) return null;
  const foreign = input.foreign.filter(({ day }) => day <= asOfDay);
  const counts = new Map(input.days.map((each) => [each.day, each.counts]));
  const days = [...new Set([...counts.keys(), ...foreign.map(({ day }) => day)])]
    .filter((day) => day <= asOfDay)
    .sort();
  const settledUpTo = addDays(asOfDay, -SETTLED_AFTER_DAYS);
  return {
    settledAfterDays: SETTLED_AFTER_DAYS,
    days: days.map((day) => ({
      ...ofDecisions(counts.get(day) ?? [], day <= settledUpTo),
      ...ofOthers(foreign.filter((each) => each.day === day)),
      day,
      settled: day <= settledUpTo,
    })),
    campaigns: campaignsOf(foreign),
  };
}

type OfDecisions = Omit<ReconciledDay, 'day' | 'settled' | 'foreign' | 'otherAgents' | 'withoutDecision'>;

function ofDecisions(all: readonly SendCount[], settled: boolean): OfDecisions {
  const counts = all.filter(({ group }) => (DECIDED_GROUPS as readonly Group[]).includes(group));
  const sum = (finding: SendFinding): number =>
    counts.reduce((total, each) => (each.finding === finding ? total + each.decisions : total), 0);
  const reasons = new Map<string, number>();
  for (const { finding, reason, decisions } of counts)
    if (finding === 'aborted') reasons.set(reason ?? 'unknown', (reasons.get(reason ?? 'unknown') ?? 0) + decisions);
  return {
    accepted: sum('accepted'),
    sent: sum('sent'),
    aborted: sum('aborted'),
    aborts: [...reasons]
      .map(([reason, decisions]) => ({ reason, decisions }))
      .sort((a, b) => b.decisions - a.decisions || (a.reason < b.reason ? -1 : 1)),
    withoutEvent: settled ? sum('without_event') : null,
    sentOtherwise: sum('sent_otherwise'),
    sentTwice: sum('sent_twice'),
  };
}

function ofOthers(rows: readonly ForeignSends[]): Pick<ReconciledDay, 'foreign' | 'otherAgents' | 'withoutDecision'> {
  const sendsOf = (sender: ForeignSender): number => total(rows.filter((each) => each.sender === sender));
  return {
    foreign: byGroup(rows.filter(({ sender }) => sender !== 'other_agent')),
    otherAgents: sendsOf('other_agent'),
    withoutDecision: sendsOf('own_campaign'),
  };
}

const total = (rows: readonly ForeignSends[]): number => rows.reduce((sum, { sends }) => sum + sends, 0);

function byGroup(rows: readonly ForeignSends[]): Partial<Record<Group, number>> {
  const groups: Partial<Record<Group, number>> = {};
  for (const { group, sends } of rows) if (group !== null) groups[group] = (groups[group] ?? 0) + sends;
  return groups;
}

function campaignsOf(foreign: readonly ForeignSends[]): Reconciliation['campaigns'] {
  return [...Map.groupBy(foreign, ({ sender, target }) => JSON.stringify([sender, target])).values()]
    .map((rows) => {
      const { target, sender } = rows[0]!;
      return { target, sender, sends: total(rows), groups: byGroup(rows) };
    })
    .sort((a, b) => b.sends - a.sends || ((a.target ?? '') < (b.target ?? '') ? -1 : 1));
}

/** Business as usual is meant to get what others send. Empty where nothing tells of sends. */
export function reconciliationCheck(reconciliation: Reconciliation | null): Check[] {
  if (reconciliation === null) return [];
  const { days, settledAfterDays } = reconciliation;
  const sum = (of: (day: ReconciledDay) => number): number => days.reduce((all, day) => all + of(day), 0);
  const settled = days.filter((day) => day.settled);
  const accepted = settled.reduce((all, day) => all + day.accepted, 0);
  const figures = {
    accepted,
    withoutEvent: sum(({ withoutEvent }) => withoutEvent ?? 0),
    sentTwice: sum(({ sentTwice }) => sentTwice),
    toHoldout: sum(({ foreign }) => foreign.holdout ?? 0),
    withoutDecision: sum(({ withoutDecision }) => withoutDecision),
  };
  const detail = `${formatCount(figures.withoutEvent)} of ${formatCount(accepted)} accepted have no event after ${settledAfterDays} days; ${formatCount(figures.sentTwice)} sent more than once; messages of others to the holdout: ${formatCount(figures.toHoldout)}; sends of the agent’s campaigns without its decision: ${formatCount(figures.withoutDecision)}`;
  const of = (state: Check['state'], summary: string): Check[] => [
    { id: 'reconciliation', state, summary, detail, figures },
  ];
  if (figures.sentTwice > 0)
    return of('failed', `${formatCount(figures.sentTwice)} decisions were sent more than once`);
  if (figures.toHoldout > 0) return of('noted', 'Messages of others reach the holdout');
  if (figures.withoutDecision > 0) return of('noted', 'The agent’s campaigns are sent without its decision');
  if (accepted === 0) return of('not_known', 'Sends: too early to reconcile');
  if (figures.withoutEvent > WITHOUT_EVENT_LIMIT * accepted)
    return of('noted', `${formatCount(figures.withoutEvent)} accepted messages have no send event`);
  return of('passed', 'Sends reconciled');
}
