/** Columns of keys from DuckDB's vectors: hex digits to words in place, and no text for any of them. */
import type { DuckDBDataChunk, DuckDBVarCharVector } from '@duckdb/node-api';
import { HEX_DIGITS, KEY_WORDS, parseHexBytes } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Column } from './columns.ts';
import { addressAt, bytesOf, entriesOf, lengthAt, pieceFrom } from './text-entries.ts';

type KeyColumn = Extract<Column, { type: 'key' }>;

/** Puts the keys of the chunk into the column from row `at` on. Throws `internal` for what is no key. */
export function readKeys(chunk: DuckDBDataChunk, index: number, column: KeyColumn, at: number): void {
  const entries = entriesOf(chunk.getColumnVector(index) as DuckDBVarCharVector);
  for (let row = 0; row < entries.count; ) {
    if (!entries.isValid(row) || lengthAt(entries, row) !== HEX_DIGITS) throw noKey(column);
    const next = pieceFrom(entries, row);
    const bytes = bytesOf(entries, row, next);
    const start = addressAt(entries, row);
    for (; row < next; row++) {
      const isKey =
        lengthAt(entries, row) === HEX_DIGITS &&
        parseHexBytes(bytes, addressAt(entries, row) - start, column.values, (at + row) * KEY_WORDS);
      if (!isKey) throw noKey(column);
    }
  }
}

const noKey = ({ name }: KeyColumn): FitlyError =>
  new FitlyError('internal', `Column ${name} holds something else than keys of ${HEX_DIGITS} hex digits.`);
