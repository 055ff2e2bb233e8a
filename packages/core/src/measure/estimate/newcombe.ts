/** Difference of two rates from few converters: the hybrid score interval (Newcombe 1998, method 10). */
import { type Inference, type InferenceOptions, isAlpha, type Refused, refuse } from '../inference.ts';
import { normalQuantile } from '../special/normal.ts';
import { type Proportion, tailOf, unusableProportion, wilsonBounds } from './proportion.ts';

/** Rate of treated minus rate of control, in [−1, 1]. It has no p of its own; see `miettinenNurminenDifference`. */
export function newcombeDifference(
  treated: Proportion,
  control: Proportion,
  { alpha = 0.05, alternative = 'two_sided' }: InferenceOptions = {},
): Inference | Refused {
  const refusal = unusableProportion(treated) ?? unusableProportion(control);
  if (refusal !== null || !isAlpha(alpha)) return refusal ?? refuse('unusable_options');
  const z = -normalQuantile(tailOf(alpha, alternative));
  const [rate1, rate0] = [treated.converters / treated.n, control.converters / control.n];
  const [around1, around0] = [wilsonBounds(treated, z), wilsonBounds(control, z)];
  const estimate = rate1 - rate0;
  const sign = Math.sign(z);
  const low = estimate - sign * Math.hypot(rate1 - around1.low, around0.high - rate0);
  const high = estimate + sign * Math.hypot(around1.high - rate1, rate0 - around0.low);
  return {
    kind: 'inference',
    method: 'newcombe',
    estimate,
    standardError: null,
    low: alternative === 'less' ? null : low,
    high: alternative === 'greater' ? null : high,
    p: null,
    degrees: null,
  };
}
