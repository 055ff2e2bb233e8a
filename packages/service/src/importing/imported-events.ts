/**
 * Success events that came by `fitly import`. They have a table of their own, since the run replaces its day of `events`:
 * a run must not undo an import. Each import adds a file to the day whose run takes it in.
 */
import type { RawEvent } from '@fitly/core/data';
import type { Agent, EventField } from '@fitly/core/design';
import type { CustomerKey, Day } from '@fitly/core/terms';
import { asDay } from '@fitly/core/terms';
import { type Store, valuesOf } from '@fitly/store';

export const IMPORTED_EVENTS = 'imported_events';

/** All days up to this one. */
export const upTo = (day: Day): { from: Day; to: Day } => ({ from: asDay('0000-01-01'), to: day });

/** What had been imported when the run of `day` began, with the fields that the agent declares today. */
export async function readImportedEvents(
  { store, agent }: { readonly store: Store; readonly agent: Agent },
  day: Day,
  name: string = agent.success.event,
): Promise<RawEvent[]> {
  const columns = await store.lake.read({
    table: IMPORTED_EVENTS,
    agent: agent.name,
    days: upTo(day),
    where: { column: 'name', equals: name },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'at', type: 'instant' },
      { name: 'amount', type: 'float64' },
      { name: 'fields', type: 'string' },
    ],
  });
  const at = valuesOf(columns, 'at', 'instant');
  const amounts = valuesOf(columns, 'amount', 'float64');
  const fields = valuesOf(columns, 'fields', 'string');
  return valuesOf(columns, 'customer_key', 'string').map((key, row) => ({
    customerKey: key as CustomerKey,
    at: at[row]!,
    amount: amounts[row]!,
    fields: fieldsOf(agent.success.fields, fields[row] ?? null),
  }));
}

const TYPE_OF = { number: 'number', text: 'string', boolean: 'boolean' } as const;

/** A field that was declared after the import, or with another type, is missing. */
function fieldsOf(declared: readonly EventField[], json: string | null): RawEvent['fields'] {
  const stored = new Map(Object.entries(json === null ? {} : (JSON.parse(json) as Record<string, unknown>)));
  return Object.fromEntries(
    declared.map(({ name, type }) => {
      const value = stored.get(name);
      return [name, typeof value === TYPE_OF[type] ? (value as string | number | boolean) : null];
    }),
  );
}
