/** Events as a warehouse would deliver them: a CSV file that `fitly import` takes. What no export shows stays out. */
import type { Value } from './customer.ts';
import type { WorldEvent } from './world.ts';

const COLUMNS = ['external_id', 'event', 'at', 'amount', 'id'] as const;

/**
 * CSV (RFC 4180, line feeds) with a header: external id, event, instant in ISO 8601 UTC, amount, id, and a column for every
 * field that any event carries. Empty = missing. A field that has the name of one of the first columns stays out.
 */
export function eventFeed(events: readonly WorldEvent[]): string {
  const named = new Set(events.flatMap(({ fields }) => Object.keys(fields)));
  const fields = [...named].filter((name) => !(COLUMNS as readonly string[]).includes(name)).sort();
  const rows = events.map(({ externalId, event, at, amount, id, fields: values }) => [
    externalId,
    event,
    new Date(at).toISOString(),
    amount,
    id,
    ...fields.map((name) => values[name] ?? null),
  ]);
  return [[...COLUMNS, ...fields], ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: Value): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
