/** What the report is made from: running totals and counts, no customer and no decision. */
import type { KpiTotals, OptionCell, Segment } from '../data/index.ts';
import type { GuardrailReference, Kpi } from '../design/index.ts';

import type { AudienceSize, GuardrailFigures, JointMoments, Moments } from '../measure/index.ts';
import type { AgentName, Day, Group } from '../terms.ts';
import type { DayWithoutLedger, LedgerDay } from './exploration.ts';
import type { InboundInput } from './inbound.ts';
import type { ReconciliationInput } from './reconciliation-report.ts';

/** A comparison that the report can make, named treated first. */
export type ContrastId =
  | 'agent_vs_random_control'
  | 'agent_vs_business_as_usual'
  | 'agent_vs_holdout'
  | 'random_control_vs_holdout';

export interface ReportMetric {
  /** Plural noun that reads well after a figure: `visits`, `orders`, `revenue`. */
  readonly label: string;
  /** Custom event, or `purchase`. */
  readonly event: string;
  /** ISO 4217 when a customer's value is money; null when it is a count. */
  readonly currency: string | null;
  /** Days after a decision in which outcomes count for the learner. The report counts all outcomes since enrolment. */
  readonly horizonDays: number;
  /** Share of customers whose totals are not capped; null = no cap. */
  readonly winsorQuantile?: number | null;
  /** Present when it counts what becomes of the agent's own messages: who gets none of them has none of it. */
  readonly engagement?: true;
}

/** Ends of the day's decisions, counted once each. `accepted + notSent + inDoubt ≤ decided`. */
export interface SendCounts {
  readonly decided: number;
  /** Accepted by Braze: delivery is not known. */
  readonly accepted: number;
  readonly notSent: number;
  readonly inDoubt: number;
}

export interface ReportDay {
  readonly day: Day;
  /**
   * Per group: moments over all customers enrolled up to this day whose outcomes are known, of their running total of
   * the metric since enrolment, as of this day's run. A group that is absent had no customers yet.
   */
  readonly groups: Partial<Readonly<Record<Group, Moments>>>;
  /** Enrolled customers up to this day who were erased on request: they are in no moment any more. Absent = nobody. */
  readonly erased?: Partial<Readonly<Record<Group, number>>>;
  /** A customer's total above it counts as this much, in all groups; absent or null = not capped. */
  readonly cappedAt?: number | null;
  /**
   * Per allocation epoch, what `groups` holds for all: the metric, and what the same customers did before they were enrolled.
   * Absent where there is one epoch and nothing is known from before: then `groups` says it all.
   */
  readonly epochs?: readonly EpochMoments[];
  /** Random control, split in two by a key of its own: whatever differs between them is chance. */
  readonly halves?: readonly [Moments, Moments];
  /** The same customers read another way; absent for what is not known of the day. */
  readonly otherReadings?: Partial<Readonly<Record<OtherReading, ReadGroups>>>;
  /** Of this day alone. */
  readonly sends: Partial<Readonly<Record<Group, SendCounts>>>;
  /** Of declared KPIs, by id: totals as of this day. Absent for what nothing tells of. */
  readonly kpis?: Readonly<Record<string, Partial<Readonly<Record<Group, DeclaredTotals>>>>>;
}

export interface DeclaredTotals extends KpiTotals {
  /** Clicks by people so far. */
  readonly clicks: number;
}

/** A KPI of the agent file. */
export interface DeclaredKpi extends Pick<Kpi, 'id' | 'label' | 'event' | 'count' | 'per'> {
  /** It adds up money. */
  readonly isMoney: boolean;
}

/**
 * `matured`: customers whose window since enrolment is complete, each with what happened within it. `filter_off`,
 * `filter_strict`: running totals under another filter of opens and clicks, where these are the metric.
 */
export const OTHER_READINGS = ['matured', 'filter_off', 'filter_strict'] as const;
export type OtherReading = (typeof OTHER_READINGS)[number];

/** As the fields of the same names in `ReportDay`. */
export type ReadGroups = Pick<ReportDay, 'groups' | 'cappedAt' | 'epochs'>;

/** Customers of a group who were enrolled on a day, as they were then. */
export interface EnrolmentCount {
  readonly day: Day;
  readonly group: Group;
  /** Null: all of them. */
  readonly segment: Segment | null;
  readonly customers: number;
}

