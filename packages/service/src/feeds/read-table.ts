/** Rows of CSV, JSONL and Parquet files of a feed, in portions, once their columns are known to be there. */
import type { FileFormat } from '@fitly/contract';
import type { Cells } from '../importing/parse-event.ts';
import { badRow } from '../importing/quarantine.ts';
import { openRows } from '../importing/read-rows.ts';
import type { ColumnWatch } from './column-watch.ts';
import type { FeedRow } from './feed-reader.ts';
import { requireColumns } from './file-columns.ts';

/** How the names of files end, by format. */
export const ENDINGS: Readonly<Record<FileFormat, readonly string[]>> = {
  csv: ['.csv', '.csv.gz', '.csv.zst'],
  jsonl: ['.jsonl', '.jsonl.gz', '.jsonl.zst', '.ndjson', '.ndjson.gz', '.ndjson.zst', '.zip'],
  parquet: ['.parquet'],
};

const PORTION = 1_000;

/** Which columns rows have, and what a row is. */
export interface RowsOf {
  readonly columns: ColumnsToRead;
  /** `line` null: there are none. */
  rowOf(cells: Cells, line: number | null): FeedRow;
}

interface ColumnsToRead {
  /** Those without which no row means anything. */
  readonly needed: readonly string[];
  /** Those that a file must have besides; a line of JSONL may leave out what it has nothing for. */
  readonly named: readonly string[];
  /** Those that are read where a file has them. */
  readonly optional: readonly string[];
  /** Of them, columns whose numbers may come as numbers (`ReadOptions.numbers`). Default: none. */
  readonly numbers?: ReadonlySet<string>;
  /** Throws `file_unreadable` for columns that make no sense. */
  readonly also?: (columns: ReadonlySet<string>) => void;
}

interface TableToRead extends ColumnsToRead {
  readonly path: string;
  readonly format: FileFormat;
  readonly watch: ColumnWatch;
}

/** Throws `file_unreadable`, also for columns that are not there: of CSV and Parquet before the first row is given. */
export async function* readTable(
  { path, format, needed, named, optional, numbers = new Set(), watch, also }: TableToRead,
  rowOf: RowsOf['rowOf'],
): AsyncGenerator<readonly FeedRow[]> {
  const check = (names: ReadonlySet<string>): void => {
    requireColumns(format === 'jsonl' ? needed : [...needed, ...named], names);
    also?.(names);
  };
  const seen = new Set<string>();
  let portion: FeedRow[] = [];
  let isFirst = true;
  const reader = await openRows(path, { once: new Set([...needed, ...named, ...optional]), numbers });
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      if (row.ok) {
        if (isFirst || format === 'jsonl') for (const name of Object.keys(row.cells)) seen.add(name);
        if (isFirst && format !== 'jsonl') check(seen);
        isFirst = false;
        watch.see(row.cells);
        portion.push(rowOf(row.cells, row.line));
      } else portion.push({ kind: 'unusable', ...badRow(row) });
      if (portion.length < PORTION) continue;
      yield portion;
      portion = [];
    }
  }
  if (seen.size > 0) check(seen);
  if (portion.length > 0) yield portion;
}
