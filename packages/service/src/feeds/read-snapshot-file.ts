/** Snapshots in rows with named columns: what is true of a customer on the evening of a day. */
import type { SnapshotFileFeed, SnapshotMeaning } from '@fitly/contract';
import { broughtAttributes } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { asDay } from '@fitly/core/terms';
import { dayOf } from '@fitly/core/time';
import { customerKey } from '@fitly/store';
import { parseId } from '../importing/parse-cell.ts';
import type { Cells, Unusable } from '../importing/parse-event.ts';
import { shapeOf } from '../importing/quarantine.ts';
import { instantOfCell } from './feed-cells.ts';
import { type FeedReader, type FeedRow, NOT_COUNTED, type ReadWith } from './feed-reader.ts';
import { requireAttributes } from './file-columns.ts';
import { dayInName } from './file-day.ts';
import { ENDINGS, type RowsOf, readTable } from './read-table.ts';

export const snapshotFileReader = (feed: SnapshotFileFeed): FeedReader => ({
  endings: ENDINGS[feed.format],
  async *read({ path, name }, using) {
    const dayOfFile = isByName(feed.columns.asOf) ? dayInName(name) : null;
    const { columns, rowOf } = snapshotTable(feed, using, dayOfFile);
    yield* readTable({ path, format: feed.format, watch: using.columns, ...columns }, rowOf);
  },
});

/** What rows with named columns say of customers, and which columns they need. `dayOfFile`: of all rows; null: each has its own. */
export function snapshotTable(feed: SnapshotMeaning, using: ReadWith, dayOfFile: Day | null): RowsOf {
  const { columns } = feed;
  const attributes = attributesOf(feed, using);
  const asOf = typeof columns.asOf === 'string' ? [columns.asOf] : [];
  return {
    columns: {
      needed: [columns.customer, ...asOf],
      named: Object.values(columns.attributes),
      optional: [...attributes.values()],
      numbers: numbersOf(using, attributes),
      also: (seen) => requireAttributes(attributes, seen),
    },
    rowOf(cells, line) {
      const row = snapshotOf(feed, cells, using, { attributes, dayOfFile, line });
      return 'reason' in row ? { kind: 'unusable', line, ...row } : row;
    },
  };
}

const isByName = (asOf: SnapshotMeaning['columns']['asOf']): boolean => asOf !== null && typeof asOf !== 'string';

/** Attribute of some agent → column. */
function attributesOf({ columns }: SnapshotMeaning, { agents }: ReadWith): ReadonlyMap<string, string> {
  const names = agents.flatMap(({ context }) => broughtAttributes(context).map(({ attribute }) => attribute));
  return new Map(names.map((name) => [name, columns.attributes[name] ?? name]));
}

/** Columns that nobody reads as a category: "1" and "1.0" are the same number, and other texts. */
function numbersOf({ agents }: ReadWith, attributes: ReadonlyMap<string, string>): ReadonlySet<string> {
  const categories = new Set(agents.flatMap((agent) => agent.context.filter(isCategory).map((each) => each.attribute)));
  const categoryColumns = new Set([...attributes].filter(([name]) => categories.has(name)).map(([, column]) => column));
  return new Set(attributes.values().filter((column) => !categoryColumns.has(column)));
}

const isCategory = ({ type }: { readonly type: string }): boolean => type === 'category';

interface OfRow {
  readonly line: number | null;
  readonly attributes: ReadonlyMap<string, string>;
  /** Null: every row has its own, or that of its arrival. */
  readonly dayOfFile: Day | null;
}

function snapshotOf(
  { columns, timeZone }: SnapshotMeaning,
  cells: Cells,
  using: ReadWith,
  { attributes, dayOfFile, line }: OfRow,
): FeedRow | Unusable {
  const id = parseId(cells[columns.customer]);
  if (id === null) return { reason: `no id in "${columns.customer}"`, shape: shapeOf(cells[columns.customer]) };
  const day = typeof columns.asOf === 'string' ? dayOfCell(cells, columns.asOf, timeZone) : { day: dayOfFile };
  if ('reason' in day) return day;
  const key = customerKey(using.keys, id);
  if (using.isErased(key)) return NOT_COUNTED;
  return { kind: 'attributes', line, customerKey: key, asOf: day.day, cells, columnOf: attributes };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?$/;

/** A date, a midnight without a zone, or an instant, which belongs to a day of the feed's zone (UTC where it has none). */
function dayOfCell(cells: Cells, column: string, timeZone: string | null): { readonly day: Day } | Unusable {
  const cell = cells[column];
  const text = typeof cell === 'string' ? cell.trim() : '';
  const date = MIDNIGHT.exec(text)?.[1] ?? text;
  if (DAY.test(date)) {
    const isDay = !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
    return isDay ? { day: asDay(date) } : { reason: `"${column}" is not a day of the calendar`, shape: shapeOf(cell) };
  }
  const instant = instantOfCell(cell, column, timeZone);
  if ('at' in instant) return { day: dayOf(instant.at, timeZone ?? 'UTC') };
  return { reason: `"${column}" is neither a day as YYYY-MM-DD nor an instant`, shape: shapeOf(cell) };
}
