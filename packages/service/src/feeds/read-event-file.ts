/** Events in rows with named columns: a row → the event that is kept of it, or why it cannot be one. */
import type { EventColumns, EventFileFeed, EventMeaning } from '@fitly/contract';
import type { Instant } from '@fitly/core/terms';
import { customerKey } from '@fitly/store';
import { parseAmount, parseId } from '../importing/parse-cell.ts';
import { type Cells, parseFields, type Unusable } from '../importing/parse-event.ts';
import { shapeOf } from '../importing/quarantine.ts';
import { type EventId, type EventToId, eventIds } from './event-ids.ts';
import { instantOfCell, inUnits } from './feed-cells.ts';
import { type FeedReader, type FeedRow, fieldNames, NOT_COUNTED, type ReadWith } from './feed-reader.ts';
import { ENDINGS, type RowsOf, readTable } from './read-table.ts';

export const eventFileReader = (feed: EventFileFeed): FeedReader => ({
  endings: ENDINGS[feed.format],
  read({ path }, using) {
    const { columns, rowOf } = eventRows(feed, using);
    return readTable({ path, format: feed.format, watch: using.columns, ...columns }, rowOf);
  },
});

/** What rows with named columns say of events, and which columns they need: of one file or reading, rows in their order. */
export function eventRows(feed: EventMeaning, using: ReadWith): RowsOf {
  const idOf = eventIds(using.keys, (name) => ({
    now: fieldNames(using.counted.get(name) ?? []),
    before: using.declaredBefore.get(name) ?? [],
  }));
  const declared = [...using.counted.values()].flat();
  const optional = declared.map(({ name }) => columnOfField(feed.columns, name));
  return {
    columns: { ...columnsOf(feed.columns), optional },
    rowOf(cells, line) {
      const row = eventOf(feed, cells, using, idOf);
      return 'reason' in row ? { kind: 'unusable', line, ...row } : row;
    },
  };
}

function columnsOf({ customer, event, at, createdAt, id, amount, fields }: EventColumns) {
  const present = (...names: readonly (string | null)[]): string[] => names.filter((name) => name !== null);
  return {
    needed: present(customer, typeof event === 'string' ? event : null, at),
    named: present(createdAt, id, amount, ...Object.values(fields)),
  };
}

const columnOfField = ({ fields }: EventColumns, field: string): string => fields[field] ?? field;

/** The source's clock may go ahead of ours by so much. */
export const CLOCKS_DIFFER_MS = 5 * 60_000;

function eventOf(
  feed: EventMeaning,
  cells: Cells,
  using: ReadWith,
  idOf: (event: EventToId) => EventId,
): FeedRow | Unusable {
  const { columns } = feed;
  const name = typeof columns.event === 'string' ? cells[columns.event] : columns.event.is;
  if (typeof name !== 'string' || name === '')
    return { reason: `no name in "${String(columns.event)}"`, shape: shapeOf(name) };
  const declared = using.counted.get(name);
  if (declared === undefined) return NOT_COUNTED;
  const parsed = parseEvent(feed, cells);
  if ('reason' in parsed) return parsed;
  const key = customerKey(using.keys, parsed.externalId);
  if (using.isErased(key)) return NOT_COUNTED;
  const named = Object.fromEntries(declared.map((field) => [field.name, cells[columnOfField(columns, field.name)]]));
  const fields = parseFields(named, declared);
  if ('reason' in fields) return fields;
  const { at, amount, createdAt } = parsed;
  const fieldText = (field: string): string | null => textOf(cells[columnOfField(columns, field)]);
  const { id, ...repeats } = idOf({ name, id: parsed.id, customerKey: key, at, amount, fieldText });
  if (createdAt !== null && createdAt > using.now + CLOCKS_DIFFER_MS) return { kind: 'waits', createdAt };
  return {
    kind: 'behaviour',
    row: {
      ...{ id, name, customerKey: key, at, currency: feed.currency, origin: 'files' },
      amount: inUnits(amount, feed.unit),
      fields: JSON.stringify(fields.values),
      createdAt: createdAt ?? using.arrivedAt,
    },
    ...repeats,
    suspected: fields.suspected,
  };
}

interface Parsed {
  /** Raw: hashed at once. */
  readonly externalId: string;
  readonly at: Instant;
  readonly createdAt: Instant | null;
  readonly amount: number;
  readonly id: string | null;
}

function parseEvent({ columns, timeZone }: EventMeaning, cells: Cells): Parsed | Unusable {
  const cellOf = (column: string | null): unknown => (column === null ? null : cells[column]);
  const customer = cellOf(columns.customer);
  const externalId = parseId(customer);
  if (externalId === null) return { reason: `no id in "${columns.customer}"`, shape: shapeOf(customer) };
  const happened = instantOfCell(cellOf(columns.at), columns.at, timeZone);
  if ('reason' in happened) return happened;
  const created = createdOf(cellOf(columns.createdAt), columns.createdAt ?? '', timeZone);
  if ('reason' in created) return created;
  const amount = parseAmount(cellOf(columns.amount));
  if (amount === undefined)
    return { reason: `"${columns.amount}" is not a number`, shape: shapeOf(cellOf(columns.amount)) };
  return { externalId, at: happened.at, createdAt: created.at, amount, id: parseId(cellOf(columns.id)) };
}

const isEmpty = (cell: unknown): boolean => cell === undefined || cell === null || cell === '';

const createdOf = (
  cell: unknown,
  column: string,
  timeZone: string | null,
): { readonly at: Instant | null } | Unusable => (isEmpty(cell) ? { at: null } : instantOfCell(cell, column, timeZone));

const textOf = (cell: unknown): string | null => (isEmpty(cell) ? null : typeof cell === 'object' ? '' : String(cell));
