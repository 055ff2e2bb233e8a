/** Tells personal data from other data: values, columns and names of columns. Knows nothing of agents, files or the lake. */
export {
  type ColumnFindings,
  type ColumnVerdict,
  columnCounter,
  columnVerdict,
  emptyFindings,
  IN_WORDS,
  lowerBound,
  mergeFindings,
} from './column-verdict.ts';
export { detectPlain, detectValue } from './detect-value.ts';
export { type Confidence, type Finding, isSuspect, PERSONAL_KINDS, type PersonalKind } from './finding.ts';
export { personalName } from './key-names.ts';
