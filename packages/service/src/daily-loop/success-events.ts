import type { ValuedEvent } from '@fitly/core/data';
import { asDay, type CustomerKey } from '@fitly/core/terms';
import { valuesOf } from '@fitly/store';
import type { RunContext } from './run-context.ts';

/** All success events imported up to this run's day, valued as the agent file says: 1 each, or their amount. */
export async function readSuccessEvents(context: Pick<RunContext, 'store' | 'agent' | 'day'>): Promise<ValuedEvent[]> {
  const { store, agent, day } = context;
  const columns = await store.lake.read({
    table: 'events',
    agent: agent.name,
    days: { from: asDay('0000-01-01'), to: day },
    where: { column: 'name', equals: agent.success.event },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'at', type: 'instant' },
      { name: 'value', type: 'float64' },
    ],
  });
  const at = valuesOf(columns, 'at', 'instant');
  const amounts = valuesOf(columns, 'value', 'float64');
  const counts = agent.success.value !== 'amount';
  return valuesOf(columns, 'customer_key', 'string').map((key, row) => ({
    customerKey: key as CustomerKey,
    at: at[row]!,
    value: counts ? 1 : amounts[row]!,
  }));
}
