/** Whether a customer was erased: nothing about them is taken in again, wherever it comes from. */
import type { CustomerKey } from '@fitly/core/terms';
import { type Store, tombstoneOf, tombstones } from '@fitly/store';

export type ErasedCheck = (key: CustomerKey) => boolean;

/** Free of cost in a workspace that has erased nobody. */
export async function erasedCheck({ keys, state }: Pick<Store, 'keys' | 'state'>): Promise<ErasedCheck> {
  const erased = await tombstones(state.db);
  return erased.size === 0 ? () => false : (key) => erased.has(tombstoneOf(keys, key));
}
