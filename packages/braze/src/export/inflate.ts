/** The data of one entry, taken from a stream that goes on after it. */
import { once } from 'node:events';
import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { type ByteReader, EndedEarly } from '../bytes/byte-reader.ts';

const CHUNK_BYTES = 65_536;

export async function* storedFrom(reader: ByteReader, length: number): AsyncGenerator<Buffer> {
  for (let left = length; left > 0; ) {
    const chunk = await reader.some(Math.min(left, CHUNK_BYTES));
    if (chunk.length === 0) throw new EndedEarly();
    left -= chunk.length;
    yield chunk;
  }
}

/** DEFLATE says itself where it ends (RFC 1951): what was read beyond is given back. Throws zlib's errors and `EndedEarly`. */
export async function* inflateFrom(reader: ByteReader): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feeding = feed(reader, inflate).catch((error: unknown) => void inflate.destroy(asError(error)));
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
    await feeding;
  } finally {
    inflate.destroy();
    await feeding;
  }
}

async function feed(reader: ByteReader, inflate: InflateRaw): Promise<void> {
  const over = new AbortController();
  const ended = Promise.race([
    once(inflate, 'end', { signal: over.signal }),
    once(inflate, 'close', { signal: over.signal }),
  ]).catch(() => undefined);
  try {
    for (let fed = 0; !inflate.destroyed; ) {
      const chunk = await reader.some(CHUNK_BYTES);
      if (chunk.length === 0) throw new EndedEarly();
      fed += chunk.length;
      // Once its data has ended zlib calls back no more, but ends as soon as all of its output is taken.
      await Promise.race([new Promise((resolve) => inflate.write(chunk, resolve)), ended]);
      const beyond = fed - inflate.bytesWritten;
      if (beyond === 0) continue;
      reader.unread(chunk.subarray(chunk.length - beyond));
      return;
    }
  } finally {
    over.abort();
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('unreadable'));