/** What happened on a day to the customers of a group who were in a segment on that day: later moves change nothing. */
export interface SegmentDay {
  readonly day: Day;
  readonly segment: Segment;
  readonly group: Group;
  readonly customers: number;
  readonly accepted: number;
  /** Clicks by people, where a KPI is per click. */
  readonly clicks: number;
  /** What the metric grew by since the run day before, and customers who had any, once for each calendar day. */
  readonly total: number;
  readonly customerDays: number;
  /** The same of each declared KPI that something tells of. */
  readonly kpis: Readonly<Record<string, { readonly total: number; readonly customerDays: number }>>;
}

export interface EpochMoments {
  readonly epoch: number;
  /** Variables: the metric, and the covariate from before enrolment. */
  readonly groups: Partial<Readonly<Record<Group, JointMoments>>>;
}

/** Planned shares of the customers who were enrolled from this day on. */
export interface ReportEpoch {
  readonly epoch: number;
  readonly fromDay: Day;
  readonly shares: Readonly<Record<Group, number>>;
}

/** How often a group's decisions held an option. Over the options of a dimension the counts add up to its decisions. */
export interface OptionCount {
  readonly dimension: string;
  readonly dimensionLabel: string;
  readonly option: string;
  readonly optionLabel: string;
  readonly group: Group;
  /** Since the first run. */
  readonly decided: number;
  /** In the last 14 days up to `asOfDay`. */
  readonly decidedLast14: number;
}

/** Why something could not be chosen: customers who were refused at least one action, counted once a day each. */
export interface RefusalCount {
  /** Reason code: a rule's, or one of docs/reference/reasons.md. */
  readonly reason: string;
  /** On `asOfDay`. */
  readonly today: number;
  /** Customers and days, in the last 14 days up to `asOfDay`. */
  readonly last14: number;
}

/** What a feed tells of accepted messages, in the order in which it happens; `aborted`: accepted, and then not sent. */
export const MESSAGE_STAGES = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'reported_as_spam',
  'bounced',
  'opened_by_machine',
  'clicked_by_bot',
  'aborted',
] as const;
export type MessageStage = (typeof MESSAGE_STAGES)[number];

/** Message events of one kind that name a campaign or canvas of the agent: with their decision, and without. */
export interface MessageJoin {
  /** As the platform calls it: `send`, `delivery`, `open`, `click`, `abort` … */
  readonly kind: string;
  readonly joined: number;
  /** Something else triggered it, it came over 30 days late, or it lacks the decision id. */
  readonly notJoined: number;
}

/** Decisions of a group that a feed tells this of, once each, since the first run. */
export interface MessageCount {
  readonly group: Group;
  readonly stage: MessageStage;
  /** Of an abort, in the platform's word; null for everything else. */
  readonly reason: string | null;
  readonly decisions: number;
}

/** What was handed to Braze for one campaign or canvas, and what Braze counts of it, on one of Braze's days. */
export interface TargetDay {
  /** As in `delivery.ids`: a campaign, a canvas, or `CAMPAIGN/VARIATION`. */
  readonly target: string;
  /** What the agent calls it: its names in `delivery.ids`. */
  readonly name: string;
  readonly request: 'campaign' | 'canvas' | 'message';
  readonly day: Day;
  /** Recipients. `accepted + inDoubt + notSent = planned`. */
  readonly ours: {
    readonly planned: number;
    readonly accepted: number;
    readonly inDoubt: number;
    readonly notSent: number;
  };
  /** Channel → Braze's names → counts; null when this day was never read. */
  readonly braze: Readonly<Record<string, Readonly<Record<string, number>>>> | null;
  /** Whether the day was over when Braze was last read. */
  readonly complete: boolean;
}

export interface BrazeCountsInput {
  /** In which Braze's days begin. */
  readonly timeZone: string;
  /** Why the newest run could not read all of it; null when it could. */
  readonly notRead: string | null;
  readonly days: readonly TargetDay[];
}

export interface AudienceInput {
  /** `audience` for what we counted, else the id of a segment, of which Braze estimates the size. */
  readonly histories: readonly { readonly subject: string; readonly sizes: readonly AudienceSize[] }[];
  /** Why the newest run could not read every segment; null when it could. */
  readonly notRead: string | null;
}

