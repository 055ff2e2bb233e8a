/**
 * Epochs with different shares, or segments, put together without bias: each is compared within itself, then weighted by
 * all its customers (Miratrix, Sekhon & Yu 2013). Pooling raw means over epochs would compare early customers, who had
 * more time, with late ones.
 */
import { absoluteDifference } from '../estimate/two-sample.ts';
import { waldInference } from '../estimate/wald.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';
import { type Moments, sampleVariance } from '../moments/moments.ts';

/** One epoch, enrolment week or segment. */
export interface StratumMoments {
  readonly treated: Moments;
  readonly control: Moments;
}

export interface PostStratified extends Inference {
  /** Share of all customers, by stratum; 0 for one that has no customers. */
  readonly weights: readonly number[];
}

/** Σ w d with w = n_stratum / n, Var = Σ w² Var(d). A stratum with customers must have two in each group. */
export function postStratifiedDifference(
  strata: readonly StratumMoments[],
  options: InferenceOptions = {},
): PostStratified | Refused {
  const parts = weighted(strata);
  if ('kind' in parts) return parts;
  const estimate = sum(parts, (part) => part.weight * (part.treated.mean - part.control.mean));
  const variance = sum(parts, (part) => part.weight ** 2 * (errorOf(part.treated) + errorOf(part.control)));
  const inference = waldInference(
    { method: 'post_stratified', estimate, standardError: Math.sqrt(variance), degrees: null },
    options,
  );
  return inference.kind === 'refused' ? inference : { ...inference, weights: weightsOf(strata) };
}

/** The lift of the weighted means: (Σ w m₁ − Σ w m₀) / |Σ w m₀|, by the delta method. Refusals as for `deltaLift`. */
export function postStratifiedLift(
  strata: readonly StratumMoments[],
  options: InferenceOptions = {},
): PostStratified | Refused {
  const parts = weighted(strata);
  if ('kind' in parts) return parts;
  const [one, two] = [combined(parts, (part) => part.treated), combined(parts, (part) => part.control)];
  const baseline = Math.abs(two.mean);
  if (baseline === 0 || baseline < 3 * Math.sqrt(two.variance)) return refuse('baseline_near_zero');
  const ratio = one.mean / baseline;
  const standardError = Math.sqrt(one.variance + ratio ** 2 * two.variance) / baseline;
  const estimate = (one.mean - two.mean) / baseline;
  const inference = waldInference({ method: 'post_stratified', estimate, standardError, degrees: null }, options);
  return inference.kind === 'refused' ? inference : { ...inference, weights: weightsOf(strata) };
}

interface Weighted extends StratumMoments {
  readonly weight: number;
}

function weighted(strata: readonly StratumMoments[]): readonly Weighted[] | Refused {
  const parts = strata.flatMap((stratum, i) => {
    const weight = weightsOf(strata)[i]!;
    return weight > 0 ? [{ ...stratum, weight }] : [];
  });
  if (parts.length === 0) return refuse('no_customers');
  for (const { treated, control } of parts) {
    const difference = absoluteDifference(treated, control);
    if (difference.kind === 'refused' && difference.reason !== 'no_variation') return difference;
  }
  return parts;
}

function weightsOf(strata: readonly StratumMoments[]): number[] {
  const sizes = strata.map(({ treated, control }) => treated.n + control.n);
  const total = sizes.reduce((a, b) => a + b, 0);
  return sizes.map((size) => (total > 0 ? size / total : 0));
}

function combined(
  parts: readonly Weighted[],
  pick: (part: Weighted) => Moments,
): { readonly mean: number; readonly variance: number } {
  return {
    mean: sum(parts, (part) => part.weight * pick(part).mean),
    variance: sum(parts, (part) => part.weight ** 2 * errorOf(pick(part))),
  };
}

const errorOf = (moments: Moments): number => (sampleVariance(moments) ?? 0) / moments.n;
const sum = (parts: readonly Weighted[], value: (part: Weighted) => number): number =>
  parts.reduce((total, part) => total + value(part), 0);
