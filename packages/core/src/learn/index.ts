export { learnDay } from './learn-day.ts';
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
export { logisticPolicy, logisticPolicyWith } from './logistic.ts';
export { type Earned, type Observation, observationOf } from './observation.ts';
export { inUnitsOf } from './other-policy.ts';
export { restoreLinear, restoreLogistic } from './restore-state.ts';
export { SHARDS, shardOf } from './shards.ts';
export { uniformPolicy } from './uniform.ts';
