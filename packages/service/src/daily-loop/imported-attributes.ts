/** Attributes that came by `fitly import` or a snapshot feed fill what the Braze export leaves open: of each the newest before the run's day. */
import { keysAsWords, rowsAmongKeys } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { addDays, dayNumber } from '@fitly/core/time';
import { valuesOf } from '@fitly/store';
import type { AttributeColumn, Audience } from './audience-table.ts';
import type { RunContext } from './run-context.ts';

export const IMPORTED = 'imported_attributes';

/** An older value says nothing of today; of the newest day that files describe everything counts, however old. */
const LOOK_BACK_DAYS = 30;

interface ImportsPlace extends Pick<RunContext, 'store'> {
  readonly agent: Pick<RunContext['agent'], 'name' | 'context'>;
}

/**
 * Fills missing values of `audience` with the newest imported ones, attribute by attribute. Braze's own value always
 * wins. Point in time: attributes as of the evening before, never of the day itself. Returns the age in days of the newest
 * value that was filled in, by attribute.
 */
export async function fillFromImports(
  context: ImportsPlace & Pick<RunContext, 'day'>,
  audience: Pick<Audience, 'customerKeys' | 'values'>,
): Promise<Readonly<Record<string, number>>> {
  const { store, agent, day: today } = context;
  const files = await store.lake.files({ table: IMPORTED, agent: agent.name });
  const [newest, ...older] = [...new Set(files.map((file) => file.day))]
    .filter((each) => each < today)
    .sort()
    .reverse();
  if (newest === undefined) return {};
  const places = [...agent.context.keys()].filter((place) => agent.context[place]!.history === null);
  const ages: Record<string, number> = {};
  for (const day of [newest, ...older.filter((each) => each >= addDays(today, -LOOK_BACK_DAYS))]) {
    const open = places.filter((place) => hasMissing(audience.values[place]!));
    if (open.length === 0) break;
    for (const place of await fillFromDay(context, audience, { day, places: open })) {
      ages[agent.context[place]!.attribute] ??= dayNumber(today) - dayNumber(day);
    }
  }
  return ages;
}

const hasMissing = (column: AttributeColumn): boolean =>
  column instanceof Float64Array ? column.some(Number.isNaN) : column.includes(null);

/** `places`: of attributes that are still missing for somebody. Returns those of which some value was filled. */
async function fillFromDay(
  { store, agent }: ImportsPlace,
  { customerKeys, values }: Pick<Audience, 'customerKeys' | 'values'>,
  { day, places }: { readonly day: Day; readonly places: readonly number[] },
): Promise<readonly number[]> {
  const [, ...attributes] = importedColumns(agent.context);
  const wanted = places.map((place) => attributes[place]!);
  const key = { name: 'customer_key', type: 'key' } as const;
  const columns = await store.lake.read({ table: IMPORTED, agent: agent.name, day, columns: [key, ...wanted] });
  const rows = rowsAmongKeys(keysAsWords(customerKeys), valuesOf(columns, key.name, key.type));
  return places.filter((place, at) => {
    const column = values[place]!;
    const { name } = wanted[at]!;
    return column instanceof Float64Array
      ? fillNumbers(column, valuesOf(columns, name, 'float64'), rows)
      : fillTexts(column, valuesOf(columns, name, 'string'), rows);
  });
}

/** Whether some value was filled. */
function fillNumbers(into: Float64Array, from: Float64Array, rows: Int32Array): boolean {
  let filled = false;
  for (let row = 0; row < into.length; row++) {
    if (!Number.isNaN(into[row]) || rows[row] === -1) continue;
    into[row] = from[rows[row]!]!;
    filled ||= !Number.isNaN(into[row]);
  }
  return filled;
}

function fillTexts(into: (string | null)[], from: readonly (string | null)[], rows: Int32Array): boolean {
  let filled = false;
  for (let row = 0; row < into.length; row++) {
    if (into[row] !== null || rows[row] === -1) continue;
    into[row] = from[rows[row]!] ?? null;
    filled ||= into[row] !== null;
  }
  return filled;
}

/** Columns of the table: the customer, then the attributes in their order. */
export const importedColumns = (attributes: readonly ContextAttribute[]) => [
  { name: 'customer_key', type: 'string' as const },
  ...attributes.map(({ attribute, type }) => ({
    name: `ctx_${attribute}`,
    type: type === 'category' ? ('string' as const) : ('float64' as const),
  })),
];