export interface ReportInput {
  readonly agent: AgentName;
  readonly metric: ReportMetric;
  /** Days after it are left out. */
  readonly asOfDay: Day;
  /** For the primary comparisons together, and for each other comparison; usually 0.05. */
  readonly alpha: number;
  /** N* of each comparison, in customers of both groups, as it was fixed before the first run. */
  readonly plannedSizes: Partial<Readonly<Record<ContrastId, number>>>;
  /** Planned shares of new customers, in [0, 1]. */
  readonly shares: Readonly<Record<Group, number>>;
  /** Oldest first; absent while the shares have never changed. */
  readonly epochs?: readonly ReportEpoch[];
  /** Customers assigned so far, sent to or not. */
  readonly enrolled: Readonly<Record<Group, number>>;
  /** Enrolled customers whose outcomes are not known (gone from the exports, say). */
  readonly missing: Partial<Readonly<Record<Group, number>>>;
  /** Of the newest day: counted as assigned, since who was erased had a group; nothing else is known of them. */
  readonly erased?: Partial<Readonly<Record<Group, number>>>;
  /** Oldest first, one row per run day, without repeats. */
  readonly days: readonly ReportDay[];
  /** How long a customer's window is in the matured reading; absent: there is none. */
  readonly maturedAfterDays?: number;
  /** Oldest first; days of versions that counted none are absent. */
  readonly enrolments?: readonly EnrolmentCount[];
  /** Of the newest day, in the order of the agent file; absent or empty without guardrails. */
  readonly guardrails?: readonly GuardrailReading[];
  /** In the order of the agent file. */
  readonly options: readonly OptionCount[];
  /** Most frequent first; absent = nothing to refuse. */
  readonly refusals?: readonly RefusalCount[];
  /** Null: no feed tells what became of messages; absent as null. */
  readonly messages?: readonly MessageCount[] | null;
  /** Since the first fold that counted them; absent without a feed of messages. */
  readonly joins?: readonly MessageJoin[];
  /** Absent where nothing tells of sends. */
  readonly reconciliation?: ReconciliationInput;
  /** Absent where nothing is handed to Braze. */
  readonly brazeCounts?: BrazeCountsInput;
  /** Absent where no size was ever counted. */
  readonly audience?: AudienceInput;
  /** What the steps of each run noted; absent = the way to Braze is not shown. */
  readonly steps?: readonly StepCounts[];
  /** Oldest first; days of versions that counted none are absent. */
  readonly ends?: readonly EndCount[];
  /** Oldest first; absent as none. */
  readonly doubts?: readonly DoubtCount[];
  /** In the order of the agent file; absent as none. */
  readonly kpis?: readonly DeclaredKpi[];
  /** Oldest first; days of versions that counted none are absent. */
  readonly segmentDays?: readonly SegmentDay[];
  /** Absent: no feeds. */
  readonly inbound?: readonly InboundInput[];
  /** Of the KPI cards and trends; absent: all days. */
  readonly span?: Span;
  /** What was chosen and what followed; absent: not told. */
  readonly insights?: InsightsInput;
  /** What exploring cost and learning brought, oldest first; absent as none. */
  readonly exploration?: readonly (LedgerDay | DayWithoutLedger)[];
  /** Oldest first; absent as none. */
  readonly timeline?: readonly TimelineEntry[];
  readonly runs: ReportRuns;
  readonly notes: ReportNotes;
}

export interface InsightsInput {
  /** Decisions up to this day have matured and are counted; null: none yet. */
  readonly maturedUpTo: Day | null;
  readonly cells: readonly OptionCell[];
  /** Oldest first. */
  readonly policyHealth: readonly PolicyHealth[];
  readonly beeswarm: readonly BeeswarmPoint[];
}

/** One decision of the newest day and one attribute: how much it spoke for the chosen option, against the best other one. */
export interface BeeswarmPoint {
  readonly dimension: string;
  readonly attribute: string;
  /** In log-odds of success, or in what is earned a day, as the policy counts. */
  readonly contribution: number;
  /** Where the customer's value lies among those of the sample, in [0, 1]; null for what has no order. */
  readonly rank: number | null;
}

