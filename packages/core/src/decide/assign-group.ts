/** A customer's sticky place in the experiment. */
import { uniform } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { type CustomerKey, GROUPS, type Group } from '../terms.ts';

/**
 * Group of a new customer, by keyed hash: the same customer and key always give the same group, and no other customer
 * plays a part. Assigned once and stored; changed shares apply to new customers only.
 *
 * `key` must be the agent's own (`subKey(groupKey, agent)`), else a customer would have the same place everywhere.
 * `shares`: in [0, 1], summing to 1; a group with share 0 is never assigned.
 */
export function assignGroup(key: SipKey, customerKey: CustomerKey, shares: Readonly<Record<Group, number>>): Group {
  const u = uniform(key, customerKey);
  const open = GROUPS.filter((group) => shares[group] > 0);
  let cumulative = 0;
  for (const group of open) {
    cumulative += shares[group];
    if (u < cumulative) return group;
  }
  // Shares that sum to a little less than 1 in floating point leave a crumb at the end.
  const last = open.at(-1);
  if (last === undefined) throw new RangeError('all group shares are 0, expected shares that sum to 1');
  return last;
}
