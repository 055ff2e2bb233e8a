/** For whom an agent's design is played: its enrolled customers, else imported ones, else customers drawn from its file. */
import type { ContextColumn, ContextTable } from '@fitly/core/data';
import { contextRows } from '@fitly/core/data';
import { type Agent, type ContextAttribute, readSavedAgent } from '@fitly/core/design';
import { asCustomerKey, type CustomerKey, type Day } from '@fitly/core/terms';
import { marginalAudience } from '@fitly/simulator';
import { finishedSteps, latestAgent, listRuns, type Store, valuesOf, workspaceHoldouts } from '@fitly/store';
import { outsideReasons } from '../daily-loop/audience-of-day.ts';
import { IMPORTED, importedColumns } from '../daily-loop/imported-attributes.ts';
import { readSnapshot } from '../daily-loop/read-snapshot.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';

export interface SimulatedAudience {
  /**
   * `enrolled`: the newest run's audience; `imported`: customers of whom files tell; `earlier`: the audience of the agent that it begins
   * with; `drawn`: nobody is known yet.
   */
  readonly source: 'enrolled' | 'imported' | 'earlier' | 'drawn';
  /** Customers that there are; null where nobody is known. */
  readonly known: number | null;
  /** Strictly ascending; at most as many as were asked for, evenly chosen. */
  readonly customerKeys: readonly CustomerKey[];
  readonly context: ContextTable;
}

interface Place {
  readonly store: Store;
  readonly agent: Agent;
}

/** `correlation`: of customers who have to be drawn. */
export async function simulatedAudience(place: Place, most: number, correlation: number): Promise<SimulatedAudience> {
  const found = (await enrolledAudience(place)) ?? (await importedAudience(place)) ?? (await audienceOfEarlier(place));
  if (found !== null && found.customerKeys.length > 0) return thinned(found, most);
  const width = String(most).length;
  return {
    source: 'drawn',
    known: null,
    customerKeys: Array.from({ length: most }, (_, row) => asCustomerKey(`drawn ${String(row).padStart(width, '0')}`)),
    context: marginalAudience(place.agent.context, most, place.agent.name, correlation),
  };
}

async function enrolledAudience(place: Place): Promise<SimulatedAudience | null> {
  const { store, agent } = place;
  for (const { day } of (await listRuns(store.state.db, agent.name)).toReversed()) {
    if (!(await finishedSteps(store.state.db, agent.name, day)).has('intake')) continue;
    const snapshot = await readSnapshot(place, day);
    const outside = outsideReasons(snapshot, expressionsOf(agent), await workspaceHoldouts(store.state.db));
    const rows = [...outside.keys()].filter((row) => outside[row] === null);
    return {
      source: 'enrolled',
      known: rows.length,
      customerKeys: rows.map((row) => snapshot.customerKeys[row]!),
      context: contextRows(snapshot.context, rows),
    };
  }
  return null;
}

/** What it knows of them by other names, or not at all, is missing. */
async function audienceOfEarlier({ store, agent }: Place): Promise<SimulatedAudience | null> {
  const { startFrom } = agent.learning;
  const saved = typeof startFrom === 'string' ? await latestAgent(store.state.db, startFrom) : null;
  const found = saved === null ? null : await enrolledAudience({ store, agent: readSavedAgent(saved.agentJson) });
  if (found === null) return null;
  const { attributes, columns, rowCount } = found.context;
  const columnOf = ({ attribute, type }: ContextAttribute): ContextColumn => {
    const place = attributes.findIndex((each) => each.attribute === attribute && each.type === type);
    if (place !== -1) return columns[place]!;
    return type === 'category'
      ? Array.from({ length: rowCount }, () => null)
      : new Float64Array(rowCount).fill(Number.NaN);
  };
  const context = { attributes: agent.context, rowCount, columns: agent.context.map(columnOf) };
  return { ...found, source: 'earlier', context };
}

/** Of the newest day that files describe. */
async function importedAudience({ store, agent }: Place): Promise<SimulatedAudience | null> {
  const files = await store.lake.files({ table: IMPORTED, agent: agent.name });
  const day = files
    .map((file): Day => file.day)
    .sort()
    .at(-1);
  if (day === undefined) return null;
  const columns = await store.lake.read({
    table: IMPORTED,
    agent: agent.name,
    day,
    orderBy: ['customer_key'],
    columns: importedColumns(agent.context),
  });
  const keys = valuesOf(columns, 'customer_key', 'string') as readonly CustomerKey[];
  const context: ContextTable = {
    attributes: agent.context,
    rowCount: columns.rowCount,
    columns: agent.context.map(({ attribute, type }) =>
      type === 'category'
        ? valuesOf(columns, `ctx_${attribute}`, 'string')
        : valuesOf(columns, `ctx_${attribute}`, 'float64'),
    ),
  };
  const rows = [...keys.keys()].filter((row) => row === 0 || keys[row - 1]! < keys[row]!);
  return {
    source: 'imported',
    known: rows.length,
    customerKeys: rows.map((row) => keys[row]!),
    context: contextRows(context, rows),
  };
}

function thinned(audience: SimulatedAudience, most: number): SimulatedAudience {
  const count = audience.customerKeys.length;
  if (count <= most) return audience;
  const rows = Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
  return {
    ...audience,
    customerKeys: rows.map((row) => audience.customerKeys[row]!),
    context: contextRows(audience.context, rows),
  };
}