/** How the agent's customers were decided for on one day. */
export interface PolicyHealth {
  readonly day: Day;
  /** That chose something. */
  readonly decisions: number;
  readonly policyVersion: number;
  /** Means over decisions: actions that were eligible; how many the draw was spread over (1 / Σ π²). */
  readonly eligibleActions: number;
  readonly effectiveActions: number;
  /** Mean probability of the most probable action, and of the one that was drawn. */
  readonly topProbability: number;
  readonly propensity: number;
  /** Share of decisions in which the most probable action, or one as probable, was drawn. */
  readonly topChosen: number;
  /** Mean probability of that, and its mean variance p (1 − p); absent in notes of versions that did not count them. */
  readonly topMass?: number;
  readonly topVariance?: number;
}

/** What one guardrail of the agent file said on a day. */
export interface GuardrailReading extends Omit<GuardrailFigures, 'state'> {
  readonly id: string;
  readonly event: string;
  readonly per: 'customer' | 'send';
  /** Absent in notes of earlier releases: the random control. */
  readonly against?: GuardrailReference;
  /** Relative, over the group of `against`; a rate for `absolute`. */
  readonly limit: number;
  readonly action: 'alert' | 'pause';
  /** `not_known`: nothing tells of the event. */
  readonly state: GuardrailFigures['state'] | 'not_known';
}

/** Something that happened to the programme, on the day from which on it counted. */
export interface TimelineEntry {
  readonly day: Day;
  readonly kind: 'system' | 'state' | 'configuration' | 'shares' | 'preferences' | 'excluded' | 'guardrail' | 'sending';
  readonly label: string;
  readonly details: string;
  /** Of `preferences`: the figures behind the words. */
  readonly change?: ToldChange;
}

/** Successes of an option are off what was foreseen, beyond chance. */
interface ToldChange {
  readonly dimension: string;
  readonly option: string;
  readonly direction: 'liked_more' | 'liked_less';
  /** First day of the decisions that it is seen in. */
  readonly since: string;
  /** Log-odds, on average since then, with 95 %. */
  readonly size: number;
  readonly low: number;
  readonly high: number;
}

/** Where on the way to Braze a decision stayed; `not_sent` also while it waits for its instant. */
export const DECISION_ENDS = [
  'accepted',
  'no_eligible_action',
  'cap',
  'send_nothing',
  'not_sent',
  'rejected',
  'in_doubt',
] as const;
export type DecisionEnd = (typeof DECISION_ENDS)[number];

/** Decisions of a day and group that ended alike. */
export interface EndCount {
  readonly day: Day;
  readonly group: Group;
  readonly end: DecisionEnd;
  /** Of the ledger: a code, or the status that Braze answered with; null where there is none. */
  readonly reason: string | null;
  readonly decisions: number;
}

/** Decisions of a day and group that stayed in doubt, as often as they have dimensions and once more by their hour. */
export interface DoubtCount {
  readonly day: Day;
  readonly group: Group;
  /** Null: `option` is the hour of the agent's clock at which they were to be sent, `00` to `23`. */
  readonly dimension: string | null;
  readonly option: string;
  readonly decisions: number;
}

/** What one day's steps noted, before anything was handed over. */
export interface StepCounts {
  readonly day: Day;
  /** Customers of all groups in the audience; null for days of versions that did not note it. */
  readonly audience: number | null;
  /** Customers who had a decision due, of the groups that get decisions. */
  readonly due: number;
  /** Due, and nothing was eligible. */
  readonly noEligibleAction: number;
  /** Chosen, and not sent because the day's budget was used up. */
  readonly overBudget: number;
  /** Why customers were outside the audience: reason → customers. */
  readonly outside: Readonly<Record<string, number>>;
  /** Why nobody was decided for: `paused`, `stopped`, `missed`; null when somebody was. */
  readonly idle: string | null;
}

/** Both ends included. */
export interface Span {
  readonly from?: Day;
  readonly to?: Day;
  readonly excluded?: readonly Day[];
  /** Of whom: absent = everybody. */
  readonly segment?: Segment;
}

export interface ReportRuns {
  readonly daysDone: number;
  readonly decisions: number;
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
  /** Present in mode `file`: what counts as accepted was written for another platform, and Braze has seen none of it. */
  readonly sendsByFile?: true;
}

/** For a rehearsal: which parts of the world are recorded and which were made up. Both empty = nothing to say. */
export interface ReportNotes {
  readonly real: readonly string[];
  readonly planted: readonly string[];
}
