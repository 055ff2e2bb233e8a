/** Rows on their way to the lake, in typed columns that grow: an object for each of millions of events would fill the heap. */
import type { Column, Columns } from '@fitly/store';

type BufferType = 'string' | 'float64' | 'instant' | 'int32';
export interface BufferColumn {
  readonly name: string;
  readonly type: BufferType;
}

export interface RowBuffer {
  readonly rowCount: number;
  /** Cells in the order of the columns; null only in text. */
  add(cells: readonly (string | number | null)[]): void;
  /** The rows so far; valid until the next `add`. */
  columns(): Columns;
}

const FIRST_ROWS = 1_024;

export function createRowBuffer(specs: readonly BufferColumn[]): RowBuffer {
  let rowCount = 0;
  let room = FIRST_ROWS;
  const latest: unknown[] = [];
  const stores = specs.map(({ type }) => emptyStore(type, room));
  const grow = (): void => {
    room *= 2;
    for (const [index, store] of stores.entries()) {
      if (Array.isArray(store)) continue;
      const grown = emptyStore(specs[index]!.type, room) as Float64Array | Int32Array;
      grown.set(store);
      stores[index] = grown;
    }
  };
  return {
    get rowCount() {
      return rowCount;
    },
    add(cells) {
      if (rowCount === room) grow();
      for (let index = 0; index < stores.length; index++) {
        // Ids of campaigns repeat from row to row: one text for all of them is what keeps memory flat.
        if (cells[index] !== latest[index]) latest[index] = cells[index];
        stores[index]![rowCount] = latest[index] as never;
      }
      rowCount += 1;
    },
    columns: () => ({
      rowCount,
      columns: specs.map(({ name, type }, index) => {
        const store = stores[index]!;
        const values = Array.isArray(store) ? store.slice(0, rowCount) : store.subarray(0, rowCount);
        return { name, type, values } as Column;
      }),
    }),
  };
}

function emptyStore(type: BufferType, rows: number): (string | null)[] | Float64Array | Int32Array {
  if (type === 'string') return [];
  return type === 'int32' ? new Int32Array(rows) : new Float64Array(rows);
}
