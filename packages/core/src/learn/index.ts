export { learnDay, SHARDS, shardOf } from './learn-day.ts';
export {
  adaptState,
  decay,
  deserializeState,
  emptyState,
  type LearnerState,
  merge,
  serializeState,
} from './learner-state.ts';
export { linearThompson, nextPolicyVersion } from './linear-gaussian.ts';
export { uniformPolicy } from './uniform.ts';
