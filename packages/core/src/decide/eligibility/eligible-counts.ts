/** How many actions the day and the rules leave to each customer, of whatever group: what "eligible" means in every group's log. */
import type { CompiledRule } from '../../data/compiled-rules.ts';
import type { ContextTable } from '../../data/context-table.ts';
import { actionSpace } from '../../design/action-space.ts';
import type { Agent } from '../../design/agent.ts';
import { eligibleMask } from '../../design/static-eligibility.ts';
import type { Day } from '../../terms.ts';
import { MaskTree } from './mask-tree.ts';
import { refuseByRules } from './rule-refusals.ts';

/** One count per row of `table`. Caps and tickets play no part: groups that are never sent to have neither. */
export function eligibleCounts(
  agent: Agent,
  rules: readonly CompiledRule[],
  table: ContextTable,
  day: Day,
): Int32Array {
  const space = actionSpace(agent.dimensions);
  const tree = new MaskTree(eligibleMask(space, agent.dimensions, day));
  const nodes = new Int32Array(table.rowCount);
  refuseByRules(tree, nodes, { rules, table, space });
  const counts: number[] = [];
  return nodes.map((node) => {
    counts[node] ??= tree.maskOf(node).reduce((sum, eligible) => sum + eligible, 0);
    return counts[node];
  });
}
