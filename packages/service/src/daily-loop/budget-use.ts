/** What a day has used of each budget, and what all days before today have: counted from decisions and the ledger. */
import { numberColumn, type StoredDecisions, textColumn } from '@fitly/core/data';
import { budgetName, budgetUse } from '@fitly/core/decide';
import { type Agent, actionSpace } from '@fitly/core/design';
import { batchesOf, listRuns, stepSummaries } from '@fitly/store';
import { readDecisions } from './decision-log.ts';
import type { RunContext } from './run-context.ts';

/** Name of the run fact that replay reads back. */
export const SPENT = 'spent';

/**
 * Use of each budget by the day's decisions that were accepted, are in doubt or may still go out. A doubt counts: a budget is
 * rather used too little than too much.
 */
export async function budgetUseOfDay(
  context: Pick<RunContext, 'store' | 'agent' | 'day'>,
): Promise<Record<string, number>> {
  const { store, agent, day } = context;
  if (agent.constraints.budgets.length === 0) return {};
  const used = new Set<string>();
  for (const batch of await batchesOf(store.state.db, agent.name, day)) {
    if (batch.state !== 'rejected' && batch.state !== 'not_sent') for (const id of batch.decisionIds) used.add(id);
  }
  return sumUse(agent, await readDecisions(context, day), used);
}

function sumUse(agent: Agent, decisions: StoredDecisions, used: ReadonlySet<string>): Record<string, number> {
  const space = actionSpace(agent.dimensions);
  const ids = textColumn(decisions, 'decision_id');
  const actions = numberColumn(decisions, 'action');
  const sums = agent.constraints.budgets.map((budget) => {
    const use = budgetUse(budget, agent, space);
    const sum = ids.reduce((total, id, row) => total + (used.has(id ?? '') ? use[actions[row]!]! : 0), 0);
    return [budgetName(budget), sum] as const;
  });
  return Object.fromEntries(sums);
}

/** Sum over all earlier runs of what `measure` has noted. */
export async function spentSoFar({
  store,
  agent,
  day,
}: Pick<RunContext, 'store' | 'agent' | 'day'>): Promise<Record<string, number>> {
  const spent: Record<string, number> = {};
  if (agent.constraints.budgets.length === 0) return spent;
  const earlier = new Set(
    (await listRuns(store.state.db, agent.name)).map((run) => run.day).filter((each) => each < day),
  );
  for (const { day: each, summary } of await stepSummaries(store.state.db, agent.name, 'measure')) {
    if (!earlier.has(each)) continue;
    const use = JSON.parse(String((summary as { budget_use?: string }).budget_use ?? '{}')) as Record<string, number>;
    for (const [name, amount] of Object.entries(use)) spent[name] = (spent[name] ?? 0) + amount;
  }
  return spent;
}
