/** Volume caps and budgets as numbers: what each action uses of each, and what is left of them today. */
import type { ActionSpace } from '../../design/action-space.ts';
import type { Agent, Budget } from '../../design/agent.ts';

export interface DailyBudget {
  /** As people read it: `offer=half_price, sends`. Names the tickets too, so it must not change with the order of the file. */
  readonly name: string;
  /** What one decision for each action uses: sends (0 or 1) or money. Length: size of the space. */
  readonly use: Float64Array;
  /** What may be used today. ≥ 0. */
  readonly capacity: number;
}

/**
 * The budgets of a day. `spent`: what earlier days have used of each budget of the agent, by `budgetName`; a budget that is
 * not named there has used nothing.
 */
export function dailyBudgets(agent: Agent, space: ActionSpace, spent: Readonly<Record<string, number>>): DailyBudget[] {
  return agent.constraints.budgets.map((budget) => {
    const name = budgetName(budget);
    const left = (budget.maxTotal ?? Infinity) - (spent[name] ?? 0);
    const capacity = Math.max(0, Math.min(budget.maxPerDay ?? Infinity, left));
    return { name, use: budgetUse(budget, agent, space), capacity };
  });
}

export const budgetName = ({ option, unit }: Budget): string =>
  `${option === null ? 'all' : `${option.dimension}=${option.option}`}, ${unit}`;

/** An action that sends nothing uses nothing. A budget in costs counts its option's cost, or that of all chosen options. */
function budgetUse(budget: Budget, agent: Agent, space: ActionSpace): Float64Array {
  return Float64Array.from({ length: space.size }, (_, action) => {
    if (space.isSilent(action)) return 0;
    const chosen = agent.dimensions.map((dimension, dim) => dimension.options[space.optionIndex(action, dim)]!);
    const limited = chosen.filter(
      (option, dim) =>
        budget.option === null ||
        (agent.dimensions[dim]!.id === budget.option.dimension && option.id === budget.option.option),
    );
    if (limited.length === 0) return 0;
    return budget.unit === 'sends' ? 1 : limited.reduce((sum, option) => sum + option.cost, 0);
  });
}
