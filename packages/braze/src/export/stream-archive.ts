/**
 * The lines of an export's ZIP as it arrives, in bounded memory: local headers one after the other, each entry inflated and
 * compared with its CRC-32 and sizes, and at the end the central directory, which must name just what was read (APPNOTE
 * 4.3, 4.4). An archive that ends early is found out at its end only: whoever takes lines before must wait for it.
 *
 * Names and paths inside do not matter, since nothing is ever written to a disk.
 */
import { ByteReader, EndedEarly } from '../bytes/byte-reader.ts';
import { type Growth, MAX_ENTRIES, watchGrowth } from './growth.ts';
import { inflateFrom, storedFrom } from './inflate.ts';
import { damaged, type Lines, shownName, splitLines, type Whole } from './lines.ts';
import {
  type Descriptor,
  type LocalHeader,
  readDescriptor,
  readDirectoryEntry,
  readEnd,
  readLocalHeader,
  SIGNATURE,
} from './zip-records.ts';

/** Throws `braze_export_damaged`, and whatever the source throws. Empty lines are left out but counted. */
export async function* streamArchive(source: AsyncIterable<Buffer>): AsyncGenerator<Lines> {
  const reader = new ByteReader(source);
  const growth = watchGrowth(() => reader.position);
  /** Offset of the local header → what was found there. */
  const read = new Map<number, Descriptor>();
  try {
    for (;;) {
      const offset = reader.position;
      const signature = (await reader.exactly(4)).readUInt32LE();
      if (signature !== SIGNATURE.local) {
        await checkDirectory(reader, signature, read);
        return;
      }
      if (read.size >= MAX_ENTRIES) damaged(`holds more than ${MAX_ENTRIES} files`);
      const header = await readLocalHeader(reader);
      yield* readEntry({ reader, growth }, header, (found) => read.set(offset, found));
    }
  } catch (error) {
    if (error instanceof EndedEarly) damaged('is not a complete ZIP file');
    throw error;
  } finally {
    await reader.close();
  }
}

interface Reading {
  readonly reader: ByteReader;
  readonly growth: Growth;
}

async function* readEntry(
  { reader, growth }: Reading,
  header: LocalHeader,
  onRead: (found: Descriptor) => void,
): AsyncGenerator<Lines> {
  const name = shownName(header.name);
  const from = reader.position;
  const raw = header.method === 'stored' ? storedFrom(reader, header.announced!.packedBytes) : inflateFrom(reader);
  const isFolder = header.name.endsWith('/');
  const lines = splitLines(
    growth.bounded(raw, name, () => reader.position - from),
    name,
    async (whole: Whole) => {
      const found = { crc: whole.crc, bytes: whole.bytes, packedBytes: reader.position - from };
      const announced = header.announced ?? (await readDescriptor(reader, header));
      if (announced.crc !== found.crc) damaged(`has in ${name} a wrong checksum`);
      if (announced.bytes !== found.bytes || announced.packedBytes !== found.packedBytes) {
        damaged(`has in ${name} another size than it says`);
      }
      onRead(found);
    },
  );
  for await (const some of lines) if (!isFolder) yield some;
}

async function checkDirectory(reader: ByteReader, first: number, read: Map<number, Descriptor>): Promise<void> {
  const count = read.size;
  let signature = first;
  for (; signature === SIGNATURE.directory; signature = (await reader.exactly(4)).readUInt32LE()) {
    const { offset, crc, bytes, packedBytes } = await readDirectoryEntry(reader);
    const found = read.get(offset);
    if (found?.crc !== crc || found.bytes !== bytes || found.packedBytes !== packedBytes) {
      damaged('has a directory that names other files than it holds');
    }
    read.delete(offset);
  }
  const entries = await readEnd(reader, signature);
  if (read.size > 0 || entries !== count) damaged('has a directory that names other files than it holds');
  if ((await reader.some(1)).length > 0) damaged('goes on after its end');
}
