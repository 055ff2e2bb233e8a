/** Reads CSV, JSONL and Parquet row by row; a bad row is reported with its line and the reason, and the reading goes on. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';
import { readForeignParquet } from '@fitly/store';
import { CsvError, parse } from 'csv-parse';

/** Line: 1-based, the header of a CSV file being line 1; in a Parquet file the number of the row. */
export type ReadRow =
  | { readonly ok: true; readonly line: number; readonly cells: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly line: number; readonly reason: string };

const MAX_LINE = 1_000_000;

/** Throws `file_not_found` or `file_unreadable` when there is nothing to read at all. */
export async function* readRows(path: string): AsyncGenerator<ReadRow> {
  await checkFile(path);
  if (path.endsWith('.parquet')) {
    let line = 0;
    for await (const cells of readForeignParquet(path)) yield { ok: true, line: ++line, cells };
    return;
  }
  const source = createReadStream(path);
  const stream: Readable = path.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  const failed = forwardErrors(source, stream);
  const name = path.replace(/\.gz$/, '');
  try {
    if (/\.(jsonl|ndjson)$/.test(name)) yield* jsonlRows(stream);
    else if (name.endsWith('.csv')) yield* csvRows(stream);
    else {
      throw new FitlyError('file_unreadable', `${path} is neither .csv nor .jsonl (also .gz) nor .parquet`, {
        next: 'name the file after what is in it',
      });
    }
  } catch (error) {
    if (error instanceof FitlyError) throw error;
    throw new FitlyError(
      'file_unreadable',
      `${path} cannot be read to its end: ${reasonOf(failed() ?? (error as Error))}`,
      {
        next: 'bring the whole file again; nothing of it was imported',
        cause: error,
      },
    );
  } finally {
    source.destroy();
  }
}

/** csv-parse quotes the cell that it stumbles over, which may be anything: its messages never get out. */
function reasonOf(error: Error): string {
  if (!(error instanceof CsvError)) return error.message;
  const place = typeof error['lines'] === 'number' ? `in line ${error['lines']} ` : '';
  return `${place}${CSV_REASONS[error.code] ?? 'it is not valid CSV'}`;
}

const CSV_REASONS: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'a quoted cell goes on after its closing quote',
  CSV_MAX_RECORD_SIZE: 'a row is longer than a million characters',
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell never ends',
  INVALID_OPENING_QUOTE: 'there is a quote in a cell that does not begin with one',
};

/** A broken source must end the stream that reads from it. */
function forwardErrors(source: Readable, stream: Readable): () => Error | null {
  let failure: Error | null = null;
  source.on('error', (error) => {
    failure = error;
    stream.destroy(error);
  });
  return () => failure;
}

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) {
    throw new FitlyError('file_not_found', `there is no file ${path}`, { next: 'check the path' });
  }
}

async function* jsonlRows(stream: Readable): AsyncGenerator<ReadRow> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    yield jsonRow(line === 1 ? text.replace(/^\ufeff/, '') : text, line);
  }
}

function jsonRow(text: string, line: number): ReadRow {
  if (text.length > MAX_LINE) return { ok: false, line, reason: 'line longer than a million characters' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { ok: false, line, reason: 'not a JSON object' };
    }
    return { ok: true, line, cells: value as Record<string, unknown> };
  } catch {
    return { ok: false, line, reason: 'not valid JSON' };
  }
}

async function* csvRows(stream: Readable): AsyncGenerator<ReadRow> {
  const parser = stream.pipe(
    parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: MAX_LINE }),
  );
  stream.on('error', (error) => parser.destroy(error));
  let header: string[] | null = null;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (header === null) {
      header = record.map((name) => name.trim());
      continue;
    }
    if (record.length !== header.length) {
      yield { ok: false, line: info.lines, reason: `${record.length} cells where the header has ${header.length}` };
      continue;
    }
    yield { ok: true, line: info.lines, cells: Object.fromEntries(header.map((name, index) => [name, record[index]])) };
  }
}
