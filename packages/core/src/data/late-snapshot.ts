import type { Day } from '../terms.ts';
import { dayNumber } from '../time.ts';

/**
 * Days since the newest snapshot, where that is more than twice the longest wait between two of them before; null: not
 * late, or nothing to compare with. `described`: the newest day that each take brought, in any order.
 */
export function lateSnapshot(described: readonly Day[], runDay: Day): number | null {
  const days = [...new Set(described.filter((day) => day < runDay))].map(dayNumber).sort((a, b) => a - b);
  const waits = days.slice(1).map((day, n) => day - days[n]!);
  const newest = days.at(-1);
  if (newest === undefined || waits.length === 0) return null;
  const age = dayNumber(runDay) - newest;
  return age > 2 * Math.max(...waits) ? age : null;
}
