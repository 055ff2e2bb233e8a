/** The difference week by week of enrolment: novelty wears off, an agent learns. */
import { welchDifference } from '../estimate/welch.ts';
import { type Inference, isAlpha, type Refused } from '../inference.ts';
import type { StratumMoments } from './post-stratification.ts';

/**
 * One difference per week, in the order given, with bands that all hold *together* with probability 1 − alpha: weeks have
 * different customers, so each is taken at 1 − (1 − alpha)^(1 / weeks) (Šidák 1967). A window is not picked after looking.
 */
export function differenceByWeek(weeks: readonly StratumMoments[], alpha = 0.05): readonly (Inference | Refused)[] {
  const each = isAlpha(alpha) ? -Math.expm1(Math.log1p(-alpha) / weeks.length) : Number.NaN;
  return weeks.map(({ treated, control }) => welchDifference(treated, control, { alpha: each }));
}
