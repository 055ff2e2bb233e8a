export { type PlanInput, type PlannedBatch, planBatches } from './plan-batches.ts';
export {
  countLeftOut,
  type LeftOut,
  type RecommendationColumn,
  type RecommendationTable,
  type RecommendationType,
  recommendationTable,
} from './recommendation-table.ts';
export { sendsNothing, type TriggerProperties, triggerProperties } from './trigger-properties.ts';
