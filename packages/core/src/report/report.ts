/** The read model of the performance page. Numbers are raw (shares and lifts as fractions); sentences are formatted. */
import type { FilterLevel } from '../data/index.ts';
import type { Adjustment, Interval } from '../measure/index.ts';
import type { AgentName, Day, Group } from '../terms.ts';
import type { AudienceReport } from './audience.ts';
import type { BrazeCounts } from './braze-counts-report.ts';
import type { DoubtRow } from './doubts.ts';
import type { Exploration } from './exploration.ts';
import type { Funnel } from './funnel-report.ts';
import type { InboundFeed } from './inbound.ts';
import type { Insights } from './insights.ts';
import type { OutboundDay } from './outbound.ts';
import type { Performance } from './performance.ts';
import type { ContrastPlan } from './planning-report.ts';
import type { Provisional } from './provisional.ts';
import type { Reconciliation } from './reconciliation-report.ts';
import type {
  ContrastId,
  EnrolmentCount,
  MessageJoin,
  MessageStage,
  RefusalCount,
  ReportDay,
  ReportEpoch,
  ReportMetric,
  ReportNotes,
  ReportRuns,
  SegmentDay,
  SendCounts,
  TimelineEntry,
} from './report-input.ts';

/** `better`, `worse`: every interval shown lies on that side of 0. `withheld`: invalid, so it has no number at all. */
export type Verdict = 'better' | 'worse' | 'unproven' | 'too_early' | 'withheld';

export interface Report {
  readonly formatVersion: 1;
  readonly agent: AgentName;
  readonly metric: ReportMetric;
  readonly asOfDay: Day;
  readonly alpha: number;
  /** All enrolled customers with their outcomes so far, as against a window that is complete for each. */
  readonly reading: 'running';
  readonly readingNote: string;
  readonly finding: Finding;
  /** Primary comparisons first. */
  readonly contrasts: readonly Contrast[];
  readonly checks: readonly Check[];
  readonly groups: readonly GroupRow[];
  readonly dimensions: readonly DimensionShares[];
  readonly refusals: readonly RefusalCount[];
  /** What became of accepted messages, as a feed tells; null without a feed. */
  readonly messages: MessageFunnel | null;
  /** From the audience to what followed, with reasons; null where ends were not counted. */
  readonly funnel: Funnel | null;
  /** What stayed in doubt, by option and hour; empty where nothing did. */
  readonly doubts: readonly DoubtRow[];
  /** How many message events of the agent's own campaigns found the decision that they belong to; empty without a feed. */
  readonly joins: readonly MessageJoin[];
  /** The ledger beside what a feed tells was sent, day by day; null without a feed. */
  readonly reconciliation: Reconciliation | null;
  /** Null where nothing is handed to Braze. */
  readonly brazeCounts: BrazeCounts | null;
  /** Null where no size was ever counted. */
  readonly audience: AudienceReport | null;
  /** The sufficient statistics behind every figure; empty while the uplift is withheld. */
  readonly days: readonly Pick<
    ReportDay,
    'day' | 'groups' | 'epochs' | 'halves' | 'otherReadings' | 'sends' | 'kpis'
  >[];
  /** The same by segment; empty while the uplift is withheld. */
  readonly segmentDays: readonly SegmentDay[];
  /** Who was enrolled when: what the checks of group sizes count. */
  readonly enrolments: readonly EnrolmentCount[];
  /** Planned shares by epoch; empty while they have never changed. */
  readonly epochs: readonly ReportEpoch[];
  /** Days of which more may still be told; null: of none. */
  readonly provisional: Provisional | null;
  /** KPI cards and trends by group; null while the uplift is withheld, and where totals are capped. */
  readonly performance: Performance | null;
  /** Customers whose window is complete, each counted once; null where it is not read. */
  readonly matured: MaturedReading | null;
  /** The same comparisons under other filters of opens and clicks; null where these are not the metric. */
  readonly filters: FilterSensitivity | null;
  /** What was chosen for whom and what followed; null where it is not told. */
  readonly insights: Insights | null;
  /** What exploring cost and learning brought, as the policy believes; null where nothing is noted. */
  readonly exploration: Exploration | null;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** From the audience to Braze, by day; empty where steps noted nothing. */
  readonly outbound: readonly OutboundDay[];
  /** Feeds of the workspace, as they are now; empty without feeds. */
  readonly inbound: readonly InboundFeed[];
  /** What can be found, and what other shares could find; empty while the uplift is withheld or the baseline is not known. */
  readonly planning: readonly ContrastPlan[];
  /** Random control against itself, by day; empty without it, and while the uplift is withheld. */
  readonly trustMeter: readonly TrustPoint[];
  readonly runs: ReportRuns;
  readonly notes: ReportNotes;
}

/** One look at the two halves of random control. */
export interface TrustPoint {
  readonly day: Day;
  /** Second half less first, per customer; null while it is too early. */
  readonly absolute: Interval | null;
  /** Always-valid p of the day, in (0, 1]; null while it is too early. */
  readonly p: number | null;
}

