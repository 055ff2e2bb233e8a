export {
  AUDIENCE_LIMITS,
  type AudienceChange,
  type AudienceChangeKind,
  type AudienceLimits,
  type AudienceSize,
  audienceChange,
} from './audience-change.ts';
export { compareGroups, type Interval, MIN_CONVERTERS, MIN_CUSTOMERS, type Reading, sideOfZero } from './compare.ts';
export type { SequencePlan } from './confidence-sequence.ts';
export { addValue, addValues, emptyMoments, type Moments, mergeMoments, sampleVariance } from './moments.ts';
export { type SampleRatio, sampleRatio, sequentialSampleRatio } from './sample-ratio.ts';
export { normalQuantile } from './special-functions.ts';
export { type Winsorised, winsorise } from './winsorise.ts';
