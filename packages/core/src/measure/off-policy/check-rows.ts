/** May a candidate be judged from this log at all? */
import { normalSurvival } from '../special/normal.ts';
import { clusteredSquares, meanOf, rowValues } from './clustered.ts';
import type { LoggedDecisions, OffPolicyRows } from './rows.ts';
import { effectiveSampleSize } from './weights.ts';

/** Each holds the figure that broke the rule. No number is shown then. */
export type OffPolicyRefusal =
  | { readonly reason: 'no_decisions' }
  /** A propensity that is 0 or less, above 1, or not a number; `row` is the first. */
  | { readonly reason: 'propensity_unusable'; readonly row: number; readonly propensity: number }
  /** A weight, reward or prediction that is not finite or above 1e150, or a weight below 0; `row` is the first. */
  | { readonly reason: 'row_unusable'; readonly row: number }
  /** Fewer than 200, or than 1 % of decisions. */
  | { readonly reason: 'effective_sample_too_small'; readonly effectiveSampleSize: number; readonly needed: number }
  /** More than 1 % of the candidate's probability is on actions that could not have been logged. */
  | { readonly reason: 'support_missing'; readonly unsupported: number }
  /** The mean weight is more than four standard errors away from 1: propensities are wrong. */
  | { readonly reason: 'weights_off_one'; readonly meanWeight: number; readonly z: number }
  /** Every decision earned the same: an interval of width zero would be a lie. */
  | { readonly reason: 'no_variation' };

export type OffPolicyWarning =
  /** One decision carries more than 5 % of all weight. */
  | { readonly warning: 'one_decision_dominates'; readonly row: number; readonly share: number }
  /** It is not known what the log supports: missing support shows in the mean weight only. */
  | { readonly warning: 'support_unknown' };

export interface RowCheck {
  readonly decisions: number;
  readonly effectiveSampleSize: number;
  /** Should be 1. */
  readonly meanWeight: number;
  /** (mean weight − 1) / its clustered error; 0 when all weights are 1. */
  readonly z: number;
  /** Two-sided p of z. */
  readonly p: number;
  /** Largest share of all weight in one decision. */
  readonly largestShare: number;
  /** Mean over decisions; null when it is not known. */
  readonly unsupported: number | null;
  readonly refusals: readonly OffPolicyRefusal[];
  readonly warnings: readonly OffPolicyWarning[];
}

const SMALLEST_EFFECTIVE = 200;
const SMALLEST_EFFECTIVE_SHARE = 0.01;
const MOST_UNSUPPORTED = 0.01;
const MOST_Z = 4;
const MOST_SHARE = 0.05;
/** Squares of larger figures leave the doubles. */
const LARGEST = 1e150;

/** The first propensity of a log that cannot be one; null when all can. */
export function unusablePropensity({ propensities }: Pick<LoggedDecisions, 'propensities'>): OffPolicyRefusal | null {
  for (let row = 0; row < propensities.length; row += 1) {
    const propensity = propensities[row]!;
    if (!(propensity > 0 && propensity <= 1)) return { reason: 'propensity_unusable', row, propensity };
  }
  return null;
}

export function checkRows(rows: OffPolicyRows): RowCheck {
  const decisions = rows.rewards.length;
  const row = firstUnusable(rows);
  if (decisions === 0) return { ...NOTHING, decisions, refusals: [{ reason: 'no_decisions' }] };
  if (row !== null) return { ...NOTHING, decisions, refusals: [{ reason: 'row_unusable', row }] };
  const effective = effectiveSampleSize(rows.weights);
  const meanWeight = meanOf(rows.weights);
  const z = zOf(rows, meanWeight);
  const largest = largestOf(rows.weights, meanWeight * decisions);
  const unsupported = rows.unsupported === null ? null : meanOf(rows.unsupported);
  return {
    decisions,
    effectiveSampleSize: effective,
    meanWeight,
    z,
    p: Math.max(Number.MIN_VALUE, 2 * normalSurvival(Math.abs(z))),
    largestShare: largest.share,
    unsupported,
    refusals: refusalsOf({ decisions, effective, meanWeight, z, unsupported }),
    warnings: [
      ...(largest.share > MOST_SHARE ? [{ warning: 'one_decision_dominates', ...largest } as const] : []),
      ...(unsupported === null ? [{ warning: 'support_unknown' } as const] : []),
    ],
  };
}

const NOTHING = { effectiveSampleSize: 0, meanWeight: 0, z: 0, p: 1, largestShare: 0, unsupported: null, warnings: [] };

const isUsable = (value: number): boolean => Math.abs(value) <= LARGEST;

function firstUnusable(rows: OffPolicyRows): number | null {
  const { weights, rewards, loggedModel, candidateModel } = rows;
  for (let i = 0; i < rewards.length; i += 1) {
    if (!(isUsable(rewards[i]!) && isUsable(weights[i]!) && weights[i]! >= 0)) return i;
    if (!(isUsable(loggedModel?.[i] ?? 0) && isUsable(candidateModel?.[i] ?? 0))) return i;
  }
  return null;
}

function zOf({ weights, customers }: OffPolicyRows, mean: number): number {
  const { squares, clusters } = clusteredSquares(
    rowValues(weights.length, (row) => weights[row]! - mean),
    customers,
  );
  const error = Math.sqrt((clusters / Math.max(1, clusters - 1)) * squares) / weights.length;
  // Weights that do not vary are off by rounding, or by all there is.
  if (!(error > 1e-12)) return Math.abs(mean - 1) < 1e-9 ? 0 : Math.sign(mean - 1) * Number.MAX_VALUE;
  return (mean - 1) / error;
}

function largestOf(weights: ArrayLike<number>, total: number): { readonly row: number; readonly share: number } {
  let row = 0;
  for (let i = 1; i < weights.length; i += 1) if (weights[i]! > weights[row]!) row = i;
  return { row, share: total > 0 ? weights[row]! / total : 0 };
}

function refusalsOf(figures: {
  readonly decisions: number;
  readonly effective: number;
  readonly meanWeight: number;
  readonly z: number;
  readonly unsupported: number | null;
}): OffPolicyRefusal[] {
  const { effective, meanWeight, z, unsupported } = figures;
  const refusals: OffPolicyRefusal[] = [];
  const needed = Math.max(SMALLEST_EFFECTIVE, SMALLEST_EFFECTIVE_SHARE * figures.decisions);
  if (effective < needed)
    refusals.push({ reason: 'effective_sample_too_small', effectiveSampleSize: effective, needed });
  if (unsupported !== null && unsupported > MOST_UNSUPPORTED) refusals.push({ reason: 'support_missing', unsupported });
  if (Math.abs(z) > MOST_Z) refusals.push({ reason: 'weights_off_one', meanWeight, z });
  return refusals;
}