export interface MessageFunnel {
  /** The groups that get messages. */
  readonly groups: readonly {
    readonly group: Group;
    readonly accepted: number;
    /**
     * Decisions, each counted once in a stage; what has not been told is 0. Opens and clicks are null where they are the metric and
     * the uplift is withheld.
     */
    readonly stages: Readonly<Record<MessageStage, number | null>>;
  }[];
  /** Aborts by the platform's reason, most frequent first. */
  readonly aborts: readonly { readonly reason: string; readonly counts: Readonly<Partial<Record<Group, number>>> }[];
  /** Which opens and clicks count as made by people. */
  readonly filterVersion: number;
}

export interface Finding {
  readonly verdict: Verdict;
  readonly sentence: string;
  /** The part of `sentence` to emphasise, in which it occurs once; null for none. */
  readonly figure: string | null;
  /** One to three sentences that go on from the finding. */
  readonly lead: string;
}

export interface Contrast {
  readonly id: ContrastId;
  /** `Agent against random control`. */
  readonly title: string;
  /** What the difference is made of: `what learning adds`. */
  readonly meaning: string;
  readonly treated: Group;
  readonly control: Group;
  readonly role: 'primary' | 'secondary';
  /** Corrected for the number of primary comparisons. */
  readonly alpha: number;
  /** N*; null when none was fixed (then the comparison is withheld). */
  readonly plannedSize: number | null;
  readonly verdict: Verdict;
  /** Why there is no number; null when there is one. */
  readonly reason: string | null;
  /** The figures in words, `+4.1 % (+0.9 % to +7.3 %)`, or the reason. */
  readonly says: string;
  /** `visibleBy` in words; null with it. */
  readonly outlook: string | null;
  /** Difference per customer. Null unless there is a reading, as are the next two. */
  readonly absolute: Interval | null;
  /** Difference as a share of the control's mean; also null when that mean is too near to 0. */
  readonly relative: Interval | null;
  /** Difference times the treated group's customers: what it has gained so far. */
  readonly increment: Interval | null;
  /** First day of the unbroken run of days up to now on which the verdict has been the same `better` or `worse`. */
  readonly since: Day | null;
  /** Always-valid p of today, and the smallest so far. */
  readonly p: number | null;
  readonly smallestP: number | null;
  /** For `unproven`: a relative effect that would be shown with probability .8 by that day, at the pace of late. */
  readonly visibleBy: { readonly effect: number; readonly day: Day } | null;
  /** One point per run day; intervals are null on days without a reading. Empty when withheld. */
  readonly series: readonly SeriesPoint[];
  readonly computed: readonly ComputedLine[];
  /** How epochs and earlier behaviour entered; null where neither plays a part, and without a reading. */
  readonly adjustment: Adjustment | null;
}

export interface SeriesPoint {
  readonly day: Day;
  readonly absolute: Interval | null;
  readonly relative: Interval | null;
}

/** One line of "how computed", spelled out so that it can be checked by hand. */
export interface ComputedLine {
  readonly term: string;
  readonly text: string;
}

export interface Check {
  readonly id:
    | 'sample_ratio'
    | 'sample_ratio_daily'
    | 'sample_ratio_by_day'
    | 'sample_ratio_by_segment'
    | 'loss_by_group'
    | 'pre_period_balance'
    | 'propensities'
    | 'trust_meter'
    | 'outcomes_known'
    | 'in_doubt'
    | 'send_volume'
    | 'audience_size'
    | 'braze_counts'
    | 'join_rate'
    | 'reconciliation'
    | 'guardrails';
  /** `failed` sample ratio checks withhold the uplift; `noted` is to be read beside it; `not_known` has no data yet. */
  readonly state: 'passed' | 'noted' | 'failed' | 'not_known';
  readonly summary: string;
  readonly detail: string;
  readonly figures: Readonly<Record<string, number>>;
}

export interface GroupRow {
  readonly group: Group;
  readonly plannedShare: number;
  readonly enrolled: number;
  readonly missing: number;
  /** Since the first run. */
  readonly sends: SendCounts;
  /** Outcomes so far; null before the first reading and while the uplift is withheld. */
  readonly outcome: {
    readonly customers: number;
    readonly converters: number;
    readonly total: number;
    readonly mean: number;
  } | null;
}

export interface DimensionShares {
  readonly id: string;
  readonly label: string;
  readonly options: readonly OptionShares[];
}

export interface OptionShares {
  readonly id: string;
  readonly label: string;
  readonly agent: OptionShare;
  readonly randomControl: OptionShare;
}

/** Shares in [0, 1] of the group's decisions; null when the group has none. */
export interface OptionShare {
  readonly decided: number;
  readonly share: number | null;
  readonly decidedLast14: number;
  readonly shareLast14: number | null;
}

export interface MaturedReading {
  /** Days after enrolment that count. */
  readonly windowDays: number;
  /** Enrolled up to this day: counted. */
  readonly enrolledUpTo: Day;
  readonly customers: number;
  /** Enrolled later, or with outcomes that are not known: not counted yet. */
  readonly heldBack: number;
  readonly contrasts: readonly Contrast[];
  readonly note: string;
}

export interface FilterSensitivity {
  readonly filterVersion: number;
  readonly contrasts: readonly FilteredContrast[];
}

interface FilteredContrast {
  readonly id: ContrastId;
  /** Two levels say different things of it. */
  readonly fragile: boolean;
  /** Lenient to strict; `normal` is what the report goes by. */
  readonly levels: readonly { readonly level: FilterLevel; readonly verdict: Verdict; readonly says: string }[];
}
