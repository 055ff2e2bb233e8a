/**
 * Numbers on disk without losing a bit: a JSON header, then doubles.
 *
 * Bytes: magic `FTLY`; header length in bytes (uint32, little-endian); header (UTF-8 JSON); doubles (little-endian).
 */
import { FitlyError } from '../errors.ts';

const MAGIC = 0x594c5446;
const PREFIX_BYTES = 8;

export function packNumbers(header: object, numbers: Float64Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(PREFIX_BYTES + text.length + numbers.length * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, PREFIX_BYTES);
  const start = PREFIX_BYTES + text.length;
  for (let i = 0; i < numbers.length; i++) view.setFloat64(start + i * 8, numbers[i]!, true);
  return bytes;
}

/** The inverse. `what` names the thing in the error: `database_damaged` when the bytes are not what `packNumbers` made. */
export function unpackNumbers(bytes: Uint8Array, what: string): { header: unknown; numbers: Float64Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX_BYTES || view.getUint32(0, true) !== MAGIC) throw damaged(bytes, what);
  const start = PREFIX_BYTES + view.getUint32(4, true);
  if (start > bytes.length || (bytes.length - start) % 8 !== 0) throw damaged(bytes, what);
  const numbers = Float64Array.from({ length: (bytes.length - start) / 8 }, (_, i) =>
    view.getFloat64(start + i * 8, true),
  );
  return { header: parseHeader(bytes, start, what), numbers };
}

/** What the header calls itself, without reading the numbers. */
export function storedFormat(bytes: Uint8Array, what: string): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX_BYTES || view.getUint32(0, true) !== MAGIC) throw damaged(bytes, what);
  const header = parseHeader(bytes, PREFIX_BYTES + view.getUint32(4, true), what);
  return (header as { format?: unknown } | null)?.format;
}

function parseHeader(bytes: Uint8Array, end: number, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(PREFIX_BYTES, end)));
  } catch (cause) {
    throw damaged(bytes, what, cause);
  }
}

export function damaged(bytes: Uint8Array, what: string, cause?: unknown): FitlyError {
  return new FitlyError('database_damaged', `the stored ${what} (${bytes.length} bytes) is not readable`, {
    next: 'restore the last backup',
    cause,
  });
}
