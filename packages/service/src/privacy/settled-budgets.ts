/** What the budgets of a day came to, as it is kept beside its run when somebody who had a part in them is erased. */
import type { SettledBudgets } from '@fitly/core/decide';
import { asDecisionId } from '@fitly/core/terms';
import type { JsonValue, Run } from '@fitly/store';

/** Name of the run fact that replay reads back. */
export const SETTLED = 'settled_budgets';

interface KeptBudgets {
  /** JSON has no infinity: null is an allowance without limit. */
  readonly allowances: readonly (number | null)[];
  readonly prices: readonly number[];
  readonly over: readonly string[];
}

/** Without the decisions of whom is erased. */
export function settledFact({ allowances, prices, over }: SettledBudgets, erased: ReadonlySet<string>): JsonValue {
  return {
    allowances: allowances.map((each) => (each === Number.POSITIVE_INFINITY ? null : each)),
    prices: [...prices],
    over: [...over].filter((id) => !erased.has(id)),
  };
}

/** Null: nobody of the day was erased, or it had no budgets. */
export function readSettledBudgets({ facts }: Pick<Run, 'facts'>): SettledBudgets | null {
  const kept = facts[SETTLED] as KeptBudgets | undefined;
  if (kept === undefined) return null;
  return {
    allowances: kept.allowances.map((each) => each ?? Number.POSITIVE_INFINITY),
    prices: kept.prices,
    over: new Set(kept.over.map(asDecisionId)),
  };
}
