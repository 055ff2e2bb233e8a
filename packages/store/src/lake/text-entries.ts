/**
 * How texts stand in DuckDB's vectors. A text has an entry of 16 bytes: its length, then up to 12 bytes in place, else 4 of them
 * and the address of all. Source: `duckdb_string_t` in DuckDB's C API.
 */
import type { DuckDBVarCharVector } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

/** Of 32 bits, in an entry. */
export const WORDS = 4;
const ENTRY_BYTES = 16;
export const LONGEST_IN_PLACE = 12;
const TWO_POW_32 = 4294967296;
/**
 * Between two texts of one piece (Parquet has a length of 4 bytes there). Less than a page of memory: what lies between can
 * always be read.
 */
const LARGEST_GAP = 64;
/** Longer pieces would keep too much in memory for one text that somebody keeps. */
const LONGEST_PIECE = 256 * 1024;

export interface Entries {
  readonly count: number;
  /** Four for each entry; where the text is not in place, the last two are its address, the lower half first. */
  readonly words: Uint32Array;
  isValid(row: number): boolean;
}

/** Fields that the client's types call private, as in `vectorItems`: its version is pinned, and the round-trip tests would notice. */
interface OpenVector {
  readonly itemCount: number;
  readonly dataView: DataView;
  readonly validity: { readonly data: BigUint64Array | null };
}

export function entriesOf(vector: DuckDBVarCharVector): Entries {
  const { dataView, validity, itemCount } = vector as unknown as OpenVector;
  const words = new Uint32Array(dataView.buffer, dataView.byteOffset, itemCount * WORDS);
  const bits = validity.data === null ? null : new Uint32Array(validity.data.buffer, validity.data.byteOffset);
  return {
    count: itemCount,
    words,
    isValid: (row) => bits === null || ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1,
  };
}

export const lengthAt = ({ words }: Entries, row: number): number => words[row * WORDS]!;
export const addressAt = ({ words }: Entries, row: number): number =>
  words[row * WORDS + 3]! * TWO_POW_32 + words[row * WORDS + 2]!;

/** The row after the last one whose text lies in one piece with that of `row`. */
export function pieceFrom(entries: Entries, row: number): number {
  if (lengthAt(entries, row) <= LONGEST_IN_PLACE) return row + 1;
  const start = addressAt(entries, row);
  let end = start + lengthAt(entries, row);
  let next = row + 1;
  for (; next < entries.count; next++) {
    if (!entries.isValid(next) || lengthAt(entries, next) <= LONGEST_IN_PLACE) break;
    const address = addressAt(entries, next);
    if (address < end || address > end + LARGEST_GAP) break;
    if (address + lengthAt(entries, next) - start > LONGEST_PIECE) break;
    end = address + lengthAt(entries, next);
  }
  return next;
}

/** The memory from the text of `from` to the end of that of the row before `to`: of one piece. */
export function bytesOf(entries: Entries, from: number, to: number): Buffer {
  const start = addressAt(entries, from);
  const length = addressAt(entries, to - 1) + lengthAt(entries, to - 1) - start;
  const { buffer, byteOffset } = entries.words;
  const address = byteOffset + from * ENTRY_BYTES + 2 * Uint32Array.BYTES_PER_ELEMENT;
  const bytes = bindings.get_data_from_pointer(buffer as ArrayBuffer, address, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
