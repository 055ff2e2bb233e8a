/** Copies that are known to be whole: what was read is hashed on its way, and what was written is flushed. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { flush, makeFolder } from './files.ts';

export interface CopiedFile {
  readonly bytes: number;
  /** Of what was read. */
  readonly sha256: string;
}

/** `to` must not exist; its folder is made. Flushed when it returns, its name apart. Throws what the system says. */
export async function copyFlushed(from: string, to: string): Promise<CopiedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await makeFolder(dirname(to));
  await pipeline(
    createReadStream(from),
    async function* hashed(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(to, { flags: 'wx', mode: 0o600 }),
  );
  await flush(to);
  return { bytes, sha256: hash.digest('hex') };
}
