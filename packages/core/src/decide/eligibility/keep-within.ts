/** The last guard of a capacity: what the draws used beyond it is not sent, in the order of a keyed queue. */
import type { DailyBudget } from './budgets.ts';

export interface BudgetUser {
  readonly action: number;
  /** Place in the queue: lower comes first. */
  readonly place: number;
}

/** Sums of money carry rounding errors; a capacity is not passed by less than this share of it. */
const ROUNDING = 1e-9;

/**
 * For each user whether his use still fits. Who does not fit takes nothing away from those behind him. The uses that fit sum
 * to at most the capacity of every budget, whatever was drawn.
 */
export function keepWithin(users: readonly BudgetUser[], budgets: readonly DailyBudget[]): boolean[] {
  const left = budgets.map(({ capacity }) => capacity * (1 + ROUNDING));
  const fits = users.map(() => true);
  const queue = [...users.keys()].sort((a, b) => users[a]!.place - users[b]!.place || a - b);
  for (const row of queue) {
    const uses = budgets.map(({ use }) => use[users[row]!.action]!);
    fits[row] = uses.every((use, b) => use === 0 || use <= left[b]!);
    if (fits[row]) for (const b of left.keys()) left[b] = left[b]! - uses[b]!;
  }
  return fits;
}
