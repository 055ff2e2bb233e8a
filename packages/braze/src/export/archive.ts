/**
 * The lines of an export's ZIP that is in memory as a whole: nothing of a raw export ever touches the disk, so names and paths
 * inside the archive do not matter. Sizes and checksums do: each entry's CRC-32 is compared before its end is believed.
 */
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { type Growth, MAX_ENTRIES, watchGrowth } from './growth.ts';
import { damaged, type Lines, shownName, splitLines } from './lines.ts';

/** Throws `braze_export_damaged`. Empty lines are left out but counted. */
export async function* readArchive(zip: Buffer): AsyncGenerator<Lines> {
  const file = await fromBufferPromise(zip).catch(() => damaged('is not a complete ZIP file'));
  if (file.entryCount > MAX_ENTRIES) damaged(`holds ${file.entryCount} files, expected at most ${MAX_ENTRIES}`);
  const growth = watchGrowth(() => zip.length);
  const entries = file.eachEntry()[Symbol.asyncIterator]();
  for (;;) {
    const next = await entries.next().catch(() => damaged('has an unreadable directory'));
    if (next.done) return;
    if (!next.value.fileName.endsWith('/')) yield* readEntry(file, next.value, growth);
  }
}

async function* readEntry(file: ZipFile, entry: Entry, growth: Growth): AsyncGenerator<Lines> {
  const name = shownName(entry.fileName);
  growth.expect(name, entry.uncompressedSize, entry.compressedSize);
  const stream = await file
    .openReadStreamPromise(entry)
    .catch(() => damaged(`has in ${name} unreadable data after line 0`));
  // yauzl checks the sizes, zlib the form of the data.
  yield* splitLines(
    growth.bounded(stream, name, () => entry.compressedSize),
    name,
    ({ crc }) => {
      if (crc !== entry.crc32) damaged(`has in ${name} a wrong checksum`);
    },
  );
}
