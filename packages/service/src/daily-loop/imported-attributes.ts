/** Attributes that came by `fitly import` or a snapshot feed fill what the Braze export leaves open: of each the newest before the run's day. */
import type { ContextAttribute } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Columns, valuesOf } from '@fitly/store';
import type { AudienceMember } from './audience-snapshot.ts';
import type { RunContext } from './run-context.ts';

export const IMPORTED = 'imported_attributes';

/** An older value says nothing of today; of the newest day that files describe everything counts, however old. */
const LOOK_BACK_DAYS = 30;

/**
 * Changes `members` in place: null values get the newest imported one, attribute by attribute. Braze's own value always
 * wins. Point in time: attributes as of the evening before, never of the day itself.
 */
export async function fillFromImports(context: RunContext, members: AudienceMember[]): Promise<number> {
  const files = await context.store.lake.files({ table: IMPORTED, agent: context.agent.name });
  const [newest, ...older] = [...new Set(files.map((file) => file.day))]
    .filter((each) => each < context.day)
    .sort()
    .reverse();
  if (newest === undefined) return 0;
  const open = new Set(members.keys().filter((row) => members[row]!.values.includes(null)));
  let filled = 0;
  for (const day of [newest, ...older.filter((each) => each >= addDays(context.day, -LOOK_BACK_DAYS))]) {
    if (open.size === 0) break;
    filled += fillFromDay(members, open, await readImported(context, day));
  }
  return filled;
}

/** Takes out of `open` who has everything; returns how many values were filled. */
function fillFromDay(
  members: AudienceMember[],
  open: Set<number>,
  imported: ReadonlyMap<string, AudienceMember['values']>,
): number {
  let filled = 0;
  for (const row of open) {
    const member = members[row]!;
    const found = imported.get(member.customerKey);
    if (found === undefined) continue;
    const values = member.values.map((value, attribute) => value ?? found[attribute] ?? null);
    filled += values.filter((value, attribute) => value !== member.values[attribute]).length;
    members[row] = { ...member, values };
    if (!values.includes(null)) open.delete(row);
  }
  return filled;
}

/** What the files of one day say: customer key → values in the order of the agent's attributes, null = nothing. */
export async function readImported(
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
