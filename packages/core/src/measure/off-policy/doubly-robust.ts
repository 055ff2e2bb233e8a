/**
 * What the candidate would have earned per decision, from a reward model corrected by weights. Right when either the
 * model or the propensities are (Dudík, Langford & Li 2011). All need `loggedModel` and `candidateModel`.
 */
import { waldInference } from '../estimate/wald.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';
import { clusteredMean, clusteredSquares, isRounding, meanOf, rowValues, weightedMean } from './clustered.ts';
import type { OffPolicyRows } from './rows.ts';
import { type WeightRule, weightTransform } from './weights.ts';

/** DM: mean of what the model expects. Its interval knows nothing of the model's own error. */
export function directMethod(rows: OffPolicyRows, options: InferenceOptions = {}): Inference | Refused {
  if (rows.candidateModel === null) return refuse('unusable_input');
  return clusteredMean(
    'direct_method',
    rowValues(rows.rewards.length, (i) => rows.candidateModel?.[i] ?? 0),
    rows.customers,
    options,
  );
}

/** DR: DM + mean of w (r − q). A rule gives Switch-DR, DRos (`shrink`), clipped and sub-Gaussian DR. */
export function doublyRobust(
  rows: OffPolicyRows,
  options: InferenceOptions & { readonly rule?: WeightRule } = {},
): Inference | Refused {
  const { rule = { kind: 'plain' } } = options;
  const values = doublyRobustValues(rows, rule);
  if (values === null) return refuse(rows.loggedModel === null ? 'unusable_input' : 'unusable_options');
  return clusteredMean(rule.kind === 'plain' ? 'dr' : `dr_${rule.kind}`, values, rows.customers, options);
}

/** DM's value of each decision plus its weighted surprise; null without a model or with a λ out of range. */
export function doublyRobustValues(rows: OffPolicyRows, rule: WeightRule): Float64Array | null {
  const { loggedModel, candidateModel, weights } = rows;
  const transform = weightTransform(rule);
  if (loggedModel === null || candidateModel === null || transform === null) return null;
  return rowValues(rows.rewards.length, (i) => {
    const weight = transform(weights[i]!);
    return candidateModel[i]! + (weight === 0 ? 0 : weight * (rows.rewards[i]! - loggedModel[i]!));
  });
}

/** SNDR: DM + Σ w (r − q) / Σ w (Thomas & Brunskill 2016). The correction stays within the range of surprises. */
export function selfNormalisedDoublyRobust(rows: OffPolicyRows, options: InferenceOptions = {}): Inference | Refused {
  const { loggedModel, candidateModel, rewards, weights } = rows;
  if (loggedModel === null || candidateModel === null) return refuse('unusable_input');
  if (rewards.length === 0) return refuse('no_customers');
  const n = rewards.length;
  const found = weightedMean(weights, (i) => rewards[i]! - loggedModel[i]!);
  if (found === null) return refuse('denominator_near_zero');
  const { mean: correction, total } = found;
  const direct = meanOf(candidateModel);
  const residuals = rowValues(n, (i) => {
    const own = candidateModel[i]! - direct;
    return own + ((weights[i]! * n) / total) * (rewards[i]! - loggedModel[i]! - correction);
  });
  const { squares, clusters } = clusteredSquares(residuals, rows.customers);
  if (clusters < 2) return refuse('one_customer');
  const standardError = Math.sqrt(squares) / n;
  if (isRounding(standardError, rewards, candidateModel)) return refuse('no_variation');
  return waldInference({ method: 'sndr', estimate: direct + correction, standardError, degrees: null }, options);
}
