export { type AudienceReport, changeInWords, type SizeAlert, type SizeHistory } from './audience.ts';
export type { BrazeCountRow, BrazeCounts, CountState, ShownCounts } from './braze-counts-report.ts';
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
  OptionShares,
  Report,
  SeriesPoint,
  Verdict,
} from './report.ts';
export type {
  AudienceInput,
  BrazeCountsInput,
  ContrastId,
  OptionCount,
  RefusalCount,
  ReportDay,
  ReportInput,
  ReportMetric,
  ReportNotes,
  ReportRuns,
  SendCounts,
  TargetDay,
} from './report-input.ts';
export { GROUP_NAMES, VERDICT_WORDS } from './words.ts';
