/** Text of one file of an export, as it comes out of the archive, in whole lines; and the words for a damaged export. */
import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';

/** Consecutive lines of one entry. `firstLine` is 1-based. */
export interface Lines {
  readonly entry: string;
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** What an entry turned out to be once all of it was read. */
export interface Whole {
  readonly crc: number;
  readonly bytes: number;
}

const MAX_LINE_BYTES = 1_000_000;
const NEWLINE = 0x0a;

/**
 * `expectWhole` is called before the end of the entry is believed and throws when size or checksum are not those of the
 * archive. Empty lines are left out but counted.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  name: string,
  expectWhole: (whole: Whole) => void | Promise<void>,
): AsyncGenerator<Lines> {
  const state: EntryState = { line: 0, rest: Buffer.alloc(0) };
  const iterator = chunks[Symbol.asyncIterator]();
  let crc = 0;
  let bytes = 0;
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => unreadable(error, name, state.line));
      if (next.done) break;
      crc = crc32(next.value, crc);
      bytes += next.value.length;
      const complete = takeCompleteLines(state, next.value);
      if (state.rest.length > MAX_LINE_BYTES) {
        damaged(`has in ${name} a line ${state.line + 1} of more than ${MAX_LINE_BYTES} bytes`);
      }
      if (complete !== null) yield linesOf(complete, name, state);
    }
  } finally {
    await iterator.return?.();
  }
  await expectWhole({ crc, bytes });
  if (state.rest.length > 0) yield linesOf(state.rest, name, state);
}

interface EntryState {
  /** Lines given out so far. */
  line: number;
  /** The beginning of a line whose end has not come yet. */
  rest: Buffer;
}

/** Everything up to the last newline (without it), or null when the chunk ends no line. Leaves the remainder in `rest`. */
function takeCompleteLines(state: EntryState, chunk: Buffer): Buffer | null {
  const end = chunk.lastIndexOf(NEWLINE);
  const lines = end === -1 ? null : Buffer.concat([state.rest, chunk.subarray(0, end)]);
  state.rest = end === -1 ? Buffer.concat([state.rest, chunk]) : chunk.subarray(end + 1);
  return lines;
}

function linesOf(block: Buffer, entry: string, state: EntryState): Lines {
  if (!isUtf8(block)) damaged(`has in ${entry} after line ${state.line} bytes that are not UTF-8`);
  const lines = block.toString('utf8').split('\n');
  const firstLine = state.line + 1;
  state.line += lines.length;
  return { entry, firstLine, lines };
}

/** Neither inflate nor a checksum can name a line: they name the last one that was whole. Our own errors say it better. */
function unreadable(error: unknown, entry: string, line: number): never {
  if (error instanceof FitlyError) throw error;
  return damaged(`has in ${entry} unreadable data after line ${line}`);
}

/** Names come from outside: only what is harmless to print, and no more than fits in a message. */
export const shownName = (name: string): string => name.replace(/[^\w./-]/g, '?').slice(0, 80);

export function damaged(what: string): never {
  throw new FitlyError('braze_export_damaged', `The export ${what}`, {
    next: 'Run again: a new export is asked of Braze. Nothing of this one was kept.',
  });
}
