/**
 * How many accepted messages each customer has had of the agent since its first run. Each run adds its own day to what the one before
 * it has left in the lake, and takes its place, so that no run reads the whole past.
 */
import type { CustomerKey, Day } from '@fitly/core/terms';
import { batchesOf, type Columns, listRuns, valuesOf } from '@fitly/store';
import type { RunContext } from './run-context.ts';
import { toldDays } from './told-day.ts';

export const ACCEPTED_SENDS = 'accepted_sends';

export type SendTotals = ReadonlyMap<CustomerKey, number>;

type Place = Pick<RunContext, 'store' | 'agent' | 'day'>;

/** Including the day's own. What is settled after its run, an old doubt that was accepted after all, is not counted. */
export async function acceptedSends(place: Place): Promise<SendTotals> {
  const { store, agent, day } = place;
  const known = await newestBefore(place);
  const totals = new Map(known === null ? [] : await readTotals(place, known));
  const toldOn = await toldDays(store, agent);
  for (const run of await listRuns(store.state.db, agent.name)) {
    const told = toldOn(run.day);
    if (told === null || run.day > day || (known !== null && run.day <= known)) continue;
    for (const key of await acceptedOn({ ...place, day: told })) totals.set(key, (totals.get(key) ?? 0) + 1);
  }
  return totals;
}

/** By customer key, so that equal totals are equal files. */
export function sendColumns(totals: SendTotals): Columns {
  const keys = [...totals.keys()].sort();
  return {
    rowCount: keys.length,
    columns: [
      { name: 'customer_key', type: 'string', values: keys },
      { name: 'sends', type: 'float64', values: Float64Array.from(keys, (key) => totals.get(key)!) },
    ],
  };
}

/** Null: no run has left any. */
export async function newestBefore({ store, agent, day }: Place): Promise<Day | null> {
  const files = await store.lake.files({ table: ACCEPTED_SENDS, agent: agent.name });
  return files.findLast((file) => file.day < day)?.day ?? null;
}

async function readTotals({ store, agent }: Place, day: Day): Promise<(readonly [CustomerKey, number])[]> {
  const columns = await store.lake.read({
    ...{ table: ACCEPTED_SENDS, agent: agent.name, day },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'sends', type: 'float64' },
    ],
  });
  const sends = valuesOf(columns, 'sends', 'float64');
  const keys = valuesOf(columns, 'customer_key', 'string') as readonly CustomerKey[];
  return keys.map((key, row) => [key, sends[row]!]);
}

/** Customers of the day's accepted decisions; one who was erased is absent. */
async function acceptedOn({ store, agent, day }: Place): Promise<CustomerKey[]> {
  const batches = (await batchesOf(store.state.db, agent.name, day)).filter(({ state }) => state === 'accepted');
  const accepted = new Set<string>(batches.flatMap(({ decisionIds }) => decisionIds));
  if (accepted.size === 0) return [];
  const columns = await store.lake.read({
    ...{ table: 'decisions', agent: agent.name, day },
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'customer_key', type: 'string' },
    ],
  });
  const ids = valuesOf(columns, 'decision_id', 'string');
  const keys = valuesOf(columns, 'customer_key', 'string') as readonly CustomerKey[];
  return keys.filter((_, row) => accepted.has(ids[row] ?? ''));
}
