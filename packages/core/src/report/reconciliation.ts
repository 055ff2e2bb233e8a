/** What the ledger claims of each day beside what a feed tells was sent: accepted by a platform is not yet sent by it. */
import type { SendCount, SendFinding } from '../data/index.ts';
import { type Day, DECIDED_GROUPS, type Group } from '../terms.ts';
import { addDays } from '../time.ts';
import { formatCount } from './format.ts';
import type {
  ForeignSender,
  ForeignSends,
  ReconciledDay,
  Reconciliation,
  ReconciliationInput,
} from './reconciliation-report.ts';
import type { Check } from './report.ts';

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
