export { buildReport } from './build-report.ts';
export {
  formatCount,
  formatDay,
  formatInterval,
  formatMean,
  formatMeanDifference,
  formatShare,
  formatTotal,
  formatTotalDifference,
  formatUplift,
  meanUnit,
} from './format.ts';
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
  Verdict,
} from './report.ts';
export type {
  ContrastId,
  MessageCount,
  OptionCount,
  RefusalCount,
  ReportDay,
  ReportInput,
  ReportMetric,
  ReportNotes,
  ReportRuns,
  SendCounts,
} from './report-input.ts';
export { MESSAGE_STAGES } from './report-input.ts';
export { GROUP_NAMES, NO_FEED, STAGE_NAMES, VERDICT_WORDS } from './words.ts';
