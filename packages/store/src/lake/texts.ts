/**
 * Texts of DuckDB's vectors, many at a time: one by one each costs a call into the library and a decoding. A text stands in 16
 * bytes: its length, then up to 12 bytes in place, else 4 of them and the address of all. Texts that lie one behind the
 * other, as a column of keys does, come in one piece and are cut; texts that repeat are one text in memory.
 * Source: `duckdb_string_t` in DuckDB's C API.
 */
import { isAscii } from 'node:buffer';
import type { DuckDBDataChunk, DuckDBVarCharVector } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

const WORDS = 4;
const ENTRY_BYTES = 16;
const LONGEST_IN_PLACE = 12;
const TWO_POW_32 = 4294967296;
/**
 * Between two texts of one piece (Parquet has a length of 4 bytes there). Less than a page of memory: what lies between can
 * always be read.
 */
const LARGEST_GAP = 64;
/** Longer pieces would keep too much in memory for one text that somebody keeps. */
const LONGEST_PIECE = 256 * 1024;
const REMEMBERED = 64;

/** Reads one column, chunk by chunk. */
export interface TextReader {
  /** Appends the texts of the chunk; null: no value. */
  read(chunk: DuckDBDataChunk, column: number, into: (string | null)[]): void;
}

export function createTextReader(): TextReader {
  const remembered = rememberedTexts();
  return {
    read(chunk, column, into) {
      const vector = chunk.getColumnVector(column) as DuckDBVarCharVector;
      const entries = entriesOf(vector);
      remembered.nextChunk();
      for (let row = 0; row < entries.count; ) {
        if (!entries.isValid(row)) into.push(null);
        else {
          const known = remembered.find(entries.words, row);
          if (known !== undefined) into.push(known);
          else {
            const next = pieceFrom(entries, row);
            if (next > row + 1 && readPiece(entries, row, next, into)) {
              row = next;
              continue;
            }
            const text = vector.getItem(row)!;
            remembered.keep(entries.words, row, text);
            into.push(text);
          }
        }
        row += 1;
      }
    },
  };
}

interface Entries {
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

function entriesOf(vector: DuckDBVarCharVector): Entries {
  const { dataView, validity, itemCount } = vector as unknown as OpenVector;
  const words = new Uint32Array(dataView.buffer, dataView.byteOffset, itemCount * WORDS);
  const bits = validity.data === null ? null : new Uint32Array(validity.data.buffer, validity.data.byteOffset);
  return {
    count: itemCount,
    words,
    isValid: (row) => bits === null || ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1,
  };
}

const lengthAt = ({ words }: Entries, row: number): number => words[row * WORDS]!;
const addressAt = ({ words }: Entries, row: number): number =>
  words[row * WORDS + 3]! * TWO_POW_32 + words[row * WORDS + 2]!;

/** The row after the last one whose text lies in one piece with that of `row`. */
function pieceFrom(entries: Entries, row: number): number {
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

/** False, and nothing appended, where a byte of it (or of the lengths between) is not a character by itself. */
function readPiece(entries: Entries, from: number, to: number, into: (string | null)[]): boolean {
  const start = addressAt(entries, from);
  const length = addressAt(entries, to - 1) + lengthAt(entries, to - 1) - start;
  const { buffer, byteOffset } = entries.words;
  const address = byteOffset + from * ENTRY_BYTES + 2 * Uint32Array.BYTES_PER_ELEMENT;
  const bytes = bindings.get_data_from_pointer(buffer as ArrayBuffer, address, length);
  const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isAscii(piece)) return false;
  const texts = piece.toString('latin1');
  for (let row = from; row < to; row++) {
    const at = addressAt(entries, row) - start;
    into.push(texts.slice(at, at + lengthAt(entries, row)));
  }
  return true;
}

/** The last texts by their entries. An address says something within its chunk only. */
function rememberedTexts() {
  const entries = new Uint32Array(REMEMBERED * WORDS);
  const texts: (string | undefined)[] = new Array(REMEMBERED);
  const placeOf = (words: Uint32Array, at: number): number => {
    const mixed = Math.imul(words[at]! ^ Math.imul(words[at + 1]!, 31), 0x9e3779b1) ^ words[at + 2]! ^ words[at + 3]!;
    return (mixed ^ (mixed >>> 6) ^ (mixed >>> 16)) & (REMEMBERED - 1);
  };
  return {
    nextChunk(): void {
      for (let place = 0; place < REMEMBERED; place++) {
        if (entries[place * WORDS]! > LONGEST_IN_PLACE) texts[place] = undefined;
      }
    },
    find(words: Uint32Array, row: number): string | undefined {
      const at = row * WORDS;
      const place = placeOf(words, at);
      for (let word = 0; word < WORDS; word++) if (entries[place * WORDS + word] !== words[at + word]) return undefined;
      return texts[place];
    },
    keep(words: Uint32Array, row: number, text: string): void {
      const place = placeOf(words, row * WORDS);
      entries.set(words.subarray(row * WORDS, (row + 1) * WORDS), place * WORDS);
      texts[place] = text;
    },
  };
}
