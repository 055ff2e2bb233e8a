/** What happened on each day by segment and group, in the lake, with customers where they were on that day. */
import type { SegmentDay } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const DAILY_SEGMENTS = 'daily_segments';

const TEXTS = ['day', 'attribute', 'value', 'group', 'kpi'] as const;
const NUMBERS = ['customers', 'accepted', 'clicks', 'total', 'customer_days'] as const;
/** The agent's own metric; ids of KPIs are never empty. */
const METRIC = '';

interface Row extends Readonly<Record<(typeof NUMBERS)[number], number>>, Record<'kpi', string> {
  readonly cell: SegmentDay;
}

/** A row for the metric, and one for each KPI. */
export function segmentColumns(days: readonly SegmentDay[]): Columns {
  const rows = days.flatMap((cell): Row[] => {
    const { customers, accepted, clicks, total, customerDays } = cell;
    const shared = { cell, customers, accepted, clicks };
    return [
      { ...shared, kpi: METRIC, total, customer_days: customerDays },
      ...Object.entries(cell.kpis).map(([kpi, own]) => ({
        ...shared,
        ...{ kpi, total: own.total, customer_days: own.customerDays },
      })),
    ];
  });
  const texts = {
    day: rows.map(({ cell }) => cell.day),
    attribute: rows.map(({ cell }) => cell.segment.attribute),
    value: rows.map(({ cell }) => cell.segment.value),
    group: rows.map(({ cell }) => cell.group),
    kpi: rows.map(({ kpi }) => kpi),
  };
  return {
    rowCount: rows.length,
    columns: [
      ...TEXTS.map((name) => ({ name, type: 'string' as const, values: texts[name] })),
      ...NUMBERS.map((name) => ({
        name,
        type: 'float64' as const,
        values: Float64Array.from(rows, (row) => row[name]),
      })),
    ],
  };
}

export const segmentTable = (agent: AgentName) => ({
  table: DAILY_SEGMENTS,
  agent,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const })),
    ...NUMBERS.map((name) => ({ name, type: 'float64' as const })),
  ],
});

/** Oldest first, up to a day; days of versions that kept none are absent. */
export async function readSegmentDays(store: Store, agent: AgentName, asOfDay: Day): Promise<SegmentDay[]> {
  const columns = await readDays(store, segmentTable(agent), asOfDay);
  const texts = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  const numbers = NUMBERS.map((name) => valuesOf(columns, name, 'float64'));
  const found = new Map<string, SegmentDay & { readonly kpis: Record<string, SegmentDay['kpis'][string]> }>();
  for (let row = 0; row < columns.rowCount; row += 1) {
    const [day, attribute, value, group, kpi] = texts.map((values) => values[row] ?? '') as [
      ...[string, string, string, string, string],
    ];
    const [customers, accepted, clicks, total, customerDays] = numbers.map((values) => values[row]!) as [
      ...[number, number, number, number, number],
    ];
    const key = JSON.stringify([day, attribute, value, group]);
    const cell = found.get(key) ?? {
      ...{ day: asDay(day), segment: { attribute, value }, group: group as Group },
      ...{ customers, accepted, clicks, total: 0, customerDays: 0, kpis: {} },
    };
    if (kpi !== METRIC) cell.kpis[kpi] = { total, customerDays };
    found.set(key, kpi === METRIC ? { ...cell, total, customerDays } : cell);
  }
  return [...found.values()];
}
