/**
 * Up to which event exports have told of each customer: the instant of the newest one in the last export that held them.
 * When another source takes over, what lies after it is new and what does not has been counted. A cut by the time of the
 * export would lose what had not reached the export yet, and double what had reached the other source late.
 */
import type { Agent } from '@fitly/core/design';
import type { CustomerKey, Day, Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Columns, enrolments, type StagedFile, type Store, valuesOf } from '@fitly/store';
import { parseItems, TOTALS } from '../daily-loop/audience-snapshot.ts';
import { isStageTotal } from '../daily-loop/stage-totals.ts';
import { upTo } from './imported-events.ts';

const EXPORTED_UNTIL = 'exported_until';
const COLUMNS = [
  { name: 'customer_key', type: 'string' as const },
  { name: 'at', type: 'instant' as const },
];

/** Customers of whom no export told an event are absent. */
export type ExportedUntil = ReadonlyMap<CustomerKey, Instant>;

interface Place {
  readonly store: Store;
  readonly agent: Agent;
}

/** From the exports before the day of the switch. */
export async function findExportedUntil({ store, agent }: Place, fromDay: Day): Promise<ExportedUntil> {
  const files = await store.lake.files({ table: 'snapshots', agent: agent.name, days: upTo(addDays(fromDay, -1)) });
  const days = [...new Set(files.map((file) => file.day))].sort().reverse();
  const open = new Set<string>((await enrolments(store.state.db, agent.name)).customerKeys);
  const until = new Map<CustomerKey, Instant>();
  for (const day of days) {
    if (open.size === 0) break;
    const columns = [COLUMNS[0]!, { name: TOTALS.items, type: 'string' as const }];
    const snapshot = await store.lake.read({ table: 'snapshots', agent: agent.name, day, columns });
    const items = valuesOf(snapshot, TOTALS.items, 'string');
    for (const [row, key] of valuesOf(snapshot, 'customer_key', 'string').entries()) {
      const isNewest = open.delete(key ?? '');
      const newest = isNewest ? Math.max(...successTotals(items[row] ?? null).map(({ lastAt }) => lastAt)) : -Infinity;
      if (Number.isFinite(newest)) until.set(key as CustomerKey, newest);
    }
  }
  return until;
}

const successTotals = (text: string | null) => parseItems(text).filter((item) => !isStageTotal(item));

/** To be committed with the switch: later exports must not move it. */
export function stageExportedUntil({ store, agent }: Place, fromDay: Day, until: ExportedUntil): Promise<StagedFile> {
  const keys = [...until.keys()].sort();
  const columns: Columns = {
    rowCount: keys.length,
    columns: [
      { name: 'customer_key', type: 'string', values: keys },
      { name: 'at', type: 'instant', values: Float64Array.from(keys, (key) => until.get(key)!) },
    ],
  };
  return store.lake.stage({ table: EXPORTED_UNTIL, agent: agent.name, day: fromDay, columns });
}

/** As it was kept; for a switch that was made before anything was kept, from the exports of then. */
export async function readExportedUntil(place: Place, fromDay: Day): Promise<ExportedUntil> {
  const { store, agent } = place;
  const partition = { table: EXPORTED_UNTIL, agent: agent.name, day: fromDay };
  if ((await store.lake.files(partition)).length === 0) return findExportedUntil(place, fromDay);
  const columns = await store.lake.read({ ...partition, columns: COLUMNS });
  const at = valuesOf(columns, 'at', 'instant');
  return new Map(valuesOf(columns, 'customer_key', 'string').map((key, row) => [key as CustomerKey, at[row]!]));
}

const SECOND_MS = 1_000;
/** Another system has its own clock, and its own moment at which a purchase is one. */
const OTHER_CLOCK_MS = 5 * 60_000;

/** Whether exports have told of the event. `clock`: by whose clock it happened; Braze cuts its instants to the second. */
export function wasExported(
  until: ExportedUntil,
  { customerKey, at }: { readonly customerKey: CustomerKey; readonly at: Instant },
  clock: 'braze' | 'other',
): boolean {
  const last = until.get(customerKey);
  if (last === undefined) return false;
  return clock === 'other' ? at <= last + OTHER_CLOCK_MS : Math.floor(at / SECOND_MS) <= Math.floor(last / SECOND_MS);
}
