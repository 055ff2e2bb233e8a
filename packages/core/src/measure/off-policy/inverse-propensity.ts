/** What the candidate would have earned per decision, from weights alone. */

import { waldInference } from '../estimate/wald.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';
import { clusteredMean, clusteredSquares, isRounding, rowValues, weightedMean } from './clustered.ts';
import type { OffPolicyRows } from './rows.ts';
import { type WeightRule, weightTransform } from './weights.ts';

/** IPS: mean of w r (Horvitz & Thompson 1952), or of w' r under a rule that shortens weights. Unbiased with plain weights. */
export function inversePropensity(
  rows: OffPolicyRows,
  options: InferenceOptions & { readonly rule?: WeightRule } = {},
): Inference | Refused {
  const { rule = { kind: 'plain' } } = options;
  const transform = weightTransform(rule);
  if (transform === null) return refuse('unusable_options');
  const values = rowValues(rows.rewards.length, (i) => transform(rows.weights[i]!) * rows.rewards[i]!);
  return clusteredMean(rule.kind === 'plain' ? 'ips' : `ips_${rule.kind}`, values, rows.customers, options);
}

/**
 * SNIPS: Σ w r / Σ w (Swaminathan & Joachims 2015). Stays within the range of rewards; nearly unbiased.
 * SE = sqrt( Σ over customers (Σ w (r − value))² ) / Σ w.
 */
export function selfNormalisedInversePropensity(
  rows: OffPolicyRows,
  options: InferenceOptions = {},
): Inference | Refused {
  if (rows.rewards.length === 0) return refuse('no_customers');
  const found = weightedMean(rows.weights, (i) => rows.rewards[i]!);
  if (found === null) return refuse('denominator_near_zero');
  const { mean: estimate, total } = found;
  const residuals = rowValues(rows.rewards.length, (i) => rows.weights[i]! * (rows.rewards[i]! - estimate));
  const { squares, clusters } = clusteredSquares(residuals, rows.customers);
  if (clusters < 2) return refuse('one_customer');
  const standardError = Math.sqrt(squares) / total;
  if (isRounding(standardError, rows.rewards)) return refuse('no_variation');
  return waldInference({ method: 'snips', estimate, standardError, degrees: null }, options);
}
