/**
 * Tickets: before the draw, a keyed ticket says for each customer and budget whether its option may be chosen today. The
 * rate is planned from the whole due set, so a budget is spread over all of them by lot, and given the tickets every
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

/** Uniform in [0, 1): whoever is below the budget's rate may use it today. */
export const ticketOf = ({ key, agent, day }: TicketNames, budget: DailyBudget, customer: CustomerKey): number =>
  uniform(key, agent, day, budget.name, customer);

/** Place of a customer in the queue of the day, for what does not fit into a capacity after all. Uniform in [0, 1). */
export const queuePlace = ({ key, agent, day }: TicketNames, customer: CustomerKey): number =>
  uniform(key, agent, day, 'queue', customer);

/** Changes `nodes` (one per customer). A rate of 1 asks for no ticket. */
export function refuseByTickets(
  tree: MaskTree,
  nodes: Int32Array,
  facts: {
    readonly budgets: readonly DailyBudget[];
    /** In [0, 1], one per budget. */
    readonly rates: readonly number[];
    readonly names: TicketNames;
    readonly customerKeys: readonly CustomerKey[];
  },
): void {
  for (const [index, budget] of facts.budgets.entries()) {
    const rate = facts.rates[index]!;
    const refusal =
      rate >= 1
        ? null
        : tree.add({ reason: 'budget', actions: budget.use.reduce(markUsed, new Uint8Array(budget.use.length)) });
    if (refusal === null) continue;
    for (const [row, customer] of facts.customerKeys.entries()) {
      if (ticketOf(facts.names, budget, customer) >= rate) nodes[row] = tree.refuse(nodes[row]!, refusal);
    }
  }
}

/** Everybody is refused actions that use more than is left: one of them would already be too many. */
export function refuseUnaffordable(tree: MaskTree, nodes: Int32Array, budgets: readonly DailyBudget[]): void {
  for (const { use, capacity } of budgets) {
    const refusal = tree.add({ reason: 'budget', actions: Uint8Array.from(use, (each) => Number(each > capacity)) });
    if (refusal === null) continue;
    for (let row = 0; row < nodes.length; row++) nodes[row] = tree.refuse(nodes[row]!, refusal);
  }
}

function markUsed(marks: Uint8Array, use: number, action: number): Uint8Array {
  marks[action] = Number(use > 0);
  return marks;
}
