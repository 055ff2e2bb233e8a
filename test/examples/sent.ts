/** What went out, as decision log and ledger say: the independent reading that the checks of limits rest on. */
import { type StoredDecisions, textColumn } from '@fitly/core/data';
import type { Agent } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';
import { batchesOf } from '@fitly/store';

export interface Sent {
  readonly day: Day;
  readonly customer: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Option id by dimension. */
  readonly action: Readonly<Record<string, string>>;
  /** What was known of the customer; null = missing. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Decisions whose batch was accepted, on all of these days. */
export async function readSent({ store }: Workspace, agent: Agent, days: readonly Day[]): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const day of days) {
    const batches = await batchesOf(store.state.db, agent.name, day);
    const accepted = new Set(batches.filter(({ state }) => state === 'accepted').flatMap((each) => each.decisionIds));
    const log = (await store.lake.read({ table: 'decisions', agent: agent.name, day })) as StoredDecisions;
    const columns = new Map<string, ArrayLike<unknown>>(log.columns.map(({ name, values }) => [name, values]));
    const cell = (name: string, row: number): unknown => columns.get(name)?.[row] ?? null;
    for (const [row, id] of textColumn(log, 'decision_id').entries()) {
      if (!accepted.has(id as never)) continue;
      sent.push({
        day,
        customer: String(cell('customer_key', row)),
        at: Number(cell('send_at', row)),
        action: Object.fromEntries(agent.dimensions.map((each) => [each.id, String(cell(`option_${each.id}`, row))])),
        context: Object.fromEntries(
          agent.context.map(({ attribute, type }) => [attribute, known(cell(`ctx_${attribute}`, row), type)]),
        ),
      });
    }
  }
  return sent;
}

/** Numbers and booleans are stored as numbers, what is missing as NaN. */
function known(value: unknown, type: 'number' | 'category' | 'boolean'): unknown {
  if (value === null || Number.isNaN(value)) return null;
  return type === 'boolean' ? value === 1 : value;
}
