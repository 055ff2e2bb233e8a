/** Attributes that came by `fitly import` fill what the Braze export leaves open: the newest import before the run's day. */
import type { ContextAttribute } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { type Columns, valuesOf } from '@fitly/store';
import type { AudienceMember } from './audience-snapshot.ts';
import type { RunContext } from './run-context.ts';

export const IMPORTED = 'imported_attributes';

/**
 * Changes `members` in place: null values get the imported one. Braze's own value always wins. Returns the age in days of what was
 * filled in, by attribute.
 */
export async function fillFromImports(
  context: RunContext,
  members: AudienceMember[],
): Promise<Readonly<Record<string, number>>> {
  const { store, agent, day } = context;
  const days = (await store.lake.files({ table: IMPORTED, agent: agent.name })).map((file) => file.day);
  // Point in time: attributes as of the evening before, never of the day itself.
  const newest = days
    .filter((each) => each < day)
    .sort()
    .at(-1) as Day | undefined;
  if (newest === undefined) return {};
  const imported = await readImported(context, newest);
  const filled = new Set<string>();
  for (const [index, member] of members.entries()) {
    const found = imported.get(member.customerKey);
    if (found === undefined || !member.values.includes(null)) continue;
    const values = member.values.map((value, attribute) => value ?? found[attribute] ?? null);
    for (const [place, { attribute }] of agent.context.entries()) {
      if (values[place] !== member.values[place]) filled.add(attribute);
    }
    members[index] = { ...member, values };
  }
  const age = dayNumber(day) - dayNumber(newest);
  return Object.fromEntries([...filled].map((attribute) => [attribute, age]));
}

/** What the files of one day say: customer key → values in the order of the agent's attributes, null = nothing. */
async function readImported(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  day: Day,
): Promise<ReadonlyMap<string, AudienceMember['values']>> {
  const columns = await store.lake.read({
    table: IMPORTED,
    agent: agent.name,
    day,
    columns: importedColumns(agent.context),
  });
  const reads = agent.context.map((attribute) => reader(columns, attribute));
  const keys = valuesOf(columns, 'customer_key', 'string');
  return new Map(keys.map((key, row) => [key ?? '', reads.map((read) => read(row))]));
}

/** Columns of the table: the customer, then the attributes in their order. */
export const importedColumns = (attributes: readonly ContextAttribute[]) => [
  { name: 'customer_key', type: 'string' as const },
  ...attributes.map(({ attribute, type }) => ({
    name: `ctx_${attribute}`,
    type: type === 'category' ? ('string' as const) : ('float64' as const),
  })),
];

function reader(columns: Columns, { attribute, type }: ContextAttribute): (row: number) => string | number | null {
  const name = `ctx_${attribute}`;
  if (type === 'category') {
    const values = valuesOf(columns, name, 'string');
    return (row) => values[row] ?? null;
  }
  const values = valuesOf(columns, name, 'float64');
  return (row) => (Number.isNaN(values[row]) ? null : values[row]!);
}
