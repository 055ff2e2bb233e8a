/** How many customers were refused something for each reason, from what each day's decisions noted. */
import type { RefusalCount } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Store, valuesOf } from '@fitly/store';
import { REFUSALS } from '../daily-loop/decide-summary.ts';

const RECENT_DAYS = 14;
const SPECS = [
  { name: 'reason', type: 'string' as const },
  { name: 'customers', type: 'float64' as const },
];

/** Most frequent of the last 14 days first, equal ones by name. */
export async function readRefusals(store: Store, agent: AgentName, asOfDay: Day): Promise<RefusalCount[]> {
  const recent = await sumOf(store, agent, { from: addDays(asOfDay, 1 - RECENT_DAYS), to: asOfDay });
  const today = await sumOf(store, agent, { from: asOfDay, to: asOfDay });
  return [...recent]
    .map(([reason, last14]) => ({ reason, today: today.get(reason) ?? 0, last14 }))
    .sort((a, b) => b.last14 - a.last14 || (a.reason < b.reason ? -1 : 1));
}

async function sumOf(store: Store, agent: AgentName, days: { from: Day; to: Day }): Promise<Map<string, number>> {
  const columns = await store.lake.read({ table: REFUSALS, agent, days, columns: SPECS });
  const customers = valuesOf(columns, 'customers', 'float64');
  const sums = new Map<string, number>();
  for (const [row, reason] of valuesOf(columns, 'reason', 'string').entries()) {
    sums.set(reason ?? '', (sums.get(reason ?? '') ?? 0) + customers[row]!);
  }
  return sums;
}
