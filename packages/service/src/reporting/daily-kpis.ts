/** The totals of declared KPIs by day and group, in the lake: KPI cards and trends are made from these. */
import type { KpiTotals } from '@fitly/core/data';
import type { ReportDay } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const DAILY_KPIS = 'daily_kpis';

export interface KpiCell extends KpiTotals {
  readonly day: Day;
  readonly kpi: string;
  readonly group: Group;
  /** Clicks by people so far, where a KPI is per click. */
  readonly clicks: number;
  /** Of the rules by which opens and clicks count as made by people. */
  readonly filterVersion: number;
}

const NUMBERS = ['total', 'customerDays', 'last1', 'last7', 'last30', 'ever', 'clicks', 'filterVersion'] as const;
const TEXTS = ['day', 'kpi', 'group'] as const;
const columnName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const kpiColumns = (cells: readonly KpiCell[]): Columns => ({
  rowCount: cells.length,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const, values: cells.map((cell) => cell[name]) })),
    ...NUMBERS.map((name) => ({
      name: columnName(name),
      type: 'float64' as const,
      values: Float64Array.from(cells, (cell) => cell[name]),
    })),
  ],
});

export const kpiTable = (agent: AgentName) => ({
  table: DAILY_KPIS,
  agent,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const })),
    ...NUMBERS.map((name) => ({ name: columnName(name), type: 'float64' as const })),
  ],
});

/** By day, up to a day; days without declared KPIs are absent. */
export async function readKpis(
  store: Store,
  agent: AgentName,
  asOfDay: Day,
): Promise<ReadonlyMap<Day, NonNullable<ReportDay['kpis']>>> {
  const columns = await readDays(store, kpiTable(agent), asOfDay);
  const [days, kpis, groups] = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  const values = NUMBERS.map((name) => [name, valuesOf(columns, columnName(name), 'float64')] as const);
  const found = new Map<Day, Record<string, Partial<Record<Group, KpiCell>>>>();
  for (const row of days!.keys()) {
    const [day, kpi, group] = [asDay(days![row] ?? ''), kpis![row] ?? '', groups![row] as Group];
    const ofDay = found.get(day) ?? {};
    found.set(day, ofDay);
    const numbers = Object.fromEntries(values.map(([name, of]) => [name, of[row]!])) as Record<
      (typeof NUMBERS)[number],
      number
    >;
    ofDay[kpi] = { ...ofDay[kpi], [group]: { day, kpi, group, ...numbers } };
  }
  return found;
}
