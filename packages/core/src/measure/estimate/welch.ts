/** Means of two groups: their difference, and the lift as a share of the control's mean. */
import type { Inference, InferenceOptions, Refused } from '../inference.ts';
import { type Moments, sampleVariance } from '../moments/moments.ts';
import { absoluteDifference, relativeLift } from './two-sample.ts';
import { waldInference } from './wald.ts';

export interface WelchOptions extends InferenceOptions {
  /** Student's t with Welch–Satterthwaite degrees (the default), or the normal distribution. */
  readonly distribution?: 'student' | 'normal';
  /** The effect under the null hypothesis, 0 when left out. */
  readonly nullValue?: number;
}

/** Mean of treated minus mean of control, SE = sqrt(v1/n1 + v0/n0) (Welch 1947). In units of the metric. */
export function welchDifference(treated: Moments, control: Moments, options: WelchOptions = {}): Inference | Refused {
  const difference = absoluteDifference(treated, control);
  if (difference.kind === 'refused') return difference;
  return infer('welch', difference, treated, control, options);
}

/**
 * (m1 − m0) / |m0| by the delta method (see `relativeLift`), a share: .041 is +4.1 %. Refused with `baseline_near_zero`
 * when |m0| < 3 SE(m0); `fiellerLift` is exact there.
 */
export function deltaLift(treated: Moments, control: Moments, options: WelchOptions = {}): Inference | Refused {
  const lift = relativeLift(treated, control);
  if (lift.kind === 'refused') return lift;
  return infer('delta', lift, treated, control, options);
}

function infer(
  method: string,
  estimate: { readonly value: number; readonly standardError: number },
  treated: Moments,
  control: Moments,
  { distribution = 'student', nullValue = 0, ...options }: WelchOptions,
): Inference | Refused {
  const degrees = distribution === 'normal' ? null : welchDegrees(treated, control);
  const { value, standardError } = estimate;
  return waldInference({ method, estimate: value, standardError, degrees, nullValue }, options);
}

/** Welch–Satterthwaite degrees of freedom: (v1/n1 + v0/n0)² / Σ (v/n)²/(n − 1). Null for fewer than two customers. */
export function welchDegrees(treated: Moments, control: Moments): number | null {
  const [a, b] = [treated, control].map((group) => (sampleVariance(group) ?? Number.NaN) / group.n) as [number, number];
  const share = a / (a + b);
  const degrees = 1 / (share ** 2 / (treated.n - 1) + (1 - share) ** 2 / (control.n - 1));
  return Number.isFinite(degrees) ? degrees : null;
}
