/** What a day has used of each budget, and what all days before today have: counted from decisions and the ledger. */
import type { ChosenOptions } from '@fitly/core/data';
import { budgetName } from '@fitly/core/decide';
import type { Budget } from '@fitly/core/design';
import { batchesOf, listRuns, stepSummaries } from '@fitly/store';
import { readDecidedOptions } from './decided-options.ts';
import type { RunContext } from './run-context.ts';

/** Name of the run fact that replay reads back. */
export const SPENT = 'spent';

/**
 * Use of each budget by the day's decisions that were accepted, are in doubt or may still go out. A doubt counts: a budget is
 * rather used too little than too much.
 */
export const budgetUseOfDay = (context: Pick<RunContext, 'store' | 'agent' | 'day'>): Promise<Record<string, number>> =>
  useOfDay(context, context.agent.constraints.budgets);

/**
 * What all earlier runs have used of today's budgets: what `measure` has noted of each day, or, of a budget that the agent did
 * not have on that day, what the log and the ledger of the day say.
 */
export async function spentSoFar(
  context: Pick<RunContext, 'store' | 'agent' | 'day'>,
): Promise<Record<string, number>> {
  const { store, agent, day } = context;
  const { budgets } = agent.constraints;
  const spent: Record<string, number> = {};
  if (budgets.length === 0) return spent;
  const noted = new Map(
    (await stepSummaries(store.state.db, agent.name, 'measure')).map((each) => [each.day, each.summary]),
  );
  for (const run of (await listRuns(store.state.db, agent.name)).filter((each) => each.day < day)) {
    const summary = (noted.get(run.day) ?? {}) as { budget_use?: string };
    const use = JSON.parse(summary.budget_use ?? '{}') as Record<string, number>;
    const missing = budgets.filter((budget) => use[budgetName(budget)] === undefined);
    const found = await useOfDay({ ...context, day: run.day }, missing);
    for (const budget of budgets) {
      const name = budgetName(budget);
      spent[name] = (spent[name] ?? 0) + (use[name] ?? found[name] ?? 0);
    }
  }
  return spent;
}

/** By the options that were chosen and what they cost then: on that day the agent may have had other dimensions than today. */
async function useOfDay(
  context: Pick<RunContext, 'store' | 'agent' | 'day'>,
  budgets: readonly Budget[],
): Promise<Record<string, number>> {
  if (budgets.length === 0) return {};
  const used = await usedDecisions(context);
  const decisions = await readDecidedOptions(context, { from: context.day, to: context.day });
  const chosen = decisions.filter((decision) => used.has(decision.decisionId)).map((decision) => decision.options);
  const sums = budgets.map((budget) => [
    budgetName(budget),
    chosen.reduce((sum, each) => sum + useOf(budget, each), 0),
  ]);
  return Object.fromEntries(sums);
}

function useOf({ option, unit }: Budget, chosen: ChosenOptions): number {
  const limited = Object.entries(chosen).filter(
    ([dimension, { id }]) => option === null || (dimension === option.dimension && id === option.option),
  );
  if (limited.length === 0) return 0;
  return unit === 'sends' ? 1 : limited.reduce((sum, [, { cost }]) => sum + cost, 0);
}

/** Decisions of a day that were accepted, are in doubt or may still go out. */
async function usedDecisions({ store, agent, day }: Pick<RunContext, 'store' | 'agent' | 'day'>): Promise<Set<string>> {
  const used = new Set<string>();
  for (const batch of await batchesOf(store.state.db, agent.name, day)) {
    if (batch.state !== 'rejected' && batch.state !== 'not_sent') for (const id of batch.decisionIds) used.add(id);
  }
  return used;
}
