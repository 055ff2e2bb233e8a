/**
 * Customer attributes from a file into the lake: only the agent's allow-listed columns, ids hashed at once. Good rows
 * are kept, bad ones set aside with line and reason, never with their content. The same file again adds nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ContextAttribute } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day, Instant } from '@fitly/core/terms';
import { type Column, type Columns, commitFiles, customerKey, getMeta, setMeta } from '@fitly/store';
import { IMPORTED, readImported } from '../daily-loop/imported-attributes.ts';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
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
  /** Lines and reasons, relative to the workspace; null when there are none. */
  readonly quarantineFile: string | null;
}

type Value = string | number | null;

/** Throws `import_nothing_usable` when no row is usable: a wrong id column, for one. */
export async function importAttributes(options: ImportAttributes): Promise<ImportResult> {
  const { workspace, day } = options;
  const { agent } = await findAgentFile(workspace, options.agentName);
  const sha256 = await sha256Of(options.path);
  const mark = `import:${agent.name}:${day}:${sha256}`;
  if ((await getMeta(workspace.store.state.db, mark)) !== null) {
    return { again: true, rows: 0, attributes: [], dropped: [], quarantined: {}, quarantineFile: null };
  }
  const read = await readFileRows(options, agent.context);
  if (read.rows.size === 0) {
    const reasons = [...new Set(read.bad.map((each) => each.reason))].slice(0, 3).join('; ') || 'it has no rows';
    throw new FitlyError('import_nothing_usable', `no row of ${options.path} is usable: ${reasons}`, {
      next: `check the id column (--id, now "${options.idColumn}") and the columns; nothing was imported`,
    });
  }
  const declared = agent.context.map((each) => each.attribute);
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
  const quarantineFile = await writeQuarantine(workspace, sha256, read.bad);
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
    dropped: [...read.columns].filter((name) => !declared.includes(name) && name !== options.idColumn),
    quarantined: countReasons(read.bad),
    quarantineFile,
  };
}

interface BadRow {
  readonly line: number;
  readonly reason: string;
}

interface FileRows {
  readonly rows: ReadonlyMap<string, readonly Value[]>;
  readonly bad: readonly BadRow[];
  readonly columns: ReadonlySet<string>;
}

async function readFileRows(options: ImportAttributes, attributes: readonly ContextAttribute[]): Promise<FileRows> {
  const rows = new Map<string, readonly Value[]>();
  const bad: BadRow[] = [];
  const columns = new Set<string>();
  for await (const row of readRows(options.path)) {
    if (!row.ok) {
      bad.push({ line: row.line, reason: row.reason });
      continue;
    }
    for (const name of Object.keys(row.cells)) columns.add(name);
    const id = idOf(row.cells[options.idColumn]);
    const parsed = parseCells(row.cells, attributes);
    if (id === null) bad.push({ line: row.line, reason: `no id in "${options.idColumn}"` });
    else if (typeof parsed === 'string') bad.push({ line: row.line, reason: parsed });
    else rows.set(customerKey(options.workspace.store.keys, id), parsed);
  }
  return { rows, bad, columns };
}

/** JSON may write ids as numbers; Braze knows them as texts. */
function idOf(cell: unknown): string | null {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return String(cell);
  return typeof cell === 'string' && cell.trim() !== '' ? cell : null;
}

/** The values in the order of the attributes, or the reason why the row cannot be used. */
function parseCells(
  cells: Readonly<Record<string, unknown>>,
  attributes: readonly ContextAttribute[],
): readonly Value[] | string {
  const values: Value[] = [];
  for (const attribute of attributes) {
    const value = parseCell(cells[attribute.attribute], attribute.type);
    if (value === undefined) return `${attribute.attribute} is not a ${attribute.type}`;
    values.push(value);
  }
  return values;
}

/** Undefined = not of this type. Empty cells are missing values. */
export function parseCell(cell: unknown, type: ContextAttribute['type']): Value | undefined {
  if (cell === undefined || cell === null || cell === '') return null;
  if (type === 'category') return typeof cell === 'object' ? undefined : String(cell);
  if (type === 'boolean') return BOOLEANS.get(String(cell).toLowerCase());
  // Number() makes 0 of a cell of spaces.
  const isText = typeof cell === 'string' && cell.trim() !== '';
  const number = typeof cell === 'number' ? cell : isText ? Number(cell) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

const BOOLEANS = new Map([
  ['true', 1],
  ['false', 0],
  ['1', 1],
  ['0', 0],
]);

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

function countReasons(bad: readonly BadRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of bad) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

async function writeQuarantine(workspace: Workspace, sha256: string, bad: readonly BadRow[]): Promise<string | null> {
  if (bad.length === 0) return null;
  await mkdir(workspace.paths.quarantine, { recursive: true });
  const name = `${sha256.slice(0, 16)}.jsonl`;
  await writeFile(join(workspace.paths.quarantine, name), bad.map((each) => `${JSON.stringify(each)}\n`).join(''));
  return `quarantine/${name}`;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new FitlyError('file_not_found', `there is no file ${path}`, { next: 'check the path', cause: error });
  }
  return hash.digest('hex');
}
