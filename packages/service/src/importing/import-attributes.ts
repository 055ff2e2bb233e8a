/**
 * Customer attributes from a file into the lake: only the agent's allow-listed columns, ids hashed at once. Good rows
 * are kept, bad ones set aside with line and reason, never with their content. The same file again adds nothing.
 */
import type { Agent } from '@fitly/core/design';
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
import { openRows, type ReadProgress, type RowReader } from './read-rows.ts';

export interface ImportAttributes {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly path: string;
  readonly idColumn: string;
  /** The attributes are as of the evening of this day: runs after it may use them. */
  readonly day: Day;
  readonly now: Instant;
  readonly tell?: (progress: ReadProgress) => void;
}

export interface ImportResult {
  /** The file was imported before and nothing was done. */
  readonly again: boolean;
  /** Customers of the file. */
  readonly rows: number;
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
}

/** Throws `import_nothing_usable` when no row is usable: a wrong id column, for one. */
export async function importAttributes(options: ImportAttributes): Promise<ImportResult> {
  const { workspace, day } = options;
  const { agent } = await findAgentFile(workspace, options.agentName);
  const sha256 = await sha256OfImport(options.path);
  const mark = `import:${agent.name}:${day}:${sha256}`;
  if ((await getMeta(workspace.store.state.db, mark)) !== null) {
    return { again: true, rows: 0, attributes: [], dropped: [], quarantined: {}, suspected: [], quarantineFile: null };
  }
  const quarantine = await openQuarantine(workspace.paths.quarantine, options.path);
  try {
    return await importInto(options, agent, quarantine, { sha256, mark });
  } finally {
    await quarantine.close();
  }
}

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
  const { workspace, path, idColumn, day, tell } = options;
  const declared = agent.context.map((each) => each.attribute);
  const wanted = new Set([idColumn, ...declared]);
  const reader = await openRows(path, { wanted, ...(tell === undefined ? {} : { tell }) });
  const intake: Intake = {
    rows: createAttributeRows(agent.context),
    guard: createValueGuard(agent.context),
    watch: watchAttributes([]),
  };
  await loadEarlier(
    workspace.store,
    agent,
    day,
    intake.rows,
    agent.context.map((_, index) => index),
  );
  await readAll(options, agent, reader, intake, quarantine);
  if (intake.watch.customers() === 0) {
    refuseUnusable(path, quarantine, `check the id column (--id, now "${idColumn}") and the columns`);
  }
  const columns = new Set(reader.columns());
  const attributes = declared.filter((name) => columns.has(name));
  if (attributes.length === 0) throw noAttribute(path, declared);
  await forgetLost(workspace.store, agent, day, intake);
  const quarantineFile = await quarantine.settle(sha256.slice(0, 16));
  const partition = { table: IMPORTED, agent: agent.name, day };
  const staged: StagedFile[] = [];
  for (const columns of intake.rows.slices()) {
    staged.push(await workspace.store.lake.stage({ ...partition, columns }));
  }
  await workspace.store.state.transaction(async (tx) => {
    await commitFiles(tx, staged, { replace: partition }, workspace.now());
    await setMeta(tx, mark, new Date(options.now).toISOString());
  });
  return {
    again: false,
    rows: intake.watch.customers(),
    attributes,
    dropped: [...columns].filter((name) => !wanted.has(name)).map(shownColumn),
    quarantined: quarantine.counts(),
    suspected: intake.guard.suspected(),
    quarantineFile,
  };
}

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
): Promise<void> {
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
        for (let attribute = 0; attribute < values.length; attribute++)
          rows.set(place, attribute, values[attribute]!, false);
        watch.add(place, row.cells);
      }
    }
    await quarantine.relieve();
  }
}

/** Puts the values into `values`, in the order of the attributes; returns why the row cannot be used, or null. */
function parseCells(
  cells: Cells,
  { context }: Agent,
  guard: ValueGuard,
  values: AttributeValue[],
): Pick<BadRow, 'reason' | 'shape'> | null {
  for (let place = 0; place < context.length; place++) {
    const { attribute, type } = context[place]!;
    const cell = cells[attribute];
    const value = parseCell(cell, type);
    if (value === undefined) return { reason: `${attribute} is not a ${type}`, shape: shapeOf(cell) };
    values[place] = guard.admit(place, value);
  }
  return null;
}

const noAttribute = (path: string, declared: readonly string[]): FitlyError =>
  new FitlyError('import_nothing_usable', `${path} has none of the agent's attributes: ${declared.join(', ')}`, {
    next: 'name the columns after the attributes under context in the agent file; nothing was imported',
  });
