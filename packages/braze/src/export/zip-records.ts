/** The records of a ZIP file, each without its signature (PKWARE APPNOTE 6.3.10, section 4.3; numbers are little-endian). */
import type { ByteReader } from '../bytes/byte-reader.ts';
import { damaged, shownName } from './lines.ts';

export const SIGNATURE = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  directory: 0x02014b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  end: 0x06054b50,
} as const;

export interface Descriptor {
  readonly crc: number;
  readonly bytes: number;
  readonly packedBytes: number;
}
export interface LocalHeader {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  /** Null when size and checksum follow the data, as a writer must do that does not know them before. */
  readonly announced: Descriptor | null;
  /** Whether sizes that follow have eight bytes. */
  readonly wide: boolean;
}

const ENCRYPTED = 1;
const DESCRIPTOR_FOLLOWS = 8;
const IN_EXTRA = 0xffffffff;

/** 4.3.7 */
export async function readLocalHeader(reader: ByteReader): Promise<LocalHeader> {
  const fixed = await reader.exactly(26);
  const flags = fixed.readUInt16LE(2);
  const method = fixed.readUInt16LE(4);
  const name = (await reader.exactly(fixed.readUInt16LE(22))).toString('utf8');
  const extra = wideSizes(await reader.exactly(fixed.readUInt16LE(24)));
  if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(name)) damaged('holds a file with a path that leads out of it');
  const follows = (flags & DESCRIPTOR_FOLLOWS) !== 0;
  if ((flags & ENCRYPTED) !== 0 || (method !== 0 && method !== 8) || (method === 0 && follows)) {
    damaged(`holds ${shownName(name)} in a form that cannot be read`);
  }
  const announced = {
    crc: fixed.readUInt32LE(10),
    bytes: wideOr(fixed.readUInt32LE(18), extra?.[0]),
    packedBytes: wideOr(fixed.readUInt32LE(14), extra?.[1]),
  };
  const wide = extra !== null;
  return { name, method: method === 0 ? 'stored' : 'deflated', announced: follows ? null : announced, wide };
}

/** 4.3.9: with or without a signature, with sizes of four or eight bytes. */
export async function readDescriptor(reader: ByteReader, { wide }: LocalHeader): Promise<Descriptor> {
  const first = (await reader.exactly(4)).readUInt32LE();
  const crc = first === SIGNATURE.descriptor ? (await reader.exactly(4)).readUInt32LE() : first;
  const sizes = await reader.exactly(wide ? 16 : 8);
  return wide
    ? { crc, packedBytes: wideAt(sizes, 0), bytes: wideAt(sizes, 8) }
    : { crc, packedBytes: sizes.readUInt32LE(0), bytes: sizes.readUInt32LE(4) };
}

/** 4.3.12 */
export async function readDirectoryEntry(reader: ByteReader): Promise<Descriptor & { readonly offset: number }> {
  const fixed = await reader.exactly(42);
  await reader.exactly(fixed.readUInt16LE(24));
  const extra = await reader.exactly(fixed.readUInt16LE(26));
  await reader.exactly(fixed.readUInt16LE(28));
  // In the extra field stand, in this order, only those that do not fit into four bytes.
  const wide = [...(wideSizes(extra) ?? [])];
  const take = (value: number): number => (value === IN_EXTRA ? wideOr(value, wide.shift()) : value);
  const bytes = take(fixed.readUInt32LE(20));
  const packedBytes = take(fixed.readUInt32LE(16));
  return { crc: fixed.readUInt32LE(12), bytes, packedBytes, offset: take(fixed.readUInt32LE(38)) };
}

/** 4.3.14 to 4.3.16: the number of entries that the archive says it has. */
export async function readEnd(reader: ByteReader, first: number): Promise<number> {
  let signature = first;
  let wideEntries: number | null = null;
  if (signature === SIGNATURE.end64) {
    const length = wideAt(await reader.exactly(8), 0);
    if (length < 44 || length > 100_000) damaged('is not a complete ZIP file');
    wideEntries = wideAt(await reader.exactly(length), 20);
    signature = (await reader.exactly(4)).readUInt32LE();
    if (signature === SIGNATURE.locator64) {
      await reader.exactly(16);
      signature = (await reader.exactly(4)).readUInt32LE();
    }
  }
  if (signature !== SIGNATURE.end) damaged('is not a complete ZIP file');
  const fixed = await reader.exactly(18);
  await reader.exactly(fixed.readUInt16LE(16));
  return wideEntries ?? fixed.readUInt16LE(6);
}

/** 4.5.3: the numbers of a ZIP64 extra field, or null when there is none. */
function wideSizes(extra: Buffer): readonly number[] | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const end = Math.min(at + 4 + extra.readUInt16LE(at + 2), extra.length);
    const numbers: number[] = [];
    for (let from = at + 4; from + 8 <= end; from += 8) numbers.push(wideAt(extra, from));
    return numbers;
  }
  return null;
}

function wideOr(value: number, wide: number | undefined): number {
  return value === IN_EXTRA && wide !== undefined ? wide : value;
}

/** Sizes beyond 2^53 are lies, and as good as any other wrong size. */
const wideAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));
