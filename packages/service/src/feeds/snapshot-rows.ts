/**
 * Snapshots of a take until it is committed: into the attributes of every agent that knows one of them, by the day that a
 * row describes. The newer row wins cell by cell, and an empty cell says nothing.
 */
import { broughtAttributes } from '@fitly/core/design';
import type { Day, Instant } from '@fitly/core/terms';
import { dayOf } from '@fitly/core/time';
import { type StagedFile, type Store, valuesOf } from '@fitly/store';
import { IMPORTED, importedColumns } from '../daily-loop/imported-attributes.ts';
import { type AttributeRows, type AttributeValue, createAttributeRows } from '../importing/attribute-rows.ts';
import { parseCell } from '../importing/parse-cell.ts';
import type { Unusable } from '../importing/parse-event.ts';
import { shapeOf } from '../importing/quarantine.ts';
import { createValueGuard, type ValueGuard } from '../privacy/value-guard.ts';
import type { FeedRow, KnowsAttributes } from './feed-reader.ts';

export type AttributesRow = Extract<FeedRow, { readonly kind: 'attributes' }>;

export interface SnapshotRows {
  readonly rowCount: number;
  /** Why an agent cannot use the row; the others have it all the same. Null: nothing is wrong. */
  add(row: AttributesRow, arrivedAt: Instant): Unusable | null;
  /** The newest day that a row describes; null: there was none. */
  newestDay(): Day | null;
  /** Values that look personal: set aside. */
  suspected(): number;
  /** Files by agent and day: those of one take the place of what was there. */
  finish(): Promise<readonly (readonly StagedFile[])[]>;
}

interface OfAgent {
  readonly agent: KnowsAttributes;
  readonly guard: ValueGuard;
  readonly days: Map<Day, AttributeRows>;
  readonly columnsOf: (columnOf: AttributesRow['columnOf']) => readonly (string | null)[];
}

/** `again`: of files that were taken before, for agents that have come since: what is known by now stands. */
export function snapshotRows(store: Store, agents: readonly KnowsAttributes[], again: boolean): SnapshotRows {
  const all: readonly OfAgent[] = agents
    .filter(({ context }) => broughtAttributes(context).length > 0)
    .map((agent) => {
      const columnsOf = columnsOfAgent(agent);
      return { agent, guard: createValueGuard(agent.context), days: new Map(), columnsOf };
    });
  let rowCount = 0;
  return {
    get rowCount() {
      return rowCount;
    },
    add(row, arrivedAt) {
      rowCount += 1;
      return all.map((each) => addTo(each, row, arrivedAt)).find((reason) => reason !== null) ?? null;
    },
    newestDay: () =>
      all
        .flatMap(({ days }) => [...days.keys()])
        .sort()
        .at(-1) ?? null,
    suspected: () => all.flatMap(({ guard }) => guard.suspected()).reduce((total, { values }) => total + values, 0),
    async finish() {
      const staged: (readonly StagedFile[])[] = [];
      for (const each of all) {
        for (const [day, rows] of each.days) staged.push(await stageDay(store, each, day, { rows, again }));
      }
      return staged;
    },
  };
}

function addTo(
  { agent, guard, days, columnsOf }: OfAgent,
  { cells, columnOf, asOf, customerKey }: AttributesRow,
  arrivedAt: Instant,
): Unusable | null {
  const columns = columnsOf(columnOf);
  const values: AttributeValue[] = [];
  let isEmpty = true;
  for (let place = 0; place < columns.length; place++) {
    const column = columns[place]!;
    const { attribute, type } = agent.context[place]!;
    const cell = column === null ? null : cells[column];
    const value = parseCell(cell, type);
    if (value === undefined) return { reason: `${attribute} is not a ${type}`, shape: shapeOf(cell) };
    const admitted = guard.admit(place, value);
    isEmpty &&= admitted === null;
    values.push(admitted);
  }
  if (isEmpty) return null;
  const day = asOf ?? dayOf(arrivedAt, agent.timeZone);
  let rows = days.get(day);
  if (rows === undefined) {
    rows = createAttributeRows(agent.context);
    days.set(day, rows);
  }
  const place = rows.place(customerKey);
  for (let attribute = 0; attribute < values.length; attribute++) rows.set(place, attribute, values[attribute]!, false);
  return null;
}

/** Column of each attribute, null for one of the agent's own log; looked up once for all rows of a file. */
function columnsOfAgent({ context }: KnowsAttributes): OfAgent['columnsOf'] {
  let known: AttributesRow['columnOf'] | null = null;
  let columns: readonly (string | null)[] = [];
  return (columnOf) => {
    if (columnOf !== known) {
      known = columnOf;
      columns = context.map(({ attribute, history }) =>
        history === null ? (columnOf.get(attribute) ?? attribute) : null,
      );
    }
    return columns;
  };
}

/** What was known of the day stays where the new rows say nothing; an attribute in which many values look personal is none. */
async function stageDay(
  store: Store,
  { agent, guard }: OfAgent,
  day: Day,
  { rows, again }: { readonly rows: AttributeRows; readonly again: boolean },
): Promise<readonly StagedFile[]> {
  for (const attribute of guard.lostAttributes()) rows.forget(attribute);
  const partition = { table: IMPORTED, agent: agent.name, day };
  const columns = importedColumns(agent.context);
  const earlier = await store.lake.read({ ...partition, columns });
  const places = valuesOf(earlier, 'customer_key', 'string').map((key) => rows.place(key ?? ''));
  for (const [attribute, { name, type }] of columns.slice(1).entries()) {
    const values = valuesOf(earlier, name, type);
    for (const [row, place] of places.entries()) {
      const value = values[row] ?? null;
      rows.set(place, attribute, Number.isNaN(value) ? null : value, !again);
    }
  }
  return store.lake.stageEach(partition, rows.slices());
}
