/** What a day's decisions come to: counts for the progress line, and how many customers were refused what for which reason. */
import { type DecisionTable, textColumn } from '@fitly/core/data';
import type { PreparedDay } from '@fitly/core/decide';
import type { Columns } from '@fitly/store';
import { LOST_ARBITRATION } from './arbitrate.ts';
import type { StepSummary } from './progress.ts';

export const REFUSALS = 'refusals';

export function decideSummary(decisions: DecisionTable, prepared: PreparedDay): StepSummary {
  const reasons = textColumn(decisions, 'reason');
  const count = (reason: string): number => reasons.filter((each) => each === reason).length;
  const scarce = scarceBudgets(prepared);
  return {
    decisions: decisions.rowCount,
    no_eligible_action: count('no_eligible_action'),
    ...(prepared.budgets.length === 0 ? {} : { over_budget: count('cap') }),
    ...(scarce === '' ? {} : { scarce }),
  };
}

/** `offer=half_price, sends: allowance 0.31, price 0.0021`, for each budget that is scarce today. */
function scarceBudgets({ budgets, budgetPlan }: PreparedDay): string {
  return budgets
    .map(({ name }, b) => ({ name, allowance: budgetPlan.allowances[b]!, price: budgetPlan.prices[b]! }))
    .filter(({ allowance, price }) => allowance < Infinity || price > 0)
    .map(({ name, allowance, price }) => `${name}: allowance ${short(allowance)}, price ${short(price)}`)
    .join('; ');
}

const short = (value: number): number => Number(value.toPrecision(3));

/** One row per reason: customers to whom it refused at least one action today; `lost`: who went to another agent. */
export function refusalColumns({ tree, nodes }: PreparedDay, lost: number): Columns {
  const counts = Object.entries(tree.countByReason(nodes));
  if (lost > 0) counts.push([LOST_ARBITRATION, lost]);
  return {
    rowCount: counts.length,
    columns: [
      { name: 'reason', type: 'string', values: counts.map(([reason]) => reason) },
      { name: 'customers', type: 'int32', values: Int32Array.from(counts, ([, customers]) => customers) },
    ],
  };
}
