/** The day's reading in the lake: one small, mergeable cell per group. Reports are made from these. */
import type { Moments } from '@fitly/core/measure';
import type { ReportDay, SendCounts } from '@fitly/core/report';
import { type AgentName, asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

const DAILY_CELLS = 'daily_cells';

/** A day of the report, and how many of the enrolled had left the audience. */
export interface DailyCell extends ReportDay {
  readonly missing: Partial<Readonly<Record<Group, number>>>;
}

const NUMBERS = [
  'n',
  'mean',
  'm2',
  'non_zero',
  'missing',
  'decided',
  'accepted',
  'not_sent',
  'in_doubt',
  'capped_at',
  'erased',
] as const;
type CellNumbers = Readonly<Record<(typeof NUMBERS)[number], number>>;

const NO_SENDS: SendCounts = { decided: 0, accepted: 0, notSent: 0, inDoubt: 0 };
const NOBODY: Moments = { n: 0, mean: 0, m2: 0, nonZero: 0 };

/** One row per group, also for groups without customers. */
export function dailyCellColumns({ day, groups, sends, missing, cappedAt, erased = {} }: DailyCell): Columns {
  const rows = GROUPS.map((group): CellNumbers => {
    const moments = groups[group] ?? NOBODY;
    const counts = sends[group] ?? NO_SENDS;
    return {
      n: moments.n,
      mean: moments.mean,
      m2: moments.m2,
      non_zero: moments.nonZero,
      missing: missing[group] ?? 0,
      decided: counts.decided,
      accepted: counts.accepted,
      not_sent: counts.notSent,
      in_doubt: counts.inDoubt,
      capped_at: cappedAt ?? Number.NaN,
      erased: erased[group] ?? 0,
    };
  });
  return {
    rowCount: GROUPS.length,
    columns: [
      { name: 'day', type: 'string', values: GROUPS.map(() => day) },
      { name: 'group', type: 'string', values: GROUPS },
      ...NUMBERS.map((name) => ({
        name,
        type: 'float64' as const,
        values: Float64Array.from(rows, (row) => row[name]),
      })),
    ],
  };
}

/** The cells of all days up to one, oldest first; groups without customers are left out. */
export async function readDailyCells(store: Store, agent: AgentName, to: Day): Promise<DailyCell[]> {
  const columns = await readDays(store, cellTable(agent), to);
  const values = Object.fromEntries(NUMBERS.map((name) => [name, valuesOf(columns, name, 'float64')]));
  const dayOfRow = valuesOf(columns, 'day', 'string');
  const cells = new Map<Day, DailyCell>();
  for (const [row, group] of (valuesOf(columns, 'group', 'string') as readonly Group[]).entries()) {
    const day = asDay(dayOfRow[row] ?? '');
    const cell = cells.get(day) ?? { day, groups: {}, sends: {}, missing: {} };
    const numbers = Object.fromEntries(NUMBERS.map((name) => [name, values[name]![row]!])) as CellNumbers;
    cells.set(day, numbers.n === 0 ? cell : withGroup(cell, group, numbers));
  }
  return [...cells.values()];
}

export const cellTable = (agent: AgentName) => ({
  table: DAILY_CELLS,
  agent,
  columns: [{ name: 'group', type: 'string' as const }, ...NUMBERS.map((name) => ({ name, type: 'float64' as const }))],
});

function withGroup({ day, groups, sends, missing, erased }: DailyCell, group: Group, cell: CellNumbers): DailyCell {
  const counts: SendCounts = {
    decided: cell.decided,
    accepted: cell.accepted,
    notSent: cell.not_sent,
    inDoubt: cell.in_doubt,
  };
  return {
    day,
    groups: { ...groups, [group]: { n: cell.n, mean: cell.mean, m2: cell.m2, nonZero: cell.non_zero } },
    sends: { ...sends, [group]: counts },
    missing: { ...missing, [group]: cell.missing },
    // Days before anybody could be erased have no such column.
    erased: cell.erased > 0 ? { ...erased, [group]: cell.erased } : (erased ?? {}),
    cappedAt: Number.isNaN(cell.capped_at) ? null : cell.capped_at,
  };
}
