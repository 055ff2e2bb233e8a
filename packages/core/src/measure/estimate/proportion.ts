/** One rate from few customers: intervals that stay inside [0, 1] and hold up with 0 converters. */
import { type Inference, type InferenceOptions, isAlpha, type Refused, refuse } from '../inference.ts';
import { betaQuantile, betaQuantiles } from '../special/beta.ts';
import { normalQuantile } from '../special/normal.ts';

/** Converters among customers, 0 ≤ converters ≤ n ≤ 2⁵³; need not be whole. */
export interface Proportion {
  readonly converters: number;
  readonly n: number;
}

/** Null when it is one, with n > 0. */
export function unusableProportion({ converters, n }: Proportion): Refused | null {
  if (!(n === 0 || (n > 1e-9 && n <= Number.MAX_SAFE_INTEGER)) || !(converters >= 0 && converters <= n))
    return refuse('unusable_input');
  return n === 0 ? refuse('no_customers') : null;
}

/** The share of alpha on each side that has a bound. */
export const tailOf = (alpha: number, alternative: InferenceOptions['alternative'] = 'two_sided'): number =>
  alternative === 'two_sided' ? alpha / 2 : alpha;

/** Score interval of one rate (Wilson 1927). */
export function wilson(
  proportion: Proportion,
  { alpha = 0.05, alternative }: InferenceOptions = {},
): Inference | Refused {
  const refusal = unusableProportion(proportion);
  if (refusal !== null || !isAlpha(alpha)) return refusal ?? refuse('unusable_options');
  const { low, high } = wilsonBounds(proportion, -normalQuantile(tailOf(alpha, alternative)));
  return bounded('wilson', proportion, low, high, alternative);
}

/** Centre ± half width, each bound by the product of both where the difference would cancel. */
export function wilsonBounds(
  { converters, n }: Proportion,
  z: number,
): { readonly low: number; readonly high: number } {
  const others = n - converters;
  const root = z * Math.sqrt((converters * others) / n + (z * z) / 4);
  // Each from the side on which it does not cancel.
  const low = converters === 0 ? 0 : square(converters) / (n * (converters + (z * z) / 2 + root));
  const high =
    converters < others
      ? (converters + (z * z) / 2 + root) / (n + z * z)
      : 1 - (others === 0 ? 0 : square(others) / (n * (others + (z * z) / 2 + root)));
  return { low, high: Math.min(1, high) };
}

const square = (x: number): number => x * x;

/** Exact interval of one rate (Clopper & Pearson 1934): never misses more often than alpha, wider than Wilson's. */
export function clopperPearson(
  proportion: Proportion,
  { alpha = 0.05, alternative }: InferenceOptions = {},
): Inference | Refused {
  const refusal = unusableProportion(proportion);
  if (refusal !== null || !isAlpha(alpha)) return refusal ?? refuse('unusable_options');
  const { converters, n } = proportion;
  const tail = tailOf(alpha, alternative);
  const low = converters === 0 ? 0 : betaQuantile(tail, converters, n - converters + 1);
  const high = converters === n ? 1 : betaQuantiles({ upper: tail }, converters + 1, n - converters).x;
  return bounded('clopper_pearson', proportion, low, high, alternative);
}

function bounded(
  method: string,
  { converters, n }: Proportion,
  low: number,
  high: number,
  alternative: InferenceOptions['alternative'],
): Inference {
  return {
    kind: 'inference',
    method,
    estimate: converters / n,
    standardError: null,
    // Where a bound meets the estimate (all or none converted), rounding must not carry it across.
    low: alternative === 'less' ? null : Math.min(low, converters / n),
    high: alternative === 'greater' ? null : Math.max(high, converters / n),
    p: null,
    degrees: null,
  };
}
