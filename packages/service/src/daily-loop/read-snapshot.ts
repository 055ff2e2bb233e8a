import type { ContextTable } from '@fitly/core/data';
import type { Agent } from '@fitly/core/design';
import type { CustomerKey, Day } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { IN_SEGMENTS } from './audience-snapshot.ts';

/** The audience of one day as it was stored: sorted by customer key, one row per customer. */
export interface Snapshot {
  readonly customerKeys: readonly CustomerKey[];
  readonly timeZones: readonly (string | null)[];
  /** 0 = left the segments of the audience; anything else: in them. */
  readonly inSegments: Uint8Array;
  readonly context: ContextTable;
}

export async function readSnapshot(
  place: { readonly store: Store; readonly agent: Agent },
  day: Day,
): Promise<Snapshot> {
  const { store, agent } = place;
  const columns = await store.lake.read({
    table: 'snapshots',
    agent: agent.name,
    day,
    orderBy: ['customer_key'],
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'time_zone', type: 'string' },
      { name: IN_SEGMENTS, type: 'boolean' },
      ...agent.context.map(({ attribute, type }) => ({
        name: `ctx_${attribute}`,
        type: type === 'category' ? ('string' as const) : ('float64' as const),
      })),
    ],
  });
  return snapshotOf(columns, agent, valuesOf(columns, 'customer_key', 'string') as readonly CustomerKey[]);
}

/** The snapshot in a table that holds at least its columns, with the keys of its rows. */
export function snapshotOf(columns: Columns, agent: Agent, customerKeys: readonly CustomerKey[]): Snapshot {
  return {
    customerKeys,
    timeZones: valuesOf(columns, 'time_zone', 'string'),
    inSegments: Uint8Array.from(valuesOf(columns, IN_SEGMENTS, 'boolean')),
    context: {
      attributes: agent.context,
      rowCount: columns.rowCount,
      columns: agent.context.map(({ attribute, type }) =>
        type === 'category'
          ? valuesOf(columns, `ctx_${attribute}`, 'string')
          : valuesOf(columns, `ctx_${attribute}`, 'float64'),
      ),
    },
  };
}
