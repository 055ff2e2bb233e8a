/**
 * The lines of an export's ZIP that is in memory as a whole: nothing of a raw export ever touches the disk, so names and paths
 * inside the archive do not matter. Sizes and checksums do: each entry's CRC-32 is compared before its end is believed.
 */
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { damaged, type Lines, shownName, splitLines } from './lines.ts';

/** About 5,000 users a file: 100,000 files are 500 million users. */
export const MAX_ENTRIES = 100_000;
/** JSON Lines of similar profiles shrink 5 to 40 times; DEFLATE itself ends near 1,030. */
export const MAX_RATIO = 200;
/** Small files may shrink more without harm. */
export const RATIO_FREE_BYTES = 1_000_000;

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
  const stream = await file
    .openReadStreamPromise(entry)
    .catch(() => damaged(`has in ${name} unreadable data after line 0`));
  // yauzl checks the sizes, zlib the form of the data.
  yield* splitLines(stream, name, ({ crc }) => {
    if (crc !== entry.crc32) damaged(`has in ${name} a wrong checksum`);
  });
}
