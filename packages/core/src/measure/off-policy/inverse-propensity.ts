/** What the candidate would have earned per decision, from weights alone. */

import { waldInference } from '../estimate/wald.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';
import { clusteredMean, clusteredSquares, rowValues } from './clustered.ts';
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
  let [sum, total] = [0, 0];
  for (let i = 0; i < rows.rewards.length; i += 1) {
    sum += rows.weights[i]! * rows.rewards[i]!;
    total += rows.weights[i]!;
  }
  if (!(total > 0)) return refuse('denominator_near_zero');
  const estimate = sum / total;
  const residuals = rowValues(rows.rewards.length, (i) => rows.weights[i]! * (rows.rewards[i]! - estimate));
  const standardError = Math.sqrt(clusteredSquares(residuals, rows.customers).squares) / total;
  return waldInference({ method: 'snips', estimate, standardError, degrees: null }, options);
}
