export type { ForgetInput, LearnDayInput, NextVersionInput, Policy, TrainingRows } from './contract.ts';
export { explore, sampleAction } from './exploration.ts';
export { type FeatureLayout, featureKeys, featureLayout, pairsOf } from './feature-layout.ts';
export { type ScoreTables, scoreTables } from './linear-scores.ts';
export {
  deserializePolicyVersion,
  type LinearDrawsVersion,
  type PolicyVersion,
  serializePolicyVersion,
} from './policy-version.ts';
export { probabilitiesFor } from './probabilities-for.ts';
export { type PrepareWinners, plainWinners, type ScoreBatch, type WinnersOfMany } from './winners-of-many.ts';
