/**
 * The bytes of a file, unpacked where its name ends in .gz or .zst, in bounded memory. What was unpacked before an archive
 * breaks off is given out before the error: the same bytes on every machine.
 */

import { createReadStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';

/** An archive that is cut or damaged; what came before was given out. */
export class DamagedArchive extends Error {}

export interface Unpacked {
  readonly chunks: AsyncIterable<Buffer>;
  /** Of the file as it lies on the disk. */
  bytesRead(): number;
}

/** Rows of text shrink by less; what grows more was made to fill a memory or a disk. */
const LARGEST_RATIO = 100;
/** A small file may unpack to so much, whatever the ratio. */
const ALWAYS_ALLOWED = 16 * 1024 * 1024;
const MOST_BYTES = 64 * 1024 ** 3;
const CHUNK = 256 * 1024;
/** One such piece may grow a thousandfold before its size is seen. */
const PACKED_CHUNK = 16 * 1024;

/** The name without the ending of an archive. */
export const unpackedName = (path: string): string => path.replace(/\.(gz|zst)$/, '');

/** Errors while reading: `DamagedArchive`; `file_unreadable` for an archive that grows too much. */
export function openUnpacked(path: string): Unpacked {
  const decoder = path.endsWith('.gz') ? createGunzip() : path.endsWith('.zst') ? createZstdDecompress() : null;
  const source = createReadStream(path, { highWaterMark: decoder === null ? CHUNK : PACKED_CHUNK });
  return {
    chunks: decoder === null ? source : unpack(path, source, decoder),
    bytesRead: () => source.bytesRead,
  };
}

/** Piece by piece, each wholly unpacked before the next is read: an error then comes after all that was before it. */
async function* unpack(path: string, source: AsyncIterable<Buffer>, decoder: Transform): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  const size = { packed: 0, unpacked: 0 };
  let damage: Error | null = null;
  decoder.on('data', (chunk: Buffer) => {
    size.unpacked += chunk.length;
    // Too much is told below; until then it is counted and not kept.
    if (!isBomb(size)) ready.push(chunk);
  });
  decoder.on('error', (error) => {
    damage ??= error;
  });
  const check = (): void => {
    if (isBomb(size)) throw grownTooMuch(path);
  };
  try {
    for await (const chunk of source) {
      size.packed += chunk.length;
      await orClosed(decoder, (done) => decoder.write(chunk, done));
      check();
      yield* ready.splice(0);
      if (damage !== null) throw new DamagedArchive('the archive is damaged', { cause: damage });
    }
    await orClosed(decoder, (done) => decoder.once('end', done).end());
    check();
    yield* ready.splice(0);
    if (damage !== null) throw new DamagedArchive('the archive is cut', { cause: damage });
  } finally {
    decoder.destroy();
  }
}

/** Waits until `start` is done; a decoder that fails closes, and does not say more. */
const orClosed = (decoder: Transform, start: (done: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    if (decoder.destroyed) return resolve();
    const done = (): void => {
      decoder.off('close', done);
      resolve();
    };
    decoder.once('close', done);
    start(done);
  });

const isBomb = ({ packed, unpacked }: { readonly packed: number; readonly unpacked: number }): boolean =>
  unpacked > MOST_BYTES || (unpacked > ALWAYS_ALLOWED && unpacked > packed * LARGEST_RATIO);

const grownTooMuch = (path: string): FitlyError =>
  new FitlyError('file_unreadable', `${path} unpacks to more than ${LARGEST_RATIO} times its size, or to 64 GB`, {
    next: 'unpack it yourself and look at what is in it; nothing of it was imported',
  });
