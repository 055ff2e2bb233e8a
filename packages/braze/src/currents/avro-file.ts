/**
 * An Avro object container file, read as it comes: header, then blocks of records with a sync marker (Avro specification
 * 1.11, "Object Container Files"). One block is held at a time, and what a block may grow to is bounded.
 */
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';
import { ByteReader, EndedEarly } from '../bytes/byte-reader.ts';
import { type Projection, projectionOf } from './avro-schema.ts';
import { inflateSnappy } from './snappy.ts';

export type AvroRecord = Readonly<Record<string, unknown>>;

/** Kafka's connectors write blocks of 64 KB; a file of 100,000 events has some 50 MB. */
const MAX_BLOCK_BYTES = 64 * 1024 * 1024;
const MAX_RATIO = 100;
const RATIO_FREE_BYTES = 1_000_000;
const MAX_HEADER_BYTES = 1_000_000;

/** Yields the records some thousand at a time, a block's once all of it is sound, with the wanted fields only. Throws `file_unreadable`. */
export async function* readAvro(
  source: AsyncIterable<Uint8Array>,
  wanted: ReadonlySet<string>,
  name: string,
): AsyncGenerator<readonly AvroRecord[]> {
  const reader = new ByteReader(source);
  try {
    const { projection, codec, sync } = await readHeader(reader, wanted);
    for (let next = await reader.some(1); next.length > 0; next = await reader.some(1)) {
      reader.unread(next);
      yield* recordsOf(await readBlock(reader, codec, sync), projection);
    }
  } catch (error) {
    throw error instanceof FitlyError ? error : unreadable(name, error);
  } finally {
    await reader.close();
  }
}

interface Header {
  readonly projection: Projection;
  readonly codec: string;
  readonly sync: Buffer;
}

async function readHeader(reader: ByteReader, wanted: ReadonlySet<string>): Promise<Header> {
  const magic = await reader.exactly(4);
  if (magic.toString('latin1') !== 'Obj\x01') throw new Broken('is no Avro file');
  const meta = new Map<string, string>();
  for (let count = await readLong(reader); count !== 0; count = await readLong(reader)) {
    // A negative count is followed by the size of the block, which nobody needs here.
    if (count < 0) await readLong(reader);
    for (let i = Math.abs(count); i > 0; i--) {
      if (reader.position > MAX_HEADER_BYTES) throw new Broken('has a header without end');
      meta.set(await readText(reader), await readText(reader));
    }
  }
  const sync = await reader.exactly(16);
  const projection = schemaOf(meta.get('avro.schema') ?? '', wanted);
  return { projection, codec: meta.get('avro.codec') ?? 'null', sync };
}

/** What avsc and the JSON parser say may quote the file: only our own words go out. */
function schemaOf(text: string, wanted: ReadonlySet<string>): Projection {
  try {
    return projectionOf(text, wanted);
  } catch {
    throw new Broken('has a schema that is none of Currents');
  }
}

interface Block {
  readonly count: number;
  readonly bytes: Buffer;
}

async function readBlock(reader: ByteReader, codec: string, sync: Buffer): Promise<Block> {
  const count = await readLong(reader);
  const size = await readLong(reader);
  if (count < 0 || size < 0 || size > MAX_BLOCK_BYTES) throw new Broken('has a block of impossible size');
  const packed = await reader.exactly(size);
  if (!sync.equals(await reader.exactly(16))) throw new Broken('has a block without its marker');
  const bytes = await unpack(packed, codec);
  // Every record has an id, and so at least one byte.
  if (count > bytes.length) throw new Broken('has a block of impossible size');
  return { count, bytes };
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

async function unpack(packed: Buffer, codec: string): Promise<Buffer> {
  const most = Math.min(MAX_BLOCK_BYTES, Math.max(RATIO_FREE_BYTES, packed.length * MAX_RATIO));
  if (codec === 'null') return packed;
  if (codec === 'deflate') {
    return inflate(packed, { maxOutputLength: most }).catch(() => {
      throw new Broken('has a block that cannot be unpacked');
    });
  }
  if (codec !== 'snappy') throw new Broken('is packed in a way that is not supported (null, deflate and snappy are)');
  if (packed.length < 4) throw new Broken('has a block that cannot be unpacked');
  const bytes = unsnap(packed.subarray(0, -4), most);
  if (crc32(bytes) !== packed.readUInt32BE(packed.length - 4)) throw new Broken('has a block with a wrong checksum');
  return bytes;
}

function unsnap(packed: Buffer, most: number): Buffer {
  try {
    return inflateSnappy(packed, most);
  } catch {
    throw new Broken('has a block that cannot be unpacked');
  }
}

/** A block may hold millions of records of a byte: so many of them are in memory at a time. */
const PORTION = 5_000;

function* recordsOf(block: Block, { decode }: Projection): Generator<readonly AvroRecord[]> {
  // Nothing of a block is given out before its end is known to be sound.
  if (block.count >= PORTION) for (const _ of decoded(block, decode));
  let records: AvroRecord[] = [];
  for (const record of decoded(block, decode)) {
    records.push(record);
    if (records.length < PORTION) continue;
    yield records;
    records = [];
  }
  if (records.length > 0) yield records;
}

function* decoded({ count, bytes }: Block, decode: Projection['decode']): Generator<AvroRecord> {
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { value, offset } = decodeOne(decode, bytes, at);
    if (offset <= at) throw new Broken('has a block that ends within a record');
    yield value;
    at = offset;
  }
  if (at !== bytes.length) throw new Broken('has a block with bytes that belong to no record');
}

function decodeOne(decode: Projection['decode'], bytes: Buffer, at: number): ReturnType<Projection['decode']> {
  try {
    return decode(bytes, at);
  } catch {
    throw new Broken('has a record that cannot be read');
  }
}

/** Zigzag varint. Numbers beyond 2^53 are none that a sound file holds here. */
async function readLong(reader: ByteReader): Promise<number> {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = (await reader.exactly(1))[0]!;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte >= 128) continue;
    if (value > Number.MAX_SAFE_INTEGER) break;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  throw new Broken('has a number beyond all measure');
}

async function readText(reader: ByteReader): Promise<string> {
  const length = await readLong(reader);
  if (length < 0 || length > MAX_HEADER_BYTES) throw new Broken('has a header without end');
  return (await reader.exactly(length)).toString('utf8');
}

/** What is wrong, in words that quote nothing of the file. */
class Broken extends Error {}

function unreadable(name: string, error: unknown): unknown {
  const why = error instanceof Broken ? error.message : error instanceof EndedEarly ? 'ends early' : null;
  if (why === null) return error;
  return new FitlyError('file_unreadable', `The Currents file ${name} ${why}`, {
    next: 'Fetch the file again from the storage; the same file may be read any number of times.',
  });
}
