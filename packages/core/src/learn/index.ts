export { drawBelievedEffects } from './believed-effects.ts';
export { betaThompson } from './beta-thompson.ts';
export { carryOver } from './carry-over.ts';
export { type ChangeState, NOTHING_WATCHED, type PreferenceChange, watchDay } from './change-detection.ts';
export { type CustomState, customPolicy, type PolicyFile } from './custom.ts';
export { fixedPolicy } from './fixed.ts';
export { type FunnelState, funnelInUnitsOf, funnelPolicy, isFunnelOf } from './funnel.ts';
export { passedOf, stagesPassed } from './funnel-stages.ts';
export { learnDay } from './learn-day.ts';
export { learnLog } from './learn-log.ts';
export {
  adaptState,
  decay,
  deserializeState,
  emptyState,
  type LearnerState,
  serializeState,
} from './learner-state.ts';
export { linearThompson, nextPolicyVersion } from './linear-gaussian.ts';
export { epsilonGreedy, inverseGap } from './linear-guess.ts';
export { linearPolicyOf } from './linear-policies.ts';
export { choiceModel } from './logged-choices.ts';
export { type LoggedWeights, loggedWeights } from './logged-weights.ts';
export { logisticPolicyWith } from './logistic.ts';
export { type Earned, type Observation, observationOf } from './observation.ts';
export { inUnitsOf } from './other-policy.ts';
export { plainFold } from './plain-fold.ts';
export { isReadableBy, restoreLinear, restoreLogistic } from './restore-state.ts';
export { SHARDS, shardOf } from './shards.ts';
export { type ContestState, logisticPolicy } from './start-contest.ts';
export { uniformPolicy } from './uniform.ts';
