export { problemInWords } from './attribute-health.ts';
export { type AudienceReport, changeInWords, type SizeAlert, type SizeHistory } from './audience.ts';
export {
  checkBeforeSending,
  type LateFeed,
  type SendingFinding,
} from './before-sending.ts';
export { beliefUnit, formatBelief, formatBelievedEnds } from './believed-figures.ts';
export type { BrazeCountRow, BrazeCounts, CountState, ShownCounts } from './braze-counts-report.ts';
export { buildReport } from './build-report.ts';
export { IN_DOUBT_LIMIT } from './checks.ts';
export { comparisonsOf } from './contrasts.ts';
export type { DoubtRow } from './doubts.ts';
export type { Driver } from './driver-tree.ts';
export type { DayWithoutLedger, Exploration, LedgerDay } from './exploration.ts';
export {
  formatCount,
  formatDay,
  formatFigure,
  formatInterval,
  formatMean,
  formatMeanDifference,
  formatP,
  formatPlain,
  formatShare,
  formatTotal,
  formatTotalDifference,
  formatUplift,
  meanUnit,
} from './format.ts';
export type { Funnel, FunnelStage } from './funnel-report.ts';
export { comparedWith } from './guardrail-check.ts';
export { AGE_WORDS, type InboundFeed, type InboundInput, type InboundState } from './inbound.ts';
export type { Insights, OptionFollowed, OptionInsight, ShownValue } from './insights.ts';
export type { GroupRatio } from './kpi-sources.ts';
export { type LaunchPlan, planLaunch } from './launch-plan.ts';
export type { KpiReport, Performance } from './performance.ts';
export type { ContrastPlan } from './planning-report.ts';
export type { Provisional } from './provisional.ts';
export {
  FOREIGN_SENDERS,
  type ForeignSender,
  type ForeignSends,
  type ReconciledDay,
  type Reconciliation,
  type SendsOfDay,
} from './reconciliation-report.ts';
export type {
  Check,
  Contrast,
  DimensionShares,
  FilterSensitivity,
  Finding,
  GroupRow,
  MaturedReading,
  MessageFunnel,
  OptionShares,
  Report,
  SeriesPoint,
  TrustPoint,
  Verdict,
} from './report.ts';
export { reportCsv } from './report-csv.ts';
export type {
  AudienceInput,
  BeeswarmPoint,
  BrazeCountsInput,
  ContrastId,
  DecisionEnd,
  DeclaredKpi,
  DoubtCount,
  EndCount,
  EnrolmentCount,
  EpochMoments,
  GuardrailReading,
  InsightsInput,
  MessageCount,
  MessageJoin,
  OptionCount,
  OtherReading,
  PolicyHealth,
  ReadGroups,
  RefusalCount,
  ReportDay,
  ReportEpoch,
  ReportInput,
  ReportMetric,
  ReportNotes,
  ReportRuns,
  SegmentDay,
  SendCounts,
  Span,
  StepCounts,
  TargetDay,
  TimelineEntry,
} from './report-input.ts';
export { DECISION_ENDS, MESSAGE_STAGES, OTHER_READINGS } from './report-input.ts';
export {
  GROUP_NAMES,
  GROUP_PHRASES,
  MIXED_EPOCHS,
  NO_FEED,
  SENDER_WORDS,
  STAGE_NAMES,
  VERDICT_WORDS,
} from './words.ts';
