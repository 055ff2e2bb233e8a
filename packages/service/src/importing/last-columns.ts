/** The columns of the last file that was imported as one kind: what differs in the next one is told. */
import { type ColumnChange, columnChanges, type TypedColumn } from '@fitly/core/data';
import { type Db, getMeta, setMeta } from '@fitly/store';
import { shownColumn } from '../privacy/value-guard.ts';
import { typedColumns } from './column-type.ts';
import type { Sample } from './sample.ts';

/** Rows from whose cells the types of the columns are told. */
export const TYPED_ROWS = 1_000;
const MOST_COLUMNS = 500;

export interface LastColumns {
  /** Differences from the last file; none when there was none. */
  readonly changes: readonly ColumnChange[];
  /** To be called in the transaction of the import. */
  save(tx: Db): Promise<void>;
}

/** `of`: the kind, and for whom. Names that look personal are left out: a file without a header has a person in their place. */
export async function lastColumns(db: Db, of: string, sample: Sample): Promise<LastColumns> {
  const key = `import_columns:${of}`;
  const names = sample.columns.filter((name) => shownColumn(name) === name).slice(0, MOST_COLUMNS);
  const columns = typedColumns(names, sample.rows);
  const kept = await getMeta(db, key);
  return {
    changes: kept === null ? [] : columnChanges(JSON.parse(kept) as TypedColumn[], columns),
    save: (tx) => setMeta(tx, key, JSON.stringify(columns)),
  };
}
