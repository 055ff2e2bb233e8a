/** Rows of attributes on their way to the lake: by customer, what a day knows of each. */
import type { Agent } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { customerKey, type Store, valuesOf } from '@fitly/store';
import { IMPORTED, importedColumns } from '../daily-loop/imported-attributes.ts';
import { type ErasedCheck, erasedCheck } from '../privacy/erased-check.ts';
import { createValueGuard, type ValueGuard } from '../privacy/value-guard.ts';
import { type AttributeRows, type AttributeValue, createAttributeRows } from './attribute-rows.ts';
import { type AttributeWatch, watchAttributes } from './attribute-watch.ts';
import { isTimeType } from './cell-type.ts';
import { typedColumns } from './column-type.ts';
import { parseCell, parseId } from './parse-cell.ts';
import type { Cells } from './parse-event.ts';
import { type BadRow, badRow, type Quarantine, shapeOf } from './quarantine.ts';
import type { RowReader } from './read-rows.ts';
import type { Sample } from './sample.ts';

export const openAttributeIntake = ({ context }: Agent, times: readonly string[]): AttributeIntake => ({
  rows: createAttributeRows(context),
  guard: createValueGuard(context),
  watch: watchAttributes(times),
});

export const timeColumns = ({ columns, rows }: Sample): string[] =>
  typedColumns(columns, rows).flatMap(({ name, type }) => (type !== 'mixed' && isTimeType(type) ? [name] : []));

export interface AttributeIntake {
  readonly rows: AttributeRows;
  readonly guard: ValueGuard;
  readonly watch: AttributeWatch;
}

/** What earlier files said of the day, for the attributes at these places. */
export async function loadEarlier(
  { lake }: Store,
  agent: Agent,
  day: Day,
  rows: AttributeRows,
  places: readonly number[],
): Promise<void> {
  const columns = importedColumns(agent.context);
  const earlier = await lake.read({ table: IMPORTED, agent: agent.name, day, columns });
  const keys = valuesOf(earlier, 'customer_key', 'string').map((key) => rows.place(key ?? ''));
  for (const attribute of places) {
    const { name, type } = columns[attribute + 1]!;
    const values = valuesOf(earlier, name, type);
    for (const [row, place] of keys.entries()) {
      const value = values[row] ?? null;
      rows.set(place, attribute, Number.isNaN(value) ? null : value, false);
    }
  }
}

/** An attribute in which many values look personal is missing in every row; what earlier files said of it stays. */
export async function forgetLost(
  store: Store,
  agent: Agent,
  day: Day,
  { rows, guard }: AttributeIntake,
): Promise<void> {
  const lost = [...guard.lostAttributes()];
  if (lost.length === 0) return;
  for (const attribute of lost) rows.forget(attribute);
  await loadEarlier(store, agent, day, rows, lost);
}

interface ReadInto {
  readonly store: Store;
  readonly agent: Agent;
  readonly intake: AttributeIntake;
  readonly quarantine: Quarantine;
  readonly idColumn: string;
  /** Values fill what the day does not know yet, and change nothing else. */
  readonly fill: boolean;
}

/** All rows of the file; returns how many there were. */
export async function readAttributes(reader: RowReader, into: ReadInto): Promise<{ readonly rows: number }> {
  let count = 0;
  const erased = await erasedCheck(into.store);
  const take = rowTaker(into, erased);
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      if (row.ok) take(row.cells, row.line);
      else into.quarantine.add(badRow(row));
    }
    count += batch.length;
    await into.quarantine.relieve();
  }
  return { rows: count };
}

function rowTaker(
  { store, agent, intake: { rows, guard, watch }, quarantine, idColumn, fill }: ReadInto,
  erased: ErasedCheck,
): (cells: Cells, line: number) => void {
  const values = agent.context.map((): AttributeValue => null);
  return (cells, line) => {
    const id = parseId(cells[idColumn]);
    const key = id === null ? null : customerKey(store.keys, id);
    if (key !== null && erased(key)) return;
    const bad = parseCells(cells, agent, guard, values);
    if (key === null) {
      quarantine.add({ line, reason: `no id in "${idColumn}"`, shape: shapeOf(cells[idColumn]) });
      return;
    }
    if (bad !== null) return quarantine.add({ line, ...bad });
    const place = rows.place(key);
    let isNews = false;
    for (let attribute = 0; attribute < values.length; attribute++) {
      if (rows.set(place, attribute, values[attribute]!, fill)) isNews = true;
    }
    watch.add(place, cells, isNews);
  };
}

/** Puts the values into `values`, in the order of the attributes; returns why the row cannot be used, or null. */
function parseCells(
  cells: Cells,
  { context }: Agent,
  guard: ValueGuard,
  values: AttributeValue[],
): Pick<BadRow, 'reason' | 'shape'> | null {
  for (let place = 0; place < context.length; place++) {
    const { attribute, type, history } = context[place]!;
    const cell = cells[attribute];
    const value = history === null ? parseCell(cell, type) : null;
    if (value === undefined) return { reason: `${attribute} is not a ${type}`, shape: shapeOf(cell) };
    values[place] = guard.admit(place, value);
  }
  return null;
}
