/** Choosing λ of a weight rule by the bound of Su et al. 2020, never by the value that looks best. */
import { meanOf } from './clustered.ts';
import { doublyRobustValues } from './doubly-robust.ts';
import type { OffPolicyRows } from './rows.ts';
import { type WeightRule, weightTransform } from './weights.ts';

export interface ThresholdScore {
  readonly lambda: number;
  /** Estimated variance + (upper bound of bias)²: smaller is better. */
  readonly score: number;
}

/**
 * Scores each λ by var / n + bias², where bias ≤ |mean((w − w')(r − q))| + sqrt(2 mean(w²) ln(2/δ) / n) + 2 max(w) ln(2/δ) /
 * (3n) with probability 1 − δ (Su, Dimakopoulou, Krishnamurthy & Dudík 2020, §5). Without a model q = 0. The list is in the
 * order given, without λ that are out of range.
 */
export function scoreThresholds(
  rows: OffPolicyRows,
  kind: Exclude<WeightRule['kind'], 'plain'>,
  lambdas: readonly number[],
  delta = 0.05,
): readonly ThresholdScore[] {
  const n = rows.rewards.length;
  const zeros = new Float64Array(n);
  const modelled = { ...rows, loggedModel: rows.loggedModel ?? zeros, candidateModel: rows.candidateModel ?? zeros };
  const largest = Float64Array.from(rows.weights).reduce((a, b) => Math.max(a, b), 0);
  const log = Math.log(2 / delta);
  const certain =
    Math.sqrt((2 * meanOf(Float64Array.from(rows.weights, (w) => w * w)) * log) / n) + (2 * largest * log) / (3 * n);
  return lambdas.flatMap((lambda) => {
    const transform = weightTransform({ kind, lambda });
    const values = doublyRobustValues(modelled, { kind, lambda });
    if (transform === null || values === null || n === 0) return [];
    const mean = meanOf(values);
    const variance = meanOf(values.map((value) => (value - mean) ** 2)) / n;
    const left = Float64Array.from(
      rows.weights,
      (w, i) => (w - transform(w)) * (rows.rewards[i]! - modelled.loggedModel[i]!),
    );
    return [{ lambda, score: variance + (Math.abs(meanOf(left)) + certain) ** 2 }];
  });
}

/** The λ with the smallest score, the first of equals; null for an empty list. */
export const chooseThreshold = (...input: Parameters<typeof scoreThresholds>): number | null =>
  scoreThresholds(...input).reduce<ThresholdScore | null>(
    (best, score) => (best === null || score.score < best.score ? score : best),
    null,
  )?.lambda ?? null;
