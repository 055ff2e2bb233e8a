/** Attributes that came by `fitly import` or a snapshot feed fill what the Braze export leaves open: of each the newest before the run's day. */
import type { ContextAttribute } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { addDays, dayNumber } from '@fitly/core/time';
import { type Columns, valuesOf } from '@fitly/store';
import type { AudienceMember } from './audience-snapshot.ts';
import type { RunContext } from './run-context.ts';

export const IMPORTED = 'imported_attributes';

/** An older value says nothing of today; of the newest day that files describe everything counts, however old. */
const LOOK_BACK_DAYS = 30;

/**
 * Changes `members` in place: null values get the newest imported one, attribute by attribute. Braze's own value always
 * wins. Point in time: attributes as of the evening before, never of the day itself. Returns the age in days of the newest
 * value that was filled in, by attribute.
 */
export async function fillFromImports(
  context: RunContext,
  members: AudienceMember[],
): Promise<Readonly<Record<string, number>>> {
  const { store, agent, day: today } = context;
  const files = await store.lake.files({ table: IMPORTED, agent: agent.name });
  const [newest, ...older] = [...new Set(files.map((file) => file.day))]
    .filter((each) => each < today)
    .sort()
    .reverse();
  if (newest === undefined) return {};
  const places = [...agent.context.keys()].filter((place) => agent.context[place]!.history === null);
  const open = new Set(members.keys().filter((row) => lacks(members[row]!.values, places)));
  const ages: Record<string, number> = {};
  for (const day of [newest, ...older.filter((each) => each >= addDays(today, -LOOK_BACK_DAYS))]) {
    if (open.size === 0) break;
    const filled = fillFromDay(members, places, open, await readImported(context, day));
    for (const [place, { attribute }] of agent.context.entries()) {
      if (filled.has(place)) ages[attribute] ??= dayNumber(today) - dayNumber(day);
    }
  }
  return ages;
}

const lacks = (values: AudienceMember['values'], places: readonly number[]): boolean =>
  places.some((place) => values[place] === null);

/**
 * `places`: of attributes that files bring. Takes out of `open` who has everything; returns the places of the attributes of
 * which some value was filled.
 */
function fillFromDay(
  members: AudienceMember[],
  places: readonly number[],
  open: Set<number>,
  imported: ReadonlyMap<string, AudienceMember['values']>,
): ReadonlySet<number> {
  const filled = new Set<number>();
  for (const row of open) {
    const member = members[row]!;
    const found = imported.get(member.customerKey);
    if (found === undefined) continue;
    const values = member.values.map((value, place) => value ?? found[place] ?? null);
    for (const [place, value] of values.entries()) if (value !== member.values[place]) filled.add(place);
    members[row] = { ...member, values };
    if (!lacks(values, places)) open.delete(row);
  }
  return filled;
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
