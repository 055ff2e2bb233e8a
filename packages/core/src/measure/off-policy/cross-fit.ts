/**
 * Cross-fitting: what is predicted for a customer comes from a model that never saw that customer, so that the model's
 * overfit does not pass for skill (Chernozhukov et al. 2018).
 */
import { type SipKey, uniform } from '../../math/index.ts';
import type { FitRewardModel } from './reward-model.ts';
import type { ByAction } from './rows.ts';

/** Fold of each customer, 0 … folds − 1, by keyed hash of the customer's own key: the order of rows plays no part. */
export const foldsByCustomer = (customerKeys: readonly string[], folds: number, key: SipKey): Int32Array =>
  Int32Array.from(customerKeys, (customer) => Math.floor(uniform(key, 'fold', customer) * folds));

/** A model per fold, fitted on all decisions of the other folds. `customers`: number of the customer of each decision. */
export function crossFit(customers: ArrayLike<number>, folds: ArrayLike<number>, fit: FitRewardModel): ByAction {
  const names = [...new Set(Array.from(folds))];
  const foldOf = (row: number): number => folds[customers[row]!]!;
  const rows = Array.from(customers, (_, row) => row);
  const models = new Map(names.map((fold) => [fold, fit(rows.filter((row) => foldOf(row) !== fold))]));
  return (row, into) => models.get(foldOf(row))?.(row, into);
}
