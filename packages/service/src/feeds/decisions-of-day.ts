/** The decisions of one day as far as messages must find them: by id, by customer, and by what their batch was sent to. */
import type { CustomerKey, Day, DecisionId, Group, Instant } from '@fitly/core/terms';
import { batchesOf, type Store, valuesOf } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';

export interface DecisionsOfDay {
  readonly ids: readonly DecisionId[];
  readonly customerKeys: readonly CustomerKey[];
  readonly groups: readonly Group[];
  rowOf(id: DecisionId): number | undefined;
  /** One customer has one decision a day. */
  rowOfCustomer(key: string): number | undefined;
  /** Where the decision went and when, if Braze has accepted it; null otherwise. */
  sentTo(row: number): { readonly targetId: string; readonly at: Instant } | null;
}

export async function decisionsOfDay(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  day: Day,
): Promise<DecisionsOfDay> {
  const columns = await store.lake.read({
    table: 'decisions',
    agent: agent.name,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'customer_key', type: 'string' },
      { name: 'group', type: 'string' },
    ],
  });
  const ids = valuesOf(columns, 'decision_id', 'string') as readonly DecisionId[];
  const customerKeys = valuesOf(columns, 'customer_key', 'string') as readonly CustomerKey[];
  const rows = new Map(ids.map((id, row) => [id, row]));
  const rowsOfCustomers = new Map<string, number>(customerKeys.map((key, row) => [key, row]));
  const sent = await sentBatches(store, agent.name, day);
  return {
    ids,
    customerKeys,
    groups: valuesOf(columns, 'group', 'string') as readonly Group[],
    rowOf: (id) => rows.get(id),
    rowOfCustomer: (key) => rowsOfCustomers.get(key),
    sentTo: (row) => sent.get(ids[row]!) ?? null,
  };
}

async function sentBatches({ state }: Store, agent: RunContext['agent']['name'], day: Day) {
  const accepted = (await batchesOf(state.db, agent, day)).filter((batch) => batch.state === 'accepted');
  return new Map(
    accepted.flatMap(({ decisionIds, targetId, updatedAt }) => {
      const to = { targetId, at: updatedAt };
      return decisionIds.map((id) => [id, to] as const);
    }),
  );
}
