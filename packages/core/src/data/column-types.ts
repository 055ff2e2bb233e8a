/** What the columns of files hold, by the look of their cells, and what became of them since the last file. */

export const CELL_TYPES = [
  ...(['empty', 'boolean', 'integer', 'number', 'instant', 'local_time', 'date'] as const),
  ...(['epoch_ms', 'epoch_s', 'text', 'nested'] as const),
];
export type CellType = (typeof CELL_TYPES)[number];

/** `mixed`: no single type fits; `empty`: there is no value. */
export type ColumnType = CellType | 'mixed';

export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type TypeCounts = Readonly<Partial<Record<CellType, number>>>;

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

export interface ColumnChange {
  readonly column: string;
  readonly change: 'appeared' | 'vanished' | 'type';
  /** Null: it was not there. */
  readonly from: ColumnType | null;
  /** Null: it is not there. */
  readonly to: ColumnType | null;
}

/**
 * In the order of the newer file, then what has vanished. A column without a value, or of mixed ones, says nothing of its type,
 * and of numbers it is no news that some have decimals.
 */
export function columnChanges(before: readonly TypedColumn[], after: readonly TypedColumn[]): ColumnChange[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  const news = after.flatMap(({ name, type }): ColumnChange[] => {
    const from = old.get(name);
    if (from === undefined) return [{ column: name, change: 'appeared', from: null, to: type }];
    const isNews = tellsType(from) && tellsType(type) && familyOf(from) !== familyOf(type);
    return isNews ? [{ column: name, change: 'type', from, to: type }] : [];
  });
  const gone = before.flatMap(({ name, type }): ColumnChange[] =>
    now.has(name) ? [] : [{ column: name, change: 'vanished', from: type, to: null }],
  );
  return [...news, ...gone];
}

const typesOf = (columns: readonly TypedColumn[]): ReadonlyMap<string, ColumnType> =>
  new Map(columns.map(({ name, type }) => [name, type]));

const tellsType = (type: ColumnType): boolean => type !== 'empty' && type !== 'mixed';

/** Ten and ten and a half are both numbers, and a count may look like a time. */
const familyOf = (type: ColumnType): ColumnType =>
  type === 'integer' || type === 'epoch_ms' || type === 'epoch_s' ? 'number' : type;
