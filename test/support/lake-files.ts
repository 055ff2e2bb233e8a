/** Looks at, and damages, the files of a rehearsal's lake behind the product's back. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentName, Day } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';
import type { Column, Columns, LakeFile, StagedFile } from '@fitly/store';
import { AGENT } from './rehearsal.ts';

/** The one live file of a day's decisions. */
export async function decisionsFile(workspace: Workspace, day: Day): Promise<LakeFile> {
  const [file] = await workspace.store.lake.files({ table: 'decisions', agent: AGENT as AgentName, day });
  if (file === undefined) throw new Error(`no decisions on ${day}`);
  return file;
}

/**
 * Writes other rows over a day's decisions, as a valid Parquet file under the old name. Returns what a manifest that
 * goes along with it would have to say.
 */
export async function rewriteDecisions(
  workspace: Workspace,
  day: Day,
  rewrite: (columns: Columns) => Columns,
): Promise<StagedFile> {
  const { lake, folder } = workspace.store;
  const file = await decisionsFile(workspace, day);
  const columns = rewrite(await lake.read({ table: 'decisions', agent: AGENT as AgentName, day }));
  const staged = await lake.stage({ table: 'decisions', agent: AGENT as AgentName, day, columns });
  await copyFile(join(folder, staged.path), join(folder, file.path));
  if (staged.path !== file.path) await rm(join(folder, staged.path));
  return staged;
}

/** A copy of the table with one cell changed; `change` gets the old value. */
export function withCell(
  { rowCount, columns }: Columns,
  row: number,
  name: string,
  change: (was: string | number | null) => string | number | null,
): Columns {
  return { rowCount, columns: columns.map((column) => (column.name === name ? changed(column, row, change) : column)) };
}

/** The given rows of the table, in the given order. */
export function withRows({ columns }: Columns, rows: readonly number[]): Columns {
  const picked = ({ values }: Column): ArrayLike<unknown> => {
    const cells = rows.map((row) => values[row] ?? null);
    if (!ArrayBuffer.isView(values)) return cells;
    return (values.constructor as Float64ArrayConstructor).from(cells as number[]);
  };
  return { rowCount: rows.length, columns: columns.map((each) => ({ ...each, values: picked(each) }) as Column) };
}

function changed(column: Column, row: number, change: (was: string | number | null) => string | number | null): Column {
  const values = column.values.slice() as unknown as (string | number | null)[];
  values[row] = change(values[row] ?? null);
  return { ...column, values } as unknown as Column;
}

/** Keeps a file's bytes aside; the function that is returned puts them back. */
export async function keepBytes(path: string): Promise<() => Promise<void>> {
  const bytes = await readFile(path);
  return () => writeFile(path, bytes);
}
