/**
 * Tickets: before the draw, a keyed ticket says for each customer and budget how much of it they may use today. The
 * allowance is planned from the whole due set, so a budget is spread over all of them by lot, and given the tickets every
 * probability is exact.
 */
import { uniform } from '../../math/random.ts';
import type { SipKey } from '../../math/siphash.ts';
import type { CustomerKey, Day } from '../../terms.ts';
import type { DailyBudget } from './budgets.ts';
import type { MaskTree } from './mask-tree.ts';

export interface TicketNames {
  readonly key: SipKey;
  readonly agent: string;
  readonly day: Day;
}

/** Uniform in [0, 1): the lower, the more may be used. */
export const ticketOf = ({ key, agent, day }: TicketNames, budget: DailyBudget, customer: CustomerKey): number =>
  uniform(key, agent, day, budget.name, customer);

/** Place of a customer in the queue of the day, for what does not fit into a capacity after all. Uniform in [0, 1). */
export const queuePlace = ({ key, agent, day }: TicketNames, customer: CustomerKey): number =>
  uniform(key, agent, day, 'queue', customer);

/** Whether a ticket lets its holder have an action that uses so much. */
export const isAllowed = (ticket: number, use: number, allowance: number): boolean =>
  use === 0 || allowance === Infinity || ticket * use < allowance;

/** Changes `nodes` (one per customer). */
export function refuseByTickets(
  tree: MaskTree,
  nodes: Int32Array,
  facts: {
    readonly budgets: readonly DailyBudget[];
    /** One per budget (`BudgetPlan`). */
    readonly allowances: readonly number[];
    readonly names: TicketNames;
    readonly customerKeys: readonly CustomerKey[];
  },
): void {
  for (const [index, budget] of facts.budgets.entries()) {
    const allowance = facts.allowances[index]!;
    if (allowance === Infinity) continue;
    const levels = levelsOf(tree, budget);
    for (const [row, customer] of facts.customerKeys.entries()) {
      const ticket = ticketOf(facts.names, budget, customer);
      // The lowest use that is too much; everything above it is too much as well.
      const level = levels.find(({ use }) => !isAllowed(ticket, use, allowance));
      if (level?.refusal != null) nodes[row] = tree.refuse(nodes[row]!, level.refusal);
    }
  }
}

/** For each different use, ascending, the refusal of all actions that use at least as much. */
function levelsOf(tree: MaskTree, { use }: DailyBudget): { readonly use: number; readonly refusal: number | null }[] {
  const uses = [...new Set(use)].filter((each) => each > 0).sort((a, b) => a - b);
  return uses.map((level) => ({
    use: level,
    refusal: tree.add({ reason: 'budget', actions: Uint8Array.from(use, (each) => Number(each >= level)) }),
  }));
}

/** Everybody is refused actions that use more than is left: one of them would already be too many. */
export function refuseUnaffordable(tree: MaskTree, nodes: Int32Array, budgets: readonly DailyBudget[]): void {
  for (const { use, capacity } of budgets) {
    const refusal = tree.add({ reason: 'budget', actions: Uint8Array.from(use, (each) => Number(each > capacity)) });
    if (refusal === null) continue;
    for (let row = 0; row < nodes.length; row++) nodes[row] = tree.refuse(nodes[row]!, refusal);
  }
}
