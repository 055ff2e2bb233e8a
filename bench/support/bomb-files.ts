/** Small files that would be large, and files that claim more than they hold. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { AgentName, Day } from '@fitly/core/terms';
import { createStore } from '@fitly/store';

export interface Bomb {
  readonly name: string;
  /** Its name says how it is read. */
  readonly file: string;
  make(): Buffer | Promise<Buffer>;
  /** Stands in what the reader says. */
  readonly expected: string;
}

const MB = 1024 * 1024;
const repeated = (part: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => part));
const zeros = (megabytes: number, fill = '\0'): Buffer => Buffer.alloc(megabytes * MB, fill);

export const BOMBS: readonly Bomb[] = [
  {
    name: '10 GB of zeros, .csv.gz',
    file: 'zeros.csv.gz',
    make: () => repeated(gzipSync(zeros(100)), 100),
    expected: 'file_unreadable',
  },
  {
    name: '10 GB of line ends, .jsonl.gz',
    file: 'lines.jsonl.gz',
    make: () => repeated(gzipSync(zeros(100, '\n')), 100),
    expected: 'file_unreadable',
  },
  {
    name: '10 GB of zeros, .jsonl.zst',
    file: 'zeros.jsonl.zst',
    make: () => repeated(zstdCompressSync(zeros(100)), 100),
    expected: 'file_unreadable',
  },
  {
    name: '300 MB in one file of a .zip',
    file: 'one.zip',
    make: () => zipOf([zeros(300, 'x\n')]),
    expected: 'file_unreadable',
  },
  {
    name: '18 GB in 20,000 small files of a .zip',
    file: 'small.zip',
    make: () => zipOf(Array.from({ length: 20_000 }, () => SMALL)),
    expected: 'file_unreadable',
  },
  {
    name: '1,000,000 files in a .zip',
    file: 'many.zip',
    make: () => zipOf(Array.from({ length: 1_000_000 }, () => EMPTY)),
    expected: 'file_unreadable',
  },
  {
    name: 'a .zip within a .zip, ten deep',
    file: 'nested.zip',
    make: () => Array.from({ length: 10 }).reduce<Buffer>((inner) => zipOf([inner]), zeros(10, 'x')),
    expected: 'file_unreadable',
  },
  {
    name: 'a .zip with a size that lies',
    file: 'lying.zip',
    make: () => zipOf([zeros(50, 'x\n')], 10),
    expected: 'file_unreadable',
  },
  {
    name: 'an Avro block of 2^40 records',
    file: 'claims.avro',
    make: () => avroOf(2 ** 40, Buffer.alloc(1)),
    expected: 'file_unreadable',
  },
  {
    name: 'an Avro block of 60 million records of a byte',
    file: 'records.avro',
    make: () => avroOf(60_000_000, Buffer.alloc(60_000_000)),
    expected: 'none of them usable',
  },
  {
    name: 'an Avro block that grows',
    file: 'grows.avro',
    make: () => avroOf(1, deflateRawSync(zeros(300)), 'deflate'),
    expected: 'file_unreadable',
  },
  {
    name: 'a Parquet footer of 2^31 row groups',
    file: 'claims.parquet',
    make: () => parquetOf(2 ** 31, 1),
    expected: 'file_unreadable',
  },
  {
    name: 'a Parquet file of 1,000,000 row groups',
    file: 'groups.parquet',
    make: () => parquetOf(1_000_000, 1_000_000),
    expected: 'file_unreadable',
  },
  {
    name: '20 million rows in a Parquet file of some kB',
    file: 'rows.parquet',
    make: manyRows,
    expected: 'file_unreadable',
  },
];

interface Packed {
  readonly content: Buffer;
  readonly packed: Buffer;
}

const packedOf = (content: Buffer): Packed => ({ content, packed: deflateRawSync(content) });
const SMALL = packedOf(Buffer.alloc(900_000, ' \n'));
const EMPTY = packedOf(Buffer.alloc(0));

/** A ZIP (APPNOTE 4.3); `announced`: the size that it claims of each file. */
function zipOf(files: readonly (Buffer | Packed)[], announced?: number): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { content, packed } = Buffer.isBuffer(file) ? packedOf(file) : file;
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(8, 4);
    fixed.writeUInt32LE(crc32(content), 10);
    fixed.writeUInt32LE(packed.length, 14);
    fixed.writeUInt32LE(announced ?? content.length, 18);
    fixed.writeUInt16LE(1, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('PK\x03\x04'), fixed, Buffer.from('a'), packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), fixed, tail, Buffer.from('a'));
    offset += 31 + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(Math.min(files.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(files.length, 0xffff), 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}
const zigzag = (value: number): Buffer => varint(2 * value);

/** An Avro file of one block: records of nothing but an id. */
function avroOf(records: number, block: Buffer, codec = 'null'): Buffer {
  const text = (value: string): Buffer => Buffer.concat([zigzag(value.length), Buffer.from(value)]);
  const schema = JSON.stringify({ type: 'record', name: 'R', fields: [{ name: 'id', type: 'string' }] });
  const meta = ['avro.schema', schema, 'avro.codec', codec].map(text);
  const sync = Buffer.alloc(16, 7);
  const header = [Buffer.from('Obj\x01'), zigzag(2), ...meta, zigzag(0), sync];
  return Buffer.concat([...header, zigzag(records), zigzag(block.length), block, sync]);
}

/** A Parquet file whose footer claims so many row groups and has so many, each empty (Thrift compact protocol). */
function parquetOf(claimed: number, groups: number): Buffer {
  const name = (text: string): Buffer => Buffer.concat([varint(text.length), Buffer.from(text)]);
  const root = Buffer.concat([Buffer.of(0x48), name('root'), Buffer.of(0x15), zigzag(1), Buffer.of(0)]);
  const leaf = Buffer.concat([Buffer.of(0x15, 2, 0x25, 0, 0x18), name('id'), Buffer.of(0)]);
  const group = Buffer.of(0x19, 0x0c, 0x16, 0, 0x16, 0, 0);
  const rows = Buffer.concat([Buffer.of(0x16, 0, 0x19, 0xfc), varint(claimed), repeated(group, groups), Buffer.of(0)]);
  const footer = Buffer.concat([Buffer.of(0x15, 2, 0x19, 0x2c), root, leaf, rows]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')]);
}

async function manyRows(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-'));
  const store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: Date.now });
  const rowCount = 20_000_000;
  const column = { name: 'external_id', type: 'boolean' as const, values: new Uint8Array(rowCount) };
  const place = { table: 'bench', agent: 'bench' as AgentName, day: '2026-02-01' as Day };
  try {
    return await readFile(
      join(folder, (await store.lake.stage({ ...place, columns: { rowCount, columns: [column] } })).path),
    );
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}
