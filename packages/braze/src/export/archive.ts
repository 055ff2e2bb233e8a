/**
 * The lines of an export's ZIP, straight from memory: nothing of a raw export ever touches the disk, so names and paths
 * inside the archive do not matter. Sizes and checksums do: each entry's CRC-32 is compared before its end is believed.
 */
import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** Consecutive lines of one entry. `firstLine` is 1-based. */
export interface Lines {
  readonly entry: string;
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** About 5,000 users a file: 100,000 files are 500 million users. */
const MAX_ENTRIES = 100_000;
/** JSON Lines of similar profiles shrink 5 to 40 times; DEFLATE itself ends near 1,030. */
const MAX_RATIO = 200;
/** Small files may shrink more without harm. */
const RATIO_FREE_BYTES = 1_000_000;
const MAX_LINE_BYTES = 1_000_000;
const NEWLINE = 0x0a;

/** Throws `braze_export_damaged`. Empty lines are left out but counted. */
export async function* readArchive(zip: Buffer): AsyncGenerator<Lines> {
  const file = await fromBufferPromise(zip).catch(() => damaged('is not a complete ZIP file'));
  if (file.entryCount > MAX_ENTRIES) damaged(`holds ${file.entryCount} files, expected at most ${MAX_ENTRIES}`);
  const entries = file.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch(() => damaged('has an unreadable directory'));
    if (next.done) return;
    if (!next.value.fileName.endsWith('/')) yield* readEntry(file, next.value);
  }
}

async function* readEntry(file: ZipFile, entry: Entry): AsyncGenerator<Lines> {
  const name = shownName(entry.fileName);
  if (entry.uncompressedSize > Math.max(RATIO_FREE_BYTES, entry.compressedSize * MAX_RATIO)) {
    damaged(`holds ${name}, which would grow more than ${MAX_RATIO} times`);
  }
  const state: EntryState = { crc: 0, line: 0, rest: Buffer.alloc(0) };
  const stream = await file.openReadStreamPromise(entry).catch(() => unreadable(name, 0));
  try {
    const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
    for (;;) {
      // yauzl checks the sizes, zlib the form of the data; both end here.
      const next = await chunks.next().catch(() => unreadable(name, state.line));
      if (next.done) break;
      state.crc = crc32(next.value, state.crc);
      const complete = takeCompleteLines(state, next.value);
      if (state.rest.length > MAX_LINE_BYTES) {
        damaged(`has in ${name} a line ${state.line + 1} of more than ${MAX_LINE_BYTES} bytes`);
      }
      if (complete !== null) yield linesOf(complete, name, state);
    }
  } finally {
    stream.destroy();
  }
  if (state.crc !== entry.crc32) damaged(`has in ${name} a wrong checksum`);
  if (state.rest.length > 0) yield linesOf(state.rest, name, state);
}

interface EntryState {
  crc: number;
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

/** The checksum cannot name a line, and neither can inflate: they name the last line that was whole. */
const unreadable = (entry: string, line: number): never =>
  damaged(`has in ${entry} unreadable data after line ${line}`);

/** Names come from outside: only what is harmless to print, and no more than fits in a message. */
const shownName = (name: string): string => name.replace(/[^\w./-]/g, '?').slice(0, 80);

export function damaged(what: string): never {
  throw new FitlyError('braze_export_damaged', `The export ${what}`, {
    next: 'Run again: a new export is asked of Braze. Nothing of this one was kept.',
  });
}
