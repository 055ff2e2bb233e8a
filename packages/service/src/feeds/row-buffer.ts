/** Rows on their way to the lake, in typed columns that grow: an object for each of millions of events would fill the heap. */
import { KEY_WORDS, parseHexKey } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Column, Columns } from '@fitly/store';

/** `key`: comes as 32 hex digits and stays as words, as the lake has it. */
type BufferType = 'string' | 'float64' | 'instant' | 'int32' | 'key';
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
  const key = new Uint32Array(KEY_WORDS);
  const latest: unknown[] = [];
  const stores = specs.map(({ type }) => emptyStore(type, room));
  const grow = (): void => {
    room *= 2;
    for (const [index, store] of stores.entries()) {
      if (Array.isArray(store)) continue;
      const grown = emptyStore(specs[index]!.type, room) as Float64Array;
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
        const { name, type } = specs[index]!;
        if (type === 'key') {
          if (!parseHexKey(String(cells[index]), key)) throw noKey(name);
          (stores[index] as Uint32Array).set(key, rowCount * KEY_WORDS);
          continue;
        }
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
        const cells = type === 'key' ? rowCount * KEY_WORDS : rowCount;
        const values = Array.isArray(store) ? store.slice(0, cells) : store.subarray(0, cells);
        return { name, type, values } as Column;
      }),
    }),
  };
}

const noKey = (name: string): FitlyError =>
  new FitlyError('internal', `A row has no key of 32 hex digits in column ${name}.`);

type BufferStore = (string | null)[] | Float64Array | Int32Array | Uint32Array;

function emptyStore(type: BufferType, rows: number): BufferStore {
  switch (type) {
    case 'string':
      return [];
    case 'int32':
      return new Int32Array(rows);
    case 'key':
      return new Uint32Array(rows * KEY_WORDS);
    case 'float64':
    case 'instant':
      return new Float64Array(rows);
  }
}
