/** What the columns of a take's files look like: names and types of cells of the first rows, never a cell. */
import { type ColumnTypes, joinTypes } from '@fitly/core/data';
import { type CellType, typeOfCell } from '../importing/cell-type.ts';
import type { Cells } from '../importing/parse-event.ts';
import { shownColumn } from '../privacy/value-guard.ts';

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
  const types = new Map<string, string>();
  let left = 0;
  return {
    nextFile() {
      left = WATCHED_ROWS;
    },
    see(cells) {
      if (left === 0) return;
      left -= 1;
      for (const [name, cell] of Object.entries(cells)) {
        const before = types.get(name);
        if (before === undefined && types.size === MOST_COLUMNS) continue;
        types.set(name, joinTypes(before ?? 'empty', familyOf(typeOfCell(cell))));
      }
    },
    types: () => Object.fromEntries([...types].map(([name, type]) => [shownColumn(name), type])),
  };
}

/** Ten and ten and a half are both numbers, and a count may look like a time. */
const familyOf = (type: CellType): string =>
  type === 'integer' || type === 'epoch_ms' || type === 'epoch_s' ? 'number' : type;
