/** Means over decisions with errors over customers: decisions of one customer hang together. */

import { waldInference } from '../estimate/wald.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';

/** Sums of squares of per-customer sums, and how many customers there are. */
export function clusteredSquares(
  residuals: ArrayLike<number>,
  customers: ArrayLike<number>,
): { readonly squares: number; readonly clusters: number } {
  const sums = new Map<number, number>();
  for (let i = 0; i < residuals.length; i += 1) sums.set(customers[i]!, (sums.get(customers[i]!) ?? 0) + residuals[i]!);
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return { squares, clusters: sums.size };
}

/** Mean of `values`, by pairs so that rounding does not grow with their number. */
export function meanOf(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : pairwiseSum(values, 0, values.length) / values.length;
}

function pairwiseSum(values: ArrayLike<number>, from: number, to: number): number {
  if (to - from > 128) {
    const middle = from + Math.floor((to - from) / 2);
    return pairwiseSum(values, from, middle) + pairwiseSum(values, middle, to);
  }
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += values[i]!;
  return sum;
}

/**
 * Mean over decisions: SE² = G/(G−1) · Σ over G customers (sum of their distances from the mean)² / n². With one decision
 * per customer it is the sample variance / n.
 */
export function clusteredMean(
  method: string,
  values: Float64Array,
  customers: ArrayLike<number>,
  options: InferenceOptions,
): Inference | Refused {
  const estimate = meanOf(values);
  const { squares, clusters } = clusteredSquares(
    values.map((value) => value - estimate),
    customers,
  );
  if (clusters < 2) return refuse(clusters === 0 ? 'no_customers' : 'one_customer');
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares) / values.length;
  return waldInference({ method, estimate, standardError, degrees: null }, options);
}
