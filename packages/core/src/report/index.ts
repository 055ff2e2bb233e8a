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
  ContrastId,
  OptionCount,
  RefusalCount,
  ReportDay,
  ReportInput,
  ReportMetric,
  ReportNotes,
  ReportRuns,
  SendCounts,
} from './report-input.ts';
export { GROUP_NAMES, VERDICT_WORDS } from './words.ts';
