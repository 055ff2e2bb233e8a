/** The agent file's rules: which customers are refused which actions. */
import { type ChosenIds, type CompiledRule, VERDICT } from '../../data/compiled-rules.ts';
import type { ContextTable } from '../../data/context-table.ts';
import type { ActionSpace } from '../../design/action-space.ts';
import type { MaskTree } from './mask-tree.ts';

/**
 * Changes `nodes` (one per row of `table`). A rule is asked once per combination of the options that it reads, not once
 * per action; `yes` and `unknown` refuse, since what cannot be known is not sent.
 */
export function refuseByRules(
  tree: MaskTree,
  nodes: Int32Array,
  {
    rules,
    table,
    space,
  }: { readonly rules: readonly CompiledRule[]; readonly table: ContextTable; readonly space: ActionSpace },
): void {
  for (const rule of rules) {
    for (const { options, actions } of combinationsOf(rule, space)) {
      const refusal = tree.add({ reason: rule.reason, actions });
      if (refusal === null) continue;
      const verdicts = rule.evaluate(table, options);
      for (let row = 0; row < nodes.length; row++) {
        if (verdicts[row] !== VERDICT.no) nodes[row] = tree.refuse(nodes[row]!, refusal);
      }
    }
  }
}

interface Combination {
  readonly options: ChosenIds;
  readonly actions: Uint8Array;
}

/** The actions of the space, grouped by what the rule sees of them. */
function combinationsOf({ dimensions }: CompiledRule, space: ActionSpace): Combination[] {
  const dims = dimensions.map((id) => space.dimensions.findIndex((dimension) => dimension.id === id));
  const groups = new Map<string, Combination>();
  for (let action = 0; action < space.size; action++) {
    if (space.canonical(action) !== action) continue;
    const ids = dims.map((dim) =>
      dim !== -1 && space.applies(action, dim)
        ? space.dimensions[dim]!.optionIds[space.optionIndex(action, dim)]!
        : null,
    );
    const name = JSON.stringify(ids);
    const group = groups.get(name) ?? {
      options: Object.fromEntries(dimensions.map((id, at) => [id, ids[at] ?? null])),
      actions: new Uint8Array(space.size),
    };
    group.actions[action] = 1;
    groups.set(name, group);
  }
  return [...groups.values()];
}
