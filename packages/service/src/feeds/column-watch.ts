/** What the columns of a take's rows look like: names and types of cells of the first rows, never a cell. */
import { type CellType, type ColumnType, columnType } from '@fitly/core/data';
import { typeOfCell } from '../importing/cell-type.ts';
import type { Cells } from '../importing/parse-event.ts';
import { shownColumn } from '../privacy/value-guard.ts';

/** Column → type. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>;

export interface ColumnWatch {
  /** The next rows are of another file. */
  nextFile(): void;
  see(cells: Cells): void;
  types(): ColumnTypes;
}

/** Of each file; more would change nothing but the time. */
const WATCHED_ROWS = 500;
/** Lines of JSONL may each bring names of their own. */
const MOST_COLUMNS = 500;

export function watchColumns(): ColumnWatch {
  const columns = new Map<string, Partial<Record<CellType, number>>>();
  let left = 0;
  return {
    nextFile() {
      left = WATCHED_ROWS;
    },
    see(cells) {
      if (left === 0) return;
      left -= 1;
      for (const [name, cell] of Object.entries(cells)) {
        const counts = columns.get(name) ?? {};
        if (!columns.has(name) && columns.size === MOST_COLUMNS) continue;
        const type = typeOfCell(cell);
        counts[type] = (counts[type] ?? 0) + 1;
        columns.set(name, counts);
      }
    },
    types: () => Object.fromEntries([...columns].map(([name, counts]) => [shownColumn(name), columnType(counts)])),
  };
}
