/**
 * Small daily tables, read as one. A file a day makes a year's report open hundreds of files, so now and then all days so far are
 * written into one file of a table of its own. It never goes stale: a day whose own file was committed later is read from that.
 */
import { type AgentName, asDay, type Day } from '@fitly/core/terms';
import { addDays, dayNumber } from '@fitly/core/time';
import {
  type Column,
  type Columns,
  commitFiles,
  type Db,
  type LakeFile,
  type StagedFile,
  type Store,
  valuesOf,
} from '@fitly/store';

interface DailyTable {
  readonly table: string;
  readonly agent: AgentName;
  /** What is read; `day` is read too, and must be a column of the table. */
  readonly columns: readonly { readonly name: string; readonly type: 'string' | 'float64' }[];
}

const EVER = asDay('0000-01-01');
const DAY = { name: 'day', type: 'string' } as const;
/** So many days have files of their own before they are gathered. */
const MOST_OWN_FILES = 31;

const pastOf = (table: string): string => `${table}_past`;

/** All rows up to a day, oldest day first; within a day as they were written. */
export async function readDays(store: Store, { table, agent, columns }: DailyTable, to: Day): Promise<Columns> {
  const specs = [DAY, ...columns.filter(({ name }) => name !== DAY.name)];
  const past = (await pastFiles(store, { table, agent })).filter(({ day }) => day <= to).at(-1);
  if (past === undefined) {
    return inOrder(await store.lake.read({ table, agent, days: { from: EVER, to }, columns: specs }));
  }
  const later = await newerThan(store, { table, agent }, past);
  const gathered = await store.lake.read({ table: pastOf(table), agent, day: past.day, columns: specs });
  const parts = [rowsWhere(gathered, (day) => !later.has(day))];
  for (const day of later) parts.push(await store.lake.read({ table, agent, day, columns: specs }));
  const recent = { from: addDays(past.day, 1), to };
  if (recent.from <= to) parts.push(await store.lake.read({ table, agent, days: recent, columns: specs }));
  return inOrder(joined(parts));
}

const pastFiles = (
  { lake }: Store,
  { table, agent }: Pick<DailyTable, 'table' | 'agent'>,
): Promise<readonly LakeFile[]> => lake.files({ table: pastOf(table), agent });

/** Days that the gathered file holds in an older form. */
async function newerThan(
  { lake }: Store,
  place: Pick<DailyTable, 'table' | 'agent'>,
  past: LakeFile,
): Promise<ReadonlySet<Day>> {
  const files = await lake.files({ ...place, days: { from: EVER, to: past.day } });
  return new Set(files.flatMap(({ day, id }) => (id > past.id ? [day] : [])));
}

export interface Gathered {
  readonly file: StagedFile;
  /** Of the file that it stands for from now on. */
  readonly instead: Day | null;
}

/**
 * Stages one file of all days before this one once many have files of their own; null while they are few, and where the days
 * of rows are not known. To be committed before anything that the same transaction commits for one of these days.
 */
export async function gatherDays(store: Store, table: DailyTable, day: Day): Promise<Gathered | null> {
  const { agent } = table;
  const through = addDays(day, -1);
  const files = await store.lake.files({ table: table.table, agent, days: { from: EVER, to: through } });
  const instead = (await pastFiles(store, table)).at(-1)?.day ?? null;
  const first = instead ?? files[0]?.day;
  if (first === undefined || dayNumber(through) - dayNumber(first) < MOST_OWN_FILES) return null;
  const columns = await readDays(store, table, through);
  if (valuesOf(columns, DAY.name, 'string').includes(null)) return null;
  return { file: await store.lake.stage({ table: pastOf(table.table), agent, day: through, columns }), instead };
}

export async function commitGathered(tx: Db, { file, instead }: Gathered, at: number): Promise<void> {
  const { table, agent } = file;
  await commitFiles(tx, [file], { append: true }, at);
  if (instead !== null) await commitFiles(tx, [], { replace: { table, agent, day: instead } }, at);
}

function inOrder(columns: Columns): Columns {
  const days = valuesOf(columns, DAY.name, 'string');
  const rows = Array.from({ length: columns.rowCount }, (_, row) => row);
  return rowsOf(
    columns,
    rows.sort((a, b) => compare(days[a] ?? '', days[b] ?? '') || a - b),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function rowsWhere(columns: Columns, isWanted: (day: Day) => boolean): Columns {
  const days = valuesOf(columns, DAY.name, 'string');
  const rows = Array.from({ length: columns.rowCount }, (_, row) => row);
  return rowsOf(
    columns,
    rows.filter((row) => isWanted(asDay(days[row] ?? ''))),
  );
}

const rowsOf = ({ columns }: Columns, rows: readonly number[]): Columns => ({
  rowCount: rows.length,
  columns: columns.map((column): Column => {
    if (column.type === 'string') return { ...column, values: rows.map((row) => column.values[row] ?? null) };
    return { name: column.name, type: 'float64', values: Float64Array.from(rows, (row) => column.values[row]!) };
  }),
});

/** Tables of the same columns, one below the other. */
const joined = (parts: readonly Columns[]): Columns => ({
  rowCount: parts.reduce((sum, { rowCount }) => sum + rowCount, 0),
  columns: parts[0]!.columns.map((first, at): Column => {
    const all = parts.flatMap(({ columns }) => Array.from(columns[at]!.values as ArrayLike<string | number | null>));
    return first.type === 'string'
      ? { name: first.name, type: 'string', values: all as (string | null)[] }
      : { name: first.name, type: 'float64', values: Float64Array.from(all as number[]) };
  }),
});
