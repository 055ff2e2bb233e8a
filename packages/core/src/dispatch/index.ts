export { type PlanInput, type PlannedBatch, planBatches } from './plan-batches.ts';
export { type TriggerProperties, triggerProperties } from './trigger-properties.ts';
