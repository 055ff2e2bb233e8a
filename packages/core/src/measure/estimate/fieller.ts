/**
 * Fieller's confidence set for a relative lift (Fieller 1954): every lift that a test of m1 − (1 + r) m0 = 0 does not
 * reject. Exact for normal means also where the baseline is near 0; there the set may leave out a middle part, or nothing.
 */
import { type InferenceOptions, isAlpha, type Refused, refuse } from '../inference.ts';
import { type Moments, sampleVariance } from '../moments/moments.ts';
import { normalQuantile } from '../special/normal.ts';
import { absoluteDifference } from './two-sample.ts';

export type LiftSet =
  /** All lifts in [low, high]; shares, .041 is +4.1 %. */
  | { readonly kind: 'interval'; readonly estimate: number; readonly low: number; readonly high: number }
  /** All lifts except those between below and above: ≤ below or ≥ above. The baseline is not distinguishable from 0. */
  | { readonly kind: 'complement'; readonly estimate: number | null; readonly below: number; readonly above: number }
  /** Every lift: the data say nothing about it. */
  | { readonly kind: 'whole_line'; readonly estimate: number | null }
  | Refused;

/** `alpha`: probability that the set misses the true lift. The lift is taken against |m0|, as in `deltaLift`. */
export function fiellerLift(
  treated: Moments,
  control: Moments,
  { alpha = 0.05 }: Pick<InferenceOptions, 'alpha'> = {},
): LiftSet {
  if (!isAlpha(alpha)) return refuse('unusable_options');
  const difference = absoluteDifference(treated, control);
  if (difference.kind === 'refused') return difference;
  const sign = control.mean < 0 ? -1 : 1;
  const z = -normalQuantile(alpha / 2);
  // Lifts r with (m1 − m0 − r |m0|)² ≤ z² (s1² + (r ± 1)² s0²): a r² − 2 b r + c ≤ 0. Ratios would lose what is small beside 1.
  const m1 = treated.mean;
  const m0 = control.mean * sign;
  const s1 = ((sampleVariance(treated) ?? 0) / treated.n) * z * z;
  const s0 = ((sampleVariance(control) ?? 0) / control.n) * z * z;
  const gap = difference.value;
  const a = m0 * m0 - s0;
  const discriminant = m1 * m1 * s0 + s1 * a;
  const estimate = estimateOf(gap, m0);
  if (![a, discriminant].every(Number.isFinite)) return refuse('unusable_input');
  if (discriminant < 0 || (a <= 0 && discriminant === 0)) return { kind: 'whole_line', estimate };
  const edges = rootsOf(a, gap * m0 + sign * s0, gap * gap - s1 - s0, Math.sqrt(discriminant));
  const bounds = edges.toSorted((x, y) => x - y) as [number, number];
  if (!bounds.every(Number.isFinite)) return { kind: 'whole_line', estimate };
  if (a > 0 && estimate !== null) return { kind: 'interval', estimate, low: bounds[0], high: bounds[1] };
  return { kind: 'complement', estimate, below: bounds[0], above: bounds[1] };
}

/** The difference over m0 ≥ 0, the size of the baseline; null for a baseline of 0. */
function estimateOf(gap: number, m0: number): number | null {
  const estimate = gap / m0;
  return m0 === 0 || !Number.isFinite(estimate) ? null : estimate;
}

/** Of a r² − 2 b r + c, without cancellation. */
function rootsOf(a: number, b: number, c: number, root: number): readonly [number, number] {
  const far = b >= 0 ? b + root : b - root;
  return [far / a, far === 0 ? -far / a : c / far];
}
