/** Which decisions of each day stayed in doubt, by group, option and hour; a day without any has no file. */
import type { DoubtCount } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const DAILY_DOUBTS = 'daily_doubts';

const TEXTS = ['day', 'group', 'dimension', 'option'] as const;

export const doubtColumns = (counts: readonly DoubtCount[]): Columns => ({
  rowCount: counts.length,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const, values: counts.map((count) => count[name]) })),
    { name: 'decisions', type: 'float64', values: Float64Array.from(counts, ({ decisions }) => decisions) },
  ],
});

export const doubtTable = (agent: AgentName) => ({
  table: DAILY_DOUBTS,
  agent,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const })),
    { name: 'decisions', type: 'float64' as const },
  ],
});

/** Oldest first, up to a day. */
export async function readDoubts(store: Store, agent: AgentName, asOfDay: Day): Promise<DoubtCount[]> {
  const columns = await readDays(store, doubtTable(agent), asOfDay);
  const [days, groups, dimensions, options] = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  return Array.from(valuesOf(columns, 'decisions', 'float64'), (decisions, row) => ({
    day: asDay(days![row] ?? ''),
    group: groups![row] as Group,
    dimension: dimensions![row] ?? null,
    option: options![row] ?? '',
    decisions,
  }));
}
