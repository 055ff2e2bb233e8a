/** The type of a column from those of its cells, and what became of a file's columns since the last file. Pure. */
import { CELL_TYPES, type CellType, typeOfCell } from './cell-type.ts';
import type { Cells } from './parse-event.ts';

/** `mixed`: no single type fits; `empty`: there is no value. */
export type ColumnType = CellType | 'mixed';

export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type TypeCounts = Readonly<Partial<Record<CellType, number>>>;

/** How many cells of the column are of which type. */
export function countTypes(rows: readonly Cells[], column: string): TypeCounts {
  const counts: Partial<Record<CellType, number>> = {};
  for (const cells of rows) {
    const type = typeOfCell(cells[column]);
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/** A few cells of another type are mistakes in the file, and do not make another column of it. */
const STRAY_SHARE = 0.05;

export function columnType(counts: TypeCounts): ColumnType {
  const found = CELL_TYPES.filter((type) => type !== 'empty' && counts[type] !== undefined);
  const of = (type: CellType): number => counts[type] ?? 0;
  const values = found.reduce((sum, type) => sum + of(type), 0);
  if (values === 0) return 'empty';
  const most = found.reduce((best, type) => (of(type) > of(best) ? type : best));
  if (values - of(most) <= values * STRAY_SHARE) return most;
  const rest = new Set(found);
  const isNumeric = rest.isSubsetOf(new Set<CellType>(['integer', 'number', 'epoch_s', 'epoch_ms']));
  if (isNumeric) return rest.has('number') ? 'number' : 'integer';
  return rest.has('text') ? 'text' : 'mixed';
}

export const typedColumns = (columns: readonly string[], rows: readonly Cells[]): TypedColumn[] =>
  columns.map((name) => ({ name, type: columnType(countTypes(rows, name)) }));

export interface ColumnChange {
  readonly column: string;
  readonly change: 'appeared' | 'vanished' | 'type';
  /** Null: it was not there. */
  readonly from: ColumnType | null;
  /** Null: it is not there. */
  readonly to: ColumnType | null;
}

/** In the order of the newer file, then what has vanished. A column without a value says nothing of its type. */
export function columnChanges(before: readonly TypedColumn[], after: readonly TypedColumn[]): ColumnChange[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  const news = after.flatMap(({ name, type }): ColumnChange[] => {
    const from = old.get(name);
    if (from === undefined) return [{ column: name, change: 'appeared', from: null, to: type }];
    const isSame = from === type || from === 'empty' || type === 'empty';
    return isSame ? [] : [{ column: name, change: 'type', from, to: type }];
  });
  const gone = before.flatMap(({ name, type }): ColumnChange[] =>
    now.has(name) ? [] : [{ column: name, change: 'vanished', from: type, to: null }],
  );
  return [...news, ...gone];
}

const typesOf = (columns: readonly TypedColumn[]): ReadonlyMap<string, ColumnType> =>
  new Map(columns.map(({ name, type }) => [name, type]));
