/**
 * What a Parquet file says of itself, looked at before DuckDB reads it: a footer of 26 bytes that claims a list of 20 million
 * entries makes its reader ask for 8 GB. Lists are counted here, and none may claim more entries than it has bytes.
 * Source: Apache Parquet format 2.11 ("File format"), Thrift compact protocol.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** Row groups times columns of all files that people bring, and far more. A reader takes about a kilobyte for each. */
const MOST_PARTS = 200_000;
/** Encodings, paths and statistics of parts: writers give each four to nine. */
const MOST_DETAILS = 10 * MOST_PARTS;
/** Lists of the file and of its row groups; those of one column lie deeper. */
const DEEPEST_PARTS = 2;
const MOST_FOOTER_BYTES = 32 * 1024 * 1024;
const DEEPEST = 32;
/** Four bytes of length, and the mark. */
const TAIL_BYTES = 8;
const MARK = 'PAR1';

/** Said of a file that may be whole. `next`: what to do about it. */
export class TooLarge extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

const saysTooMuch = (message: string): TooLarge =>
  new TooLarge(message, 'write it with larger row groups, or as several files; nothing of it was imported');

/** Returns the size of the file, in bytes. Throws an `Error` or `TooLarge` in words that quote nothing of the file. */
export async function checkFooter(path: string): Promise<{ readonly size: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    walkStruct({ bytes: await footerOf(file, size), at: 0, parts: 0, details: 0 }, 0);
    return { size };
  } finally {
    await file.close();
  }
}

async function footerOf(file: FileHandle, size: number): Promise<Buffer> {
  if (size < TAIL_BYTES + MARK.length) throw new Error('it is not a whole Parquet file');
  const tail = await read(file, size - TAIL_BYTES, TAIL_BYTES);
  const length = tail.readUInt32LE(0);
  const isParquet = tail.toString('latin1', 4) === MARK && length <= size - TAIL_BYTES - MARK.length;
  if (!isParquet) throw new Error('it is not a whole Parquet file');
  if (length > MOST_FOOTER_BYTES) throw saysTooMuch(MORE_THAN_ROWS);
  return read(file, size - TAIL_BYTES - length, length);
}

const MORE_THAN_ROWS = 'it says more of itself than a file of rows can have to say';

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

interface Walk {
  readonly bytes: Buffer;
  at: number;
  /** Entries of lists so far: columns of row groups, and what is said of each. */
  parts: number;
  details: number;
}

function walkStruct(walk: Walk, depth: number): void {
  for (let field = byte(walk); field !== 0; field = byte(walk)) {
    // A field far from the one before it has its number behind.
    if (field >> 4 === 0) varint(walk);
    const type = field & 15;
    if (type !== TRUE && type !== FALSE) walkValue(walk, type, depth);
  }
}

const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
];

function walkValue(walk: Walk, type: number, depth: number): void {
  if (depth > DEEPEST) throw new Error('it is nested without end');
  switch (type) {
    case TRUE:
    case FALSE:
    case BYTE:
      skip(walk, 1);
      return;
    case I16:
    case I32:
    case I64:
      varint(walk);
      return;
    case DOUBLE:
      skip(walk, 8);
      return;
    case BINARY:
      skip(walk, varint(walk));
      return;
    case LIST:
    case SET:
      walkList(walk, depth);
      return;
    case MAP:
      walkMap(walk, depth);
      return;
    case STRUCT:
      walkStruct(walk, depth + 1);
      return;
    default:
      throw new Error('it is not a whole Parquet file');
  }
}

function walkList(walk: Walk, depth: number): void {
  const header = byte(walk);
  const size = header >> 4;
  const entries = count(walk, size === 15 ? varint(walk) : size, depth);
  for (let entry = 0; entry < entries; entry++) walkValue(walk, header & 15, depth + 1);
}

function walkMap(walk: Walk, depth: number): void {
  const entries = count(walk, varint(walk), depth);
  if (entries === 0) return;
  const types = byte(walk);
  for (let entry = 0; entry < entries; entry++) {
    walkValue(walk, types >> 4, depth + 1);
    walkValue(walk, types & 15, depth + 1);
  }
}

/** Each entry takes a byte at least. */
function count(walk: Walk, entries: number, depth: number): number {
  if (entries > walk.bytes.length - walk.at) throw new Error('it claims more entries than it has bytes');
  if (depth <= DEEPEST_PARTS) walk.parts += entries;
  else walk.details += entries;
  if (walk.parts > MOST_PARTS) throw saysTooMuch(`it has more than ${MOST_PARTS} columns in all its row groups`);
  if (walk.details > MOST_DETAILS) throw saysTooMuch(MORE_THAN_ROWS);
  return entries;
}

function byte(walk: Walk): number {
  const found = walk.bytes[walk.at];
  if (found === undefined) throw new Error('it is not a whole Parquet file');
  walk.at += 1;
  return found;
}

function skip(walk: Walk, bytes: number): void {
  if (bytes > walk.bytes.length - walk.at) throw new Error('it claims more entries than it has bytes');
  walk.at += bytes;
}

/** Beyond 2^53 it is no length, and larger than any file. */
function varint(walk: Walk): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const next = byte(walk);
    value += (next & 127) * scale;
    if (next < 128) return value;
    if (scale > Number.MAX_SAFE_INTEGER) throw new Error('it is not a whole Parquet file');
  }
}
