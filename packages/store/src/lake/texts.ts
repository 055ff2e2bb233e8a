/**
 * Texts of DuckDB's vectors, many at a time: one by one each costs a call into the library and a decoding. Texts that lie one
 * behind the other, as a column of keys does, come in one piece and are cut; texts that repeat are one text in memory.
 */
import { isAscii } from 'node:buffer';
import type { DuckDBDataChunk, DuckDBVarCharVector } from '@duckdb/node-api';
import {
  addressAt,
  bytesOf,
  type Entries,
  entriesOf,
  LONGEST_IN_PLACE,
  lengthAt,
  pieceFrom,
  WORDS,
} from './text-entries.ts';

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

/** False, and nothing appended, where a byte of it (or of the lengths between) is not a character by itself. */
function readPiece(entries: Entries, from: number, to: number, into: (string | null)[]): boolean {
  const piece = bytesOf(entries, from, to);
  if (!isAscii(piece)) return false;
  const start = addressAt(entries, from);
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
