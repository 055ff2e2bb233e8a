/**
 * Customer attributes from a file into the lake: only the agent's allow-listed columns, ids hashed at once. Good rows
 * are kept, bad ones set aside with line and reason, never with their content. The same file again adds nothing.
 */
import { broughtAttributes, type ContextAttribute } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day, Instant } from '@fitly/core/terms';
import { type Column, type Columns, commitFiles, customerKey, getMeta, setMeta } from '@fitly/store';
import { IMPORTED, readImported } from '../daily-loop/imported-attributes.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { createValueGuard, type Suspected, shownColumn, type ValueGuard } from '../privacy/value-guard.ts';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { parseCell, parseId } from './parse-cell.ts';
import { type BadRow, countReasons, refuseUnusable, sha256OfImport, shapeOf, writeQuarantine } from './quarantine.ts';
import { readRows } from './read-rows.ts';

export interface ImportAttributes {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly path: string;
  readonly idColumn: string;
  /** The attributes are as of the evening of this day: runs after it may use them. */
  readonly day: Day;
  readonly now: Instant;
}

export interface ImportResult {
  /** The file was imported before and nothing was done. */
  readonly again: boolean;
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

type Value = string | number | null;

/** Throws `import_nothing_usable` when no row is usable: a wrong id column, for one. */
export async function importAttributes(options: ImportAttributes): Promise<ImportResult> {
  const { workspace, day } = options;
  const { agent } = await findAgentFile(workspace, options.agentName);
  const sha256 = await sha256OfImport(options.path);
  const mark = `import:${agent.name}:${day}:${sha256}`;
  if ((await getMeta(workspace.store.state.db, mark)) !== null) {
    return { again: true, rows: 0, attributes: [], dropped: [], quarantined: {}, suspected: [], quarantineFile: null };
  }
  const read = await readFileRows(options, agent.context);
  if (read.rows.size === 0) {
    refuseUnusable(options.path, read.bad, `check the id column (--id, now "${options.idColumn}") and the columns`);
  }
  const declared = broughtAttributes(agent.context).map((each) => each.attribute);
  const attributes = declared.filter((name) => read.columns.has(name));
  if (attributes.length === 0) {
    throw new FitlyError(
      'import_nothing_usable',
      `${options.path} has none of the agent's attributes: ${declared.join(', ')}`,
      {
        next: 'name the columns after the attributes under context in the agent file; nothing was imported',
      },
    );
  }
  const quarantineFile = await writeQuarantine(workspace, options.path, sha256, read.bad);
  const earlier = await readImported({ store: workspace.store, agent }, day);
  const columns = columnsOf(merge(earlier, read.rows), agent.context);
  const file = await workspace.store.lake.stage({ table: IMPORTED, agent: agent.name, day, columns });
  await workspace.store.state.transaction(async (tx) => {
    await commitFiles(tx, [file], { replace: { table: IMPORTED, agent: agent.name, day } }, workspace.now());
    await setMeta(tx, mark, new Date(options.now).toISOString());
  });
  return {
    again: false,
    rows: read.rows.size,
    attributes,
    dropped: [...read.columns].filter((name) => !declared.includes(name) && name !== options.idColumn).map(shownColumn),
    quarantined: countReasons(read.bad),
    suspected: read.suspected,
    quarantineFile,
  };
}

interface FileRows {
  readonly rows: ReadonlyMap<string, readonly Value[]>;
  readonly bad: readonly BadRow[];
  readonly columns: ReadonlySet<string>;
  readonly suspected: readonly Suspected[];
}

async function readFileRows(options: ImportAttributes, attributes: readonly ContextAttribute[]): Promise<FileRows> {
  const rows = new Map<string, readonly Value[]>();
  const bad: BadRow[] = [];
  const columns = new Set<string>();
  const guard = createValueGuard(attributes);
  const erased = await erasedCheck(options.workspace.store);
  for await (const row of readRows(options.path)) {
    if (!row.ok) {
      bad.push({ line: row.line, reason: row.reason });
      continue;
    }
    for (const name of Object.keys(row.cells)) columns.add(name);
    const id = parseId(row.cells[options.idColumn]);
    const key = id === null ? null : customerKey(options.workspace.store.keys, id);
    if (key !== null && erased(key)) continue;
    const parsed = parseCells(row.cells, attributes, guard);
    const shape = shapeOf(row.cells[options.idColumn]);
    if (key === null) bad.push({ line: row.line, reason: `no id in "${options.idColumn}"`, shape });
    else if ('reason' in parsed) bad.push({ line: row.line, ...parsed });
    else rows.set(key, parsed);
  }
  return { rows: withoutPlaces(rows, guard.lostAttributes()), bad, columns, suspected: guard.suspected() };
}

/** The values in the order of the attributes, or why the row cannot be used. */
function parseCells(
  cells: Readonly<Record<string, unknown>>,
  attributes: readonly ContextAttribute[],
  guard: ValueGuard,
): readonly Value[] | Pick<BadRow, 'reason' | 'shape'> {
  const values: Value[] = [];
  for (const [place, attribute] of attributes.entries()) {
    const cell = cells[attribute.attribute];
    const value = attribute.history === null ? parseCell(cell, attribute.type) : null;
    if (value === undefined)
      return { reason: `${attribute.attribute} is not a ${attribute.type}`, shape: shapeOf(cell) };
    values.push(guard.admit(place, value));
  }
  return values;
}

/** An attribute in which many values look personal is missing in every row. */
function withoutPlaces(rows: ReadonlyMap<string, readonly Value[]>, lost: ReadonlySet<number>): FileRows['rows'] {
  if (lost.size === 0) return rows;
  return new Map(
    [...rows].map(([key, values]) => [key, values.map((value, place) => (lost.has(place) ? null : value))]),
  );
}

/** Several files may describe one day: the newer one wins cell by cell, and an empty cell says nothing. */
function merge(earlier: FileRows['rows'], newer: FileRows['rows']): FileRows['rows'] {
  const merged = new Map(earlier);
  for (const [key, values] of newer) {
    const before = earlier.get(key);
    merged.set(key, before === undefined ? values : values.map((value, index) => value ?? before[index] ?? null));
  }
  return merged;
}

function columnsOf(rows: FileRows['rows'], attributes: readonly ContextAttribute[]): Columns {
  const keys = [...rows.keys()].sort();
  const columns: Column[] = [{ name: 'customer_key', type: 'string', values: keys }];
  for (const [index, { attribute, type }] of attributes.entries()) {
    const values = keys.map((key) => rows.get(key)?.[index] ?? null);
    columns.push(
      type === 'category'
        ? { name: `ctx_${attribute}`, type: 'string', values: values as (string | null)[] }
        : {
            name: `ctx_${attribute}`,
            type: 'float64',
            values: Float64Array.from(values, (each) => (each as number | null) ?? Number.NaN),
          },
    );
  }
  return { rowCount: keys.length, columns };
}
