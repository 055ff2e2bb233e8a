/**
 * Customer attributes from a file into the lake: only the agent's allow-listed columns, ids hashed at once. Good rows
 * are kept, bad ones set aside with line and reason, never with their content. The same file again adds nothing.
 */
import { type Agent, broughtAttributes } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day, Instant } from '@fitly/core/terms';
import { commitFiles, customerKey, getMeta, type StagedFile, type Store, setMeta, valuesOf } from '@fitly/store';
import { IMPORTED, importedColumns } from '../daily-loop/imported-attributes.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { createValueGuard, type Suspected, shownColumn, type ValueGuard } from '../privacy/value-guard.ts';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type AttributeRows, type AttributeValue, createAttributeRows } from './attribute-rows.ts';
import { type AttributeWatch, watchAttributes } from './attribute-watch.ts';
import { isTimeType } from './cell-type.ts';
import { type ColumnChange, typedColumns } from './column-type.ts';
import { finishImport } from './finish-import.ts';
import { doubtSnapshot } from './kind-doubt.ts';
import { lastColumns, TYPED_ROWS } from './last-columns.ts';
import { parseCell, parseId } from './parse-cell.ts';
import type { Cells } from './parse-event.ts';
import {
  type BadRow,
  badRow,
  openQuarantine,
  type Quarantine,
  refuseUnusable,
  sha256OfImport,
  shapeOf,
} from './quarantine.ts';
import type { QuarantineEntry } from './quarantine-entries.ts';
import { openRows, type ReadProgress, type RowReader } from './read-rows.ts';
import { refuseDoubt } from './refuse-kind.ts';
import { readSample, type Sample } from './sample.ts';

export interface ImportAttributes {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly path: string;
  readonly idColumn: string;
  /** The attributes are as of the evening of this day: runs after it may use them. */
  readonly day: Day;
  /** Somebody has looked: the rows are one day's state, whatever they look like. */
  readonly kindConfirmed?: boolean;
  /** The entry of the quarantine that this file repairs: it fills what is missing for the day, and changes nothing else. */
  readonly retryOf?: QuarantineEntry;
  readonly now: Instant;
  readonly tell?: (progress: ReadProgress) => void;
}

export interface ImportResult {
  /** The file was imported before and nothing was done. */
  readonly again: boolean;
  /** Customers of the file. */
  readonly rows: number;
  /** Customers of whom it says something that was not known for the day. */
  readonly changed: number;
  /** Allow-listed attributes that the file has. */
  readonly attributes: readonly string[];
  /** Columns that the agent does not declare: never kept. */
  readonly dropped: readonly string[];
  /** reason → rows set aside. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Values that look personal: set aside, and missing in the rows that are kept. */
  readonly suspected: readonly Suspected[];
  /** Lines and reasons, relative to the workspace; null when there are none. */
  readonly quarantineFile: string | null;
  /** Columns that differ from those of the last file of attributes for the agent. */
  readonly changes: readonly ColumnChange[];
}

/** Throws `import_nothing_usable` when no row is usable: a wrong id column, for one. */
export async function importAttributes(options: ImportAttributes): Promise<ImportResult> {
  const { workspace, day } = options;
  const { agent } = await findAgentFile(workspace, options.agentName);
  const sha256 = await sha256OfImport(options.path);
  const mark = `import:${agent.name}:${day}:${sha256}`;
  if (options.retryOf === undefined && (await getMeta(workspace.store.state.db, mark)) !== null) return AGAIN;
  const quarantine = await openQuarantine(workspace.paths.quarantine, options.path);
  try {
    return await importInto(options, agent, quarantine, { sha256, mark });
  } finally {
    await quarantine.close();
  }
}

const AGAIN: ImportResult = {
  ...{ again: true, rows: 0, changed: 0, attributes: [], dropped: [], quarantined: {} },
  ...{ suspected: [], quarantineFile: null, changes: [] },
};

/** How the file and its import are known again. */
interface Marks {
  readonly sha256: string;
  readonly mark: string;
}

