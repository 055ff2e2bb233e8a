/**
 * Measurement: what a comparison, or a candidate, is worth. Pure functions; no estimator returns NaN, an infinity, a
 * negative variance or a p of 0, and none throws for data: it hands back `{ kind: 'refused', reason }`.
 *
 * Units: means and differences are in units of the metric per customer; lifts and rates are shares (.041 is +4.1 %);
 * alpha, p and confidence are in (0, 1); variances are sample variances (n − 1) of one customer.
 * What each estimator means, with its paper and equation: docs/concepts/statistics.md.
 */

// Are the audience and its groups what they should be?
export {
  ATTRIBUTE_LIMITS,
  type AttributeBin,
  type AttributeFacts,
  type AttributeHealth,
  type AttributeProblem,
  attributeHealth,
} from './checks/attribute-health.ts';
export {
  AUDIENCE_LIMITS,
  type AudienceChange,
  type AudienceChangeKind,
  type AudienceLimits,
  type AudienceSize,
  audienceChange,
} from './checks/audience-change.ts';
export { type Balance, prePeriodBalance } from './checks/balance.ts';
export { type LossCheck, lossByGroup } from './checks/loss-by-group.ts';
export { type SampleRatio, sampleRatio, sampleRatioByDay, sequentialSampleRatio } from './checks/sample-ratio.ts';
export {
  type StratifiedSampleRatio,
  type Stratum,
  sequentialSampleRatioBy,
  stratifiedSampleRatio,
  type WatchedStratum,
} from './checks/sample-ratio-by.ts';
export { VOLUME_LIMITS, volumeChange } from './checks/send-volume.ts';
// Comparing groups, as the report does.
export {
  type Adjustment,
  compareGroups,
  type Interval,
  MIN_CONVERTERS,
  MIN_CUSTOMERS,
  type Reading,
  sideOfZero,
} from './compare.ts';
export { type ComparedPart, compareParts } from './compare-parts.ts';
// Estimators for two groups at a fixed end.
export { type ContrastFactors, contrastCovariance, totalIncrement } from './estimate/contrasts.ts';
export { type Adjusted, type CupedOptions, cupedDifference, cupedLift, cupedTheta } from './estimate/cuped.ts';
export { type CupedRatioOptions, cupedRatioDifference, cupedRatioLift } from './estimate/cuped-ratio.ts';
export { fiellerLift, type LiftSet } from './estimate/fieller.ts';
export {
  miettinenNurminenDifference,
  miettinenNurminenRatio,
  type RatioInference,
} from './estimate/miettinen-nurminen.ts';
export { newcombeDifference } from './estimate/newcombe.ts';
export { clopperPearson, type Proportion, wilson } from './estimate/proportion.ts';
export {
  type QuantileSummary,
  quantileDifference,
  quantileInterval,
  quantileOf,
  quantileVariance,
  summariseQuantile,
} from './estimate/quantile.ts';
export { type GroupRatio, groupRatio, ratioDifference, ratioLift } from './estimate/ratio-metric.ts';
export { absoluteDifference, type Estimate, type Refusal, relativeLift } from './estimate/two-sample.ts';
export { deltaLift, type WelchOptions, welchDegrees, welchDifference } from './estimate/welch.ts';
// Does something rise that must not?
export {
  addCustomer,
  FEWEST_EVENTS,
  GUARDRAIL_ALPHA,
  type GuardrailFigures,
  NO_RATIO_SUMS,
  type RatioSums,
  watchGuardrail,
} from './guardrail.ts';
export type { Alternative, Inference, InferenceOptions, InferenceRefusal, Refused } from './inference.ts';
// Moments: what is kept of a group, mergeable over days, shards and segments.
export {
  addColumns,
  addRow,
  type Columns,
  emptyJointMoments,
  type JointMoments,
  jointMomentsByCell,
  mergeJointMoments,
  momentsOf,
  sampleCovariance,
} from './moments/joint-moments.ts';
export { addValue, addValues, emptyMoments, type Moments, mergeMoments, sampleVariance } from './moments/moments.ts';
export {
  jointMomentsFromSums,
  momentsFromConverters,
  momentsFromSummary,
  momentsFromSums,
} from './moments/sums.ts';
export { type Winsorised, winsorise } from './moments/winsorise.ts';
// Several tests, and many.
export { benjaminiHochberg, bonferroniAlpha, holm, holmAlphas } from './multiplicity/adjust.ts';
export { type NoisyEffect, type Shrinkage, type ShrunkEffect, shrinkEffects } from './multiplicity/shrinkage.ts';
export { chosenAmong, uniformOver } from './off-policy/candidates.ts';
export {
  checkRows,
  type OffPolicyRefusal,
  type OffPolicyWarning,
  type RowCheck,
  unusablePropensity,
} from './off-policy/check-rows.ts';
// What a candidate policy would have earned.
export { clusteredMean } from './off-policy/clustered.ts';
export { crossFit, foldsByCustomer } from './off-policy/cross-fit.ts';
export type { JudgedLog } from './off-policy/cross-fitted-models.ts';
export { directMethod, doublyRobust, selfNormalisedDoublyRobust } from './off-policy/doubly-robust.ts';
export {
  type DisagreementWarning,
  type EvaluationOptions,
  evaluatePolicy,
  evaluateRows,
  type PolicyEvaluation,
} from './off-policy/evaluate-policy.ts';
export { inversePropensity, selfNormalisedInversePropensity } from './off-policy/inverse-propensity.ts';
export { type Judge, type Judgement, judgeFrom } from './off-policy/judge-candidate.ts';
export { type OptionValue, optionValue, type WeightedRewards } from './off-policy/option-value.ts';
export {
  type FitRewardModel,
  mrdrWeights,
  type RewardModelInput,
  ridgeRewardModel,
} from './off-policy/reward-model.ts';
export {
  type ByAction,
  denseByAction,
  type LoggedDecisions,
  type OffPolicyRows,
  offPolicyRows,
  type RowSources,
} from './off-policy/rows.ts';
export { type SelfCheck, type SelfCheckWeek, selfCheck } from './off-policy/self-check.ts';
export { chooseThreshold, scoreThresholds, type ThresholdScore } from './off-policy/threshold.ts';
export { effectiveSampleSize, type WeightRule, weightTransform } from './off-policy/weights.ts';
// Before the launch, and while it runs.
export {
  type AllocationInput,
  type AllocationRow,
  compareAllocations,
  smallestControlShare,
} from './planning/allocation.ts';
export {
  criticalMultiplier,
  customersForHalfWidth,
  minimumDetectableEffect,
  type PlannedGroups,
  type PlannedTest,
  powerOf,
  rateVariance,
  type SampleSizeInput,
  type SampleSizeTest,
  sampleSize,
  scaleNeeded,
} from './planning/power.ts';
// Reading on any day.
export {
  alwaysValidInference,
  type OneSidedPlan,
  oneSidedAlwaysValidP,
  oneSidedMultiplier,
  runningInference,
} from './sequence/always-valid.ts';
export { alwaysValidP, type SequencePlan, sequenceMultiplier } from './sequence/asymptotic.ts';
export {
  type BoundedSequence,
  type BoundedSequenceOptions,
  empiricalBernsteinSequence,
} from './sequence/empirical-bernstein.ts';
export {
  type OffPolicySequence,
  type OffPolicySequenceOptions,
  offPolicySequence,
} from './sequence/gamma-exponential.ts';
// Distributions behind it all.
export { betaCdf, betaQuantile, betaSurvival } from './special/beta.ts';
export { chiSquareCdf, chiSquareQuantile, chiSquareSurvival } from './special/chi-square.ts';
export { fCdf, fQuantile, fSurvival } from './special/f.ts';
export { lowerGamma, upperGamma } from './special/gamma.ts';
export { logBeta, logGamma } from './special/log-gamma.ts';
export { normalCdf, normalQuantile, normalSurvival } from './special/normal.ts';
export { studentTCdf, studentTCritical, studentTQuantile, studentTSurvival } from './special/student-t.ts';
// Epochs and segments put together.
export {
  type PostStratified,
  postStratifiedDifference,
  postStratifiedLift,
  type StratumMoments,
} from './strata/post-stratification.ts';
export { differenceByWeek } from './strata/trend.ts';
