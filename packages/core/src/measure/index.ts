export { compareGroups, type Interval, MIN_CONVERTERS, MIN_CUSTOMERS, type Reading, sideOfZero } from './compare.ts';
export { type SampleRatio, sampleRatio, sequentialSampleRatio } from './checks/sample-ratio.ts';
export { addValue, addValues, emptyMoments, type Moments, mergeMoments, sampleVariance } from './moments/moments.ts';
export { type Winsorised, winsorise } from './moments/winsorise.ts';
export type { SequencePlan } from './sequence/asymptotic.ts';
export { normalQuantile } from './special/normal.ts';
