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
export { LOGISTIC_SETTINGS, type LogisticSettings } from './logistic-settings.ts';
export type { LogisticState } from './logistic-state.ts';
export { restoreLinear, restoreLogistic } from './restore-state.ts';
export { SHARDS, shardOf } from './shards.ts';
export { trainingReward } from './training-reward.ts';
export { uniformPolicy } from './uniform.ts';
