export { problemInWords } from './attribute-health.ts';
export { type AudienceReport, changeInWords, type SizeAlert, type SizeHistory } from './audience.ts';
export type { BrazeCountRow, BrazeCounts, CountState, ShownCounts } from './braze-counts-report.ts';
export { buildReport } from './build-report.ts';
export {
  formatCount,
  formatDay,
  formatInterval,
  formatMean,
  formatMeanDifference,
  formatPlain,
  formatShare,
  formatTotal,
  formatTotalDifference,
  formatUplift,
  meanUnit,
} from './format.ts';
export { AGE_WORDS, type InboundFeed, type InboundInput, type InboundState } from './inbound.ts';
export type {
  Check,
  Contrast,
  DimensionShares,
  Finding,
  GroupRow,
  MessageFunnel,
  OptionShares,
  Report,
  SeriesPoint,
  TrustPoint,
  Verdict,
} from './report.ts';
export type {
  AudienceInput,
  BrazeCountsInput,
  ContrastId,
  EpochMoments,
  MessageCount,
  OptionCount,
  RefusalCount,
  ReportDay,
  ReportEpoch,
  ReportInput,
  ReportMetric,
  ReportNotes,
  ReportRuns,
  SendCounts,
  Span,
  StepCounts,
  TargetDay,
} from './report-input.ts';
export { MESSAGE_STAGES } from './report-input.ts';
export { GROUP_NAMES, NO_FEED, STAGE_NAMES, VERDICT_WORDS } from './words.ts';
