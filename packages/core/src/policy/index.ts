export type {
  AddedNumber,
  DaySurprise,
  ForgetInput,
  LearnDayInput,
  NextVersionInput,
  Policy,
  TrainingRows,
} from './contract.ts';
export { explore, sampleAction } from './exploration.ts';
export { type FeatureLayout, featureKeys, featureLayout, pairsOf } from './feature-layout.ts';
export type { FoldArithmetic, RowEntries, WeighedPlaces } from './fold-arithmetic.ts';
export { type ScoreTables, scoreTables } from './linear-scores.ts';
export type { Json, PolicyCode, PolicyRow, PolicyTask } from './policy-code.ts';
export {
  type CustomVersion,
  deserializePolicyVersion,
  type LinearDrawsVersion,
  NO_ENCODING,
  type PolicyVersion,
  type ScoreScale,
  serializePolicyVersion,
} from './policy-version.ts';
export { probabilitiesFor } from './probabilities-for.ts';
export { probabilitiesOfMany } from './probabilities-of-many.ts';
export { type PrepareWinners, plainWinners, type ScoreBatch, type WinnersOfMany } from './winners-of-many.ts';
