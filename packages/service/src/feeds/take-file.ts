/** One file of a feed into the rows of a take, with the hash by which it is known. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { sha256OfImport } from '../importing/quarantine.ts';
import type { FeedReader, FileToRead } from './feed-reader.ts';
import { type RowsTaken, type TakeInto, takePortions } from './take-portions.ts';

export interface TakeFile extends TakeInto {
  readonly path: string;
  /** As it is named below the folder of its feed. */
  readonly name: string;
  readonly reader: FeedReader;
}

export interface FileTaken extends RowsTaken {
  readonly sha256: string;
}

/** Throws what is no fault of the file: what cannot be read is a result. */
export async function takeFile(file: TakeFile): Promise<FileTaken> {
  const content = hashedContent(file.path);
  const toRead: FileToRead = { path: file.path, name: file.name, content: content.chunks };
  const taken = await takePortions(file.reader.read(toRead, { ...file, arrivedAt: file.arrival.arrivedAt }), file);
  const sha256 = content.sha256() ?? (await sha256OfImport(file.path));
  // The note has the path beside it.
  return { ...taken, sha256, unreadable: taken.unreadable?.replace(file.path, 'it') ?? null };
}

interface HashedContent {
  chunks(): AsyncIterable<Uint8Array>;
  /** Null unless it was read to its end. */
  sha256(): string | null;
}

/** The hash of what is read anyway. */
function hashedContent(path: string): HashedContent {
  const hash = createHash('sha256');
  let isWhole = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
    isWhole = true;
  }
  return { chunks, sha256: () => (isWhole ? hash.digest('hex') : null) };
}
