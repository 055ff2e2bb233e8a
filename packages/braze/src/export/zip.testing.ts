/** A ZIP written by hand after APPNOTE 4.3, so that it can also be written wrongly. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFileParts {
  readonly name: string;
  readonly content: Buffer;
  /** Default the right one. */
  readonly crc?: number;
  readonly stored?: boolean;
  /** Sizes and checksum follow the data. */
  readonly follows?: boolean;
  /** What follows begins with its signature. Default true. */
  readonly signed?: boolean;
  /** Sizes of eight bytes, in a ZIP64 extra field. */
  readonly wide?: boolean;
}

export function zipOf(files: readonly ZipFileParts[], { directoryOf = files.length } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { local, entry } = partsOf(file, offset);
    parts.push(local);
    directory.push(entry);
    offset += local.length;
  }
  const listed = directory.slice(0, directoryOf);
  const listing = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(listed.length, 8);
  end.writeUInt16LE(listed.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

function partsOf(file: ZipFileParts, offset: number): { local: Buffer; entry: Buffer } {
  const { name, content, crc = crc32(content), stored = false, follows = false, signed = true, wide = false } = file;
  const data = stored ? content : deflateRawSync(content);
  const sizes = { crc, packed: data.length, bytes: content.length };
  const extra = wide ? wideExtra(sizes) : Buffer.alloc(0);
  const common = (known: boolean): Buffer => {
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(follows ? 8 : 0, 2);
    fixed.writeUInt16LE(stored ? 0 : 8, 4);
    if (known) fixed.writeUInt32LE(crc, 10);
    if (known) fixed.writeUInt32LE(wide ? 0xffffffff : sizes.packed, 14);
    if (known) fixed.writeUInt32LE(wide ? 0xffffffff : sizes.bytes, 18);
    fixed.writeUInt16LE(Buffer.byteLength(name), 22);
    fixed.writeUInt16LE(extra.length, 24);
    return fixed;
  };
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  const behind = follows ? descriptor(sizes, signed, wide) : Buffer.alloc(0);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), common(!follows), Buffer.from(name), extra, data, behind]),
    entry: Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common(true), tail, Buffer.from(name), extra]),
  };
}

interface Sizes {
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
}

function wideExtra({ bytes, packed }: Sizes): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(bytes), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  return extra;
}

function descriptor({ crc, packed, bytes }: Sizes, signed: boolean, wide: boolean): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc);
  const sizes = Buffer.alloc(wide ? 16 : 8);
  if (wide) {
    sizes.writeBigUInt64LE(BigInt(packed), 0);
    sizes.writeBigUInt64LE(BigInt(bytes), 8);
  } else {
    sizes.writeUInt32LE(packed, 0);
    sizes.writeUInt32LE(bytes, 4);
  }
  return Buffer.concat([signed ? Buffer.from('PK\x07\x08') : Buffer.alloc(0), sum, sizes]);
}
