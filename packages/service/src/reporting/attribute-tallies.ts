/**
 * How many customers had which value of each attribute, day by day: a row per attribute and bin. What health is judged from, and
 * nothing of a single customer.
 */
import { type Bin, binReader, binsFor, distinctValues } from '@fitly/core/data';
import { type AgentName, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { upTo } from '../importing/imported-events.ts';
import type { Suspected } from '../privacy/value-guard.ts';

const TABLE = 'attribute_tallies';

/** Where `intake` notes how many values of which attribute were set aside, and how many days old imported ones are. */
export const SUSPECTED = 'suspected_values';
export const IMPORTED_AGES = 'imported_ages';

export function suspectedCounts(suspected: readonly Suspected[]): string {
  const counts = new Map<string, number>();
  for (const { attribute, values } of suspected) counts.set(attribute, (counts.get(attribute) ?? 0) + values);
  return JSON.stringify(Object.fromEntries(counts));
}

export interface AttributeTally {
  readonly attribute: string;
  readonly bins: readonly TalliedBin[];
  readonly distinct: number;
  /** NaN: there is no value. */
  readonly ageDays: number;
  readonly suspected: number;
}

interface TalliedBin extends Bin {
  /** Customers of the day's audience. */
  readonly customers: number;
  /** Customers who were enrolled on this day, by group. */
  readonly enrolled: Readonly<Record<Group, number>>;
}

/** Today's audience, as the run decided for it. `earlier`: the newest tally of each attribute, whose bins are kept. */
export async function tallyToday(
  context: RunContext,
  earlier: readonly AttributeTally[],
): Promise<readonly AttributeTally[]> {
  const { agent, day } = context;
  const snapshot = await context.snapshot.get();
  const enrolled = await context.enrolled();
  const newGroups = new Map<string, Group>();
  for (const [row, key] of enrolled.customerKeys.entries()) {
    if (enrolled.enrolledDays[row] === day) newGroups.set(key, enrolled.groups[row]!);
  }
  const groups = snapshot.customerKeys.map((key) => newGroups.get(key) ?? null);
  const imported = notedBy(context, IMPORTED_AGES);
  const suspected = notedBy(context, SUSPECTED);
  return agent.context.map((attribute, place) => {
    const { attribute: name } = attribute;
    const column = snapshot.context.columns[place] ?? new Float64Array(snapshot.context.rowCount).fill(Number.NaN);
    const bins = binsFor(attribute, column, earlier.find((each) => each.attribute === name)?.bins ?? []);
    const binOf = binReader(bins, column);
    const counts = new Float64Array(bins.length);
    const added = Object.fromEntries(GROUPS.map((group) => [group, new Float64Array(bins.length)]));
    for (let row = 0; row < snapshot.context.rowCount; row++) {
      if (snapshot.inSegments[row] === 0) continue;
      const bin = binOf(row);
      counts[bin]! += 1;
      const group = groups[row] ?? null;
      if (group !== null) added[group]![bin]! += 1;
    }
    const distinct = distinctValues(column);
    return {
      attribute: name,
      bins: bins.map(({ label, upper }, bin) => ({
        ...{ label, upper, customers: counts[bin]! },
        enrolled: byGroup((group) => added[group]![bin]!),
      })),
      distinct,
      ageDays: distinct === 0 ? Number.NaN : (imported[name] ?? 0),
      suspected: suspected[name] ?? 0,
    };
  });
}

/** Attribute → number, as `intake` noted it. */
const notedBy = (context: RunContext, key: string): Readonly<Record<string, number>> =>
  JSON.parse(String(context.summaryOf('intake')[key] ?? '{}')) as Record<string, number>;

const byGroup = (of: (group: Group) => number): Record<Group, number> =>
  Object.fromEntries(GROUPS.map((group) => [group, of(group)])) as Record<Group, number>;

const enrolledColumn = (group: Group): string => `enrolled_${group}`;
const NUMBERS = ['upper', 'customers', ...GROUPS.map(enrolledColumn), 'distinct', 'age_days', 'suspected'];

export function stageTallies({ store, agent, day }: RunContext, tallies: readonly AttributeTally[]) {
  const rows = tallies.flatMap((tally) => tally.bins.map((bin) => ({ ...tally, ...bin })));
  const values: Readonly<Record<string, (row: (typeof rows)[number]) => number>> = {
    upper: (row) => row.upper,
    customers: (row) => row.customers,
    ...Object.fromEntries(
      GROUPS.map((group) => [enrolledColumn(group), (row: (typeof rows)[number]) => row.enrolled[group]]),
    ),
    distinct: (row) => row.distinct,
    age_days: (row) => row.ageDays,
    suspected: (row) => row.suspected,
  };
  const columns: Columns = {
    rowCount: rows.length,
    columns: [
      { name: 'day', type: 'string', values: rows.map(() => day) },
      { name: 'attribute', type: 'string', values: rows.map((row) => row.attribute) },
      { name: 'bin', type: 'string', values: rows.map((row) => row.label) },
      ...NUMBERS.map(
        (name) => ({ name, type: 'float64', values: Float64Array.from(rows, (row) => values[name]!(row)) }) as const,
      ),
    ],
  };
  return store.lake.stage({ table: TABLE, agent: agent.name, day, columns });
}

/** By day, oldest first: all days up to this one. */
export async function readTallies(
  store: Store,
  agent: AgentName,
  upToDay: Day,
): Promise<ReadonlyMap<Day, readonly AttributeTally[]>> {
  const columns = await store.lake.read({
    ...{ table: TABLE, agent, days: upTo(upToDay) },
    columns: [
      ...['day', 'attribute', 'bin'].map((name) => ({ name, type: 'string' as const })),
      ...NUMBERS.map((name) => ({ name, type: 'float64' as const })),
    ],
  });
  const rows = valuesOf(columns, 'day', 'string').map((day, row) => ({ day: day as Day, row }));
  return new Map([...Map.groupBy(rows, ({ day }) => day)].map(([day, own]) => [day, talliesOf(columns, own)]));
}

function talliesOf(columns: Columns, rows: readonly { readonly row: number }[]): readonly AttributeTally[] {
  const numbers = new Map(NUMBERS.map((name) => [name, valuesOf(columns, name, 'float64')]));
  const number = (name: string, row: number): number => numbers.get(name)![row]!;
  const labels = valuesOf(columns, 'bin', 'string');
  const names = valuesOf(columns, 'attribute', 'string');
  return [...Map.groupBy(rows, ({ row }) => names[row] ?? '')].map(([attribute, own]) => {
    const first = own[0]!.row;
    return {
      attribute,
      bins: own.map(({ row }) => ({
        ...{ label: labels[row] ?? '', upper: number('upper', row), customers: number('customers', row) },
        enrolled: byGroup((group) => number(enrolledColumn(group), row)),
      })),
      distinct: number('distinct', first),
      ageDays: number('age_days', first),
      suspected: number('suspected', first),
    };
  });
}
