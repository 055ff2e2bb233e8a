/** How each day's decisions ended, by group and reason: the way to Braze is told from these. */
import { DECISION_ENDS, type DecisionEnd, type EndCount } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const DAILY_ENDS = 'daily_ends';

const TEXTS = ['day', 'group', 'end', 'reason'] as const;

export const endColumns = (counts: readonly EndCount[]): Columns => ({
  rowCount: counts.length,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const, values: counts.map((count) => count[name]) })),
    { name: 'decisions', type: 'float64', values: Float64Array.from(counts, ({ decisions }) => decisions) },
  ],
});

export const endTable = (agent: AgentName) => ({
  table: DAILY_ENDS,
  agent,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const })),
    { name: 'decisions', type: 'float64' as const },
  ],
});

/** Oldest first, up to a day; days of versions that counted none are absent. */
export async function readEnds(store: Store, agent: AgentName, asOfDay: Day): Promise<EndCount[]> {
  const columns = await readDays(store, endTable(agent), asOfDay);
  const [days, groups, ends, reasons] = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  return Array.from(valuesOf(columns, 'decisions', 'float64'), (decisions, row) => ({
    day: asDay(days![row] ?? ''),
    group: groups![row] as Group,
    end: DECISION_ENDS.find((end) => end === ends![row]) ?? ('not_sent' satisfies DecisionEnd),
    reason: reasons![row] ?? null,
    decisions,
  }));
}