async function importInto(
  options: ImportAttributes,
  agent: Agent,
  quarantine: Quarantine,
  { sha256, mark }: Marks,
): Promise<ImportResult> {
  const { workspace, path, idColumn, day, now, tell, kindConfirmed = false, retryOf = null } = options;
  const declared = broughtAttributes(agent.context).map((each) => each.attribute);
  const meant = new Set([idColumn, ...declared]);
  const sample = await readSample(path, TYPED_ROWS);
  const last = await lastColumns(workspace.store.state.db, `attributes:${agent.name}`, sample);
  const times = timeColumns(sample);
  const reader = await openRows(path, {
    wanted: meant.union(new Set(times)),
    numbers: numbersOf(agent, idColumn, times),
    ...(tell === undefined ? {} : { tell }),
  });
  const intake = openIntake(agent, times);
  await loadEarlier(workspace.store, agent, day, intake.rows, [...agent.context.keys()]);
  const read = await readAll(options, agent, reader, intake, quarantine);
  if (intake.watch.customers() === 0) {
    refuseUnusable(path, quarantine, `check the id column (--id, now "${idColumn}") and the columns`);
  }
  const columns = new Set(reader.columns());
  const attributes = declared.filter((name) => columns.has(name));
  if (attributes.length === 0) throw noAttribute(path, declared);
  refuseDoubt(path, doubtSnapshot(intake.watch.seen()), kindConfirmed);
  await forgetLost(workspace.store, agent, day, intake);
  const partition = { table: IMPORTED, agent: agent.name, day };
  const staged: StagedFile[] = [];
  for (const slice of intake.rows.slices()) {
    staged.push(await workspace.store.lake.stage({ ...partition, columns: slice }));
  }
  const importedAs = { kind: 'attributes', agent: agent.name, day, idColumn } as const;
  const finish = { workspace, path, sha256, now, importedAs, quarantine, columns: last, retryOf, rows: read.rows };
  const quarantineFile = await finishImport(finish, async (tx) => {
    await commitFiles(tx, staged, { replace: partition }, workspace.now());
    await setMeta(tx, mark, new Date(now).toISOString());
  });
  return {
    again: false,
    rows: intake.watch.customers(),
    changed: intake.watch.changed(),
    attributes,
    dropped: [...columns].filter((name) => !meant.has(name)).map(shownColumn),
    quarantined: quarantine.counts(),
    suspected: intake.guard.suspected(),
    quarantineFile,
    changes: last.changes,
  };
}

const openIntake = ({ context }: Agent, times: readonly string[]): Intake => ({
  rows: createAttributeRows(context),
  guard: createValueGuard(context),
  watch: watchAttributes(times),
});

const timeColumns = ({ columns, rows }: Sample): string[] =>
  typedColumns(columns, rows).flatMap(({ name, type }) => (type !== 'mixed' && isTimeType(type) ? [name] : []));

/** Attributes that are no categories: "1" and "1.0" are the same number. */
const numbersOf = ({ context }: Agent, idColumn: string, times: readonly string[]): ReadonlySet<string> =>
  new Set(context.filter(({ type }) => type !== 'category').map(({ attribute }) => attribute)).difference(
    new Set([idColumn, ...times]),
  );

interface Intake {
  readonly rows: AttributeRows;
  readonly guard: ValueGuard;
  readonly watch: AttributeWatch;
}

/** What earlier files said of the day, for the attributes at these places. */
async function loadEarlier(
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
async function forgetLost(store: Store, agent: Agent, day: Day, { rows, guard }: Intake): Promise<void> {
  const lost = [...guard.lostAttributes()];
  if (lost.length === 0) return;
  for (const attribute of lost) rows.forget(attribute);
  await loadEarlier(store, agent, day, rows, lost);
}

async function readAll(
  options: ImportAttributes,
  agent: Agent,
  reader: RowReader,
  { rows, guard, watch }: Intake,
  quarantine: Quarantine,
): Promise<{ readonly rows: number }> {
  let count = 0;
  const fill = options.retryOf !== undefined;
  const { store } = options.workspace;
  const erased = await erasedCheck(store);
  const values = agent.context.map((): AttributeValue => null);
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      if (!row.ok) {
        quarantine.add(badRow(row));
        continue;
      }
      const idCell = row.cells[options.idColumn];
      const id = parseId(idCell);
      const key = id === null ? null : customerKey(store.keys, id);
      if (key !== null && erased(key)) continue;
      const bad = parseCells(row.cells, agent, guard, values);
      if (key === null) {
        quarantine.add({ line: row.line, reason: `no id in "${options.idColumn}"`, shape: shapeOf(idCell) });
      } else if (bad !== null) quarantine.add({ line: row.line, ...bad });
      else {
        const place = rows.place(key);
        let isNews = false;
        for (let attribute = 0; attribute < values.length; attribute++) {
          if (rows.set(place, attribute, values[attribute]!, fill)) isNews = true;
        }
        watch.add(place, row.cells, isNews);
      }
    }
    count += batch.length;
    await quarantine.relieve();
  }
  return { rows: count };
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

const noAttribute = (path: string, declared: readonly string[]): FitlyError =>
  new FitlyError('import_nothing_usable', `${path} has none of the agent's attributes: ${declared.join(', ')}`, {
    next: 'name the columns after the attributes under context in the agent file; nothing was imported',
  });
