/** How many customers were enrolled on each day, by group and segment, as they were then: never restated. */
import type { EnrolmentCount } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const ENROLLED = 'daily_enrolments';

const TEXTS = ['group', 'attribute', 'value'] as const;

/** All of one day. */
export function enrolledColumns(counts: readonly EnrolmentCount[]): Columns {
  const texts = {
    group: counts.map(({ group }) => group),
    attribute: counts.map(({ segment }) => segment?.attribute ?? null),
    value: counts.map(({ segment }) => segment?.value ?? null),
  };
  return {
    rowCount: counts.length,
    columns: [
      { name: 'day', type: 'string', values: counts.map(({ day }) => day) },
      ...TEXTS.map((name) => ({ name, type: 'string' as const, values: texts[name] })),
      { name: 'customers', type: 'float64', values: Float64Array.from(counts, ({ customers }) => customers) },
    ],
  };
}

export const enrolledTable = (agent: AgentName) => ({
  table: ENROLLED,
  agent,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const })),
    { name: 'customers', type: 'float64' as const },
  ],
});

/** Oldest first, up to a day. */
export async function readEnrolled(store: Store, agent: AgentName, asOfDay: Day): Promise<EnrolmentCount[]> {
  const columns = await readDays(store, enrolledTable(agent), asOfDay);
  const [days, groups, attributes, values] = ['day', ...TEXTS].map((name) => valuesOf(columns, name, 'string'));
  return Array.from(valuesOf(columns, 'customers', 'float64'), (customers, row) => {
    const [attribute, value] = [attributes![row] ?? null, values![row] ?? null];
    const segment = attribute === null || value === null ? null : { attribute, value };
    return { day: asDay(days![row] ?? ''), group: groups![row] as Group, segment, customers };
  });
}
