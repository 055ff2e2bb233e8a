/** What is new of events that only KPIs count: days on which they happened, and that were measured before, are made again. */
import { kpiInstant } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';
import type { RunContext } from '../daily-loop/run-context.ts';
import { toldInTakes } from './told-in-takes.ts';

/** The earliest in the takes of `(after, upTo]`, whichever feed brought it; null: there is none. */
export async function kpiNews({ store, agent }: RunContext, after: number, upTo: number): Promise<Instant | null> {
  const own = agent.kpis.filter((kpi) => kpiInstant(kpi) === null && kpi.event !== agent.success.event);
  const names = new Set<string | null>(own.map(({ event }) => event));
  if (names.size === 0) return null;
  let oldest = Number.POSITIVE_INFINITY;
  for await (const { name, at } of toldInTakes(store, after, upTo)) if (names.has(name)) oldest = Math.min(oldest, at);
  return oldest < Number.POSITIVE_INFINITY ? oldest : null;
}
