export { fateOf } from './fate-of.ts';
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
export { type TriggerProperties, triggerProperties } from './trigger-properties.ts';
