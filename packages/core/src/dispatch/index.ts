export {
  afterLook,
  type DoubtfulBatch,
  nextLookAt,
  type OpenDoubt,
  openDoubts,
  QUEUED_LOOK_MS,
  type SettledDoubt,
} from './doubts.ts';
export { type CountedReason, type DryRunSummary, summariseDryRun } from './dry-run.ts';
export { fateOf } from './fate-of.ts';
export {
  judgeProbe,
  PROBE_GAPS_SECONDS,
  type ProbeVerdict,
  type ReceiptLook,
} from './judge-probe.ts';
export {
  type AfterAnswer,
  afterAnswer,
  BATCH_STATES,
  type BatchState,
  endOf,
  isLockedOut,
  MEMBER_STATES,
  type MemberState,
  mayMove,
  maySettle,
} from './ledger.ts';
export { type PlanInput, type PlannedBatch, planBatches } from './plan-batches.ts';
export {
  type ProfileValues,
  type ProfileWrite,
  profileWrites,
  type WithheldReason,
  type WrittenAttribute,
  withheldReason,
  writtenAttributes,
} from './profile-writes.ts';
export {
  type Doubt,
  type Look,
  type LookAnswer,
  lookAt,
  markerOf,
  planLooks,
  READ_BACK_TIMES,
  type ReadBackState,
  type ReadBackTimes,
  readBackState,
} from './read-back.ts';
export {
  countLeftOut,
  type LeftOut,
  type RecommendationColumn,
  type RecommendationTable,
  type RecommendationType,
  recommendationTable,
} from './recommendation-table.ts';
export { forecastInWords, forecastSends } from './send-forecast.ts';
export { hasSendHours, latestSendMs, latestWithoutHour, type SendGap, smallestGap } from './send-gap.ts';
export { chosenValues, type TriggerProperties, triggerProperties } from './trigger-properties.ts';
