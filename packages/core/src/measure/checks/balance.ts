/** Did the groups behave alike before they were enrolled? An A/A test on the covariate. */
import { welchDifference } from '../estimate/welch.ts';
import type { Inference, Refused } from '../inference.ts';
import type { Moments } from '../moments/moments.ts';

const ALARM = 0.001;

/** Welch's test of the same metric before enrolment; `alarm` at p < .001. Refused as any difference of means. */
export function prePeriodBalance(
  treated: Moments,
  control: Moments,
): (Inference & { readonly alarm: boolean }) | Refused {
  const difference = welchDifference(treated, control, { alpha: ALARM });
  return difference.kind === 'refused' ? difference : { ...difference, alarm: (difference.p ?? 1) < ALARM };
}
