/**
 * Columns into DuckDB's chunks, by copies of memory. A text of up to 12 ASCII characters stands in its entry, so that a chunk of
 * them is one copy too; only longer ones cost a call into the library each. Keys go as numbers of 128 bits, and DuckDB makes their digits.
 */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';
import { KEY_WORDS } from '@fitly/core/data';
import type { Column } from './columns.ts';
import { LONGEST_IN_PLACE, WORDS } from './text-entries.ts';

const ENTRY_BYTES = 16;
const BYTES_PER_WORD = 4;
const BITS_PER_WORD = 32;
/** Validity is read in words of 64 bits. */
const VALIDITY_WORDS = 2;
const LARGEST_ASCII = 127;

export interface ChunkWriter {
  /** Rows of the column from `from` on into the first `rows` rows of a column of the chunk. */
  write(chunk: DuckDBDataChunk, index: number, column: Column, from: number, rows: number): void;
}

type Vector = ReturnType<typeof bindings.data_chunk_get_vector>;

/** For chunks of at most so many rows. */
export function createChunkWriter(mostRows: number): ChunkWriter {
  const entries = new Uint32Array(mostRows * WORDS);
  const bytes = new Uint8Array(entries.buffer);
  const valid = new Uint32Array(validityWords(mostRows));
  const longRows: number[] = [];

  const writeTexts = (vector: Vector, texts: readonly (string | null)[], from: number, rows: number): void => {
    entries.fill(0, 0, rows * WORDS);
    valid.fill(-1);
    longRows.length = 0;
    let isWhole = true;
    for (let row = 0; row < rows; row++) {
      const text = texts[from + row]!;
      if (text === null) {
        valid[row >>> 5]! &= ~(1 << (row & (BITS_PER_WORD - 1)));
        isWhole = false;
      } else if (putInPlace(text, bytes, row * ENTRY_BYTES)) entries[row * WORDS] = text.length;
      else {
        entries.fill(0, row * WORDS, (row + 1) * WORDS);
        longRows.push(row);
      }
    }
    bindings.copy_data_to_vector(vector, 0, entries.buffer, 0, rows * ENTRY_BYTES);
    for (const row of longRows) bindings.vector_assign_string_element(vector, row, texts[from + row]!);
    if (isWhole) return;
    bindings.vector_ensure_validity_writable(vector);
    bindings.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, BYTES_PER_WORD * validityWords(rows));
  };

  const writeKeys = (vector: Vector, keys: Uint32Array, from: number, rows: number): void => {
    // The lowest word of a number comes first.
    for (let row = 0; row < rows; row++) {
      for (let word = 0; word < KEY_WORDS; word++) {
        entries[row * WORDS + word] = keys[(from + row) * KEY_WORDS + KEY_WORDS - 1 - word]!;
      }
    }
    bindings.copy_data_to_vector(vector, 0, entries.buffer, 0, rows * ENTRY_BYTES);
  };

  return {
    write(chunk, index, column, from, rows) {
      const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
      if (column.type === 'string') writeTexts(vector, column.values, from, rows);
      else if (column.type === 'key') writeKeys(vector, column.values, from, rows);
      else writeNumbers(vector, column.values.subarray(from, from + rows));
    },
  };
}

const validityWords = (rows: number): number => VALIDITY_WORDS * Math.ceil(rows / BITS_PER_WORD / VALIDITY_WORDS);

/** The library takes no memory that threads share. */
function writeNumbers(vector: Vector, numbers: Float64Array | Float32Array | Int32Array | Uint8Array): void {
  const { buffer, byteOffset, byteLength } = numbers.buffer instanceof ArrayBuffer ? numbers : numbers.slice();
  bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Behind the length of the entry at `at`. False where the text does not fit there. */
function putInPlace(text: string, bytes: Uint8Array, at: number): boolean {
  if (text.length > LONGEST_IN_PLACE) return false;
  let all = 0;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    bytes[at + BYTES_PER_WORD + place] = code;
    all |= code;
  }
  return all <= LARGEST_ASCII;
}
