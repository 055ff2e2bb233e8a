/** What the agent's sends have cost each customer, for metrics from which costs are subtracted. */
import { costsByCustomer, type DecidedOptions } from '@fitly/core/data';
import { asDay, type CustomerKey, type DecisionId } from '@fitly/core/terms';
import { listRuns } from '@fitly/store';
import { readDecidedOptions, readSent } from './decided-options.ts';
import type { RunContext } from './run-context.ts';

/**
 * Over all decisions up to this run's day that were acted on, or those of them that `counts`; customers without a cost are
 * absent.
 */
export async function costsSoFar(
  context: Pick<RunContext, 'store' | 'agent' | 'day'>,
  counts: (decision: DecidedOptions) => boolean = () => true,
): Promise<Map<CustomerKey, number>> {
  const { store, agent, day } = context;
  const acted = new Set<DecisionId>();
  for (const run of await listRuns(store.state.db, agent.name)) {
    if (run.day > day) break;
    for (const id of (await readSent(context, run.day)).acted) acted.add(id);
  }
  const decided = await readDecidedOptions(context, { from: asDay('0000-01-01'), to: day });
  return costsByCustomer(decided.filter(counts), acted);
}
