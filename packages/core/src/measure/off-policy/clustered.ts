/** Means over decisions with errors over customers: decisions of one customer hang together. */

import { waldInference } from '../estimate/wald.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';

/** One number per row; what `Float64Array.from` does, several times faster. */
export function rowValues(count: number, value: (row: number) => number): Float64Array {
  const values = new Float64Array(count);
  for (let row = 0; row < count; row += 1) values[row] = value(row);
  return values;
}

/** Sums of squares of per-customer sums, and how many customers there are. */
export function clusteredSquares(
  residuals: ArrayLike<number>,
  customers: ArrayLike<number>,
): { readonly squares: number; readonly clusters: number } {
  const { clusterOf, clusters } = numberClusters(customers, residuals.length);
  const sums = new Float64Array(clusters);
  for (let row = 0; row < residuals.length; row += 1) sums[clusterOf[row]!]! += residuals[row]!;
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  return { squares, clusters };
}

/** Cluster of each row, from 0 in order of appearance. */
function numberClusters(
  customers: ArrayLike<number>,
  count: number,
): { readonly clusterOf: Int32Array; readonly clusters: number } {
  // Small whole numbers, the usual case, are looked up in an array: a map takes ten times as long.
  const numbered = areSmall(customers, count) ? new Int32Array(smallNumbers(count)) : null;
  const named = new Map<number, number>();
  const clusterOf = new Int32Array(count);
  let clusters = 0;
  for (let row = 0; row < count; row += 1) {
    const customer = customers[row]!;
    let number = (numbered === null ? named.get(customer) : numbered[customer]) ?? 0;
    if (number === 0) {
      clusters += 1;
      number = clusters;
      if (numbered === null) named.set(customer, number);
      else numbered[customer] = number;
    }
    clusterOf[row] = number - 1;
  }
  return { clusterOf, clusters };
}

const smallNumbers = (count: number): number => 4 * count + 1000;

function areSmall(customers: ArrayLike<number>, count: number): boolean {
  for (let row = 0; row < count; row += 1) {
    const customer = customers[row]!;
    if (!(Number.isInteger(customer) && customer >= 0 && customer < smallNumbers(count))) return false;
  }
  return true;
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

/** Σ w v / Σ w, around the first value: where all are alike it is that value. Null when the weights do not add up to more than 0. */
export function weightedMean(
  weights: ArrayLike<number>,
  value: (row: number) => number,
): { readonly mean: number; readonly total: number } | null {
  const origin = weights.length === 0 ? 0 : value(0);
  let [sum, total] = [0, 0];
  for (let row = 0; row < weights.length; row += 1) {
    sum += weights[row]! * (value(row) - origin);
    total += weights[row]!;
  }
  return total > 0 ? { mean: origin + sum / total, total } : null;
}

/** Whether a standard error is what rounding leaves over where nothing varies, beside values of this size. */
export function isRounding(standardError: number, ...columns: readonly ArrayLike<number>[]): boolean {
  let largest = 0;
  for (const values of columns)
    for (let row = 0; row < values.length; row += 1) largest = Math.max(largest, Math.abs(values[row]!));
  return standardError <= largest * 2 ** -50;
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
  const residuals = rowValues(values.length, (row) => values[row]! - estimate);
  const { squares, clusters } = clusteredSquares(residuals, customers);
  if (clusters < 2) return refuse(clusters === 0 ? 'no_customers' : 'one_customer');
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares) / values.length;
  if (isRounding(standardError, values)) return refuse('no_variation');
  return waldInference({ method, estimate, standardError, degrees: null }, options);
}
