/** Fetches a finished export. The address is signed by itself: the key is not sent along. */
import { FitlyError } from '@fitly/core/errors';
import { classifyFailure } from '../failure.ts';
import { unreachable } from '../refusal.ts';
import { damaged } from './lines.ts';

export type Download =
  | { readonly kind: 'not_ready' }
  /** Small enough to be held, and so to be checked as a whole before the first customer comes out. */
  | { readonly kind: 'whole'; readonly zip: Buffer }
  /** Longer: to be read as it comes, once. Raw profiles may not touch the disk. */
  | { readonly kind: 'stream'; readonly content: AsyncIterable<Buffer> };

/** About a million customers. */
const HELD_BYTES = 64 * 1024 * 1024;
const MAX_ZIP_BYTES = 16 * 1024 ** 3;
/** Longest silence of the other side; the whole may take as long as it takes to use it. */
const SILENCE_MS = 60_000;

/** 403 is the storage's "not there yet" (or "expired"). Throws `braze_unreachable`, `braze_refused`, `braze_export_damaged`. */
export async function tryDownload(url: URL, heldBytes = HELD_BYTES): Promise<Download> {
  const silence = new Silence();
  const response = await silence
    .limit(fetch(url, { redirect: 'manual', headers: { connection: 'close' }, signal: silence.signal }))
    .catch((error: unknown) => {
      throw unreachable(url.host, classifyFailure(error));
    });
  if (response.status !== 200) {
    await response.body?.cancel();
    // Storage that is busy is asked again like storage that is not ready: a read is safe to repeat.
    if (response.status === 403 || response.status === 429 || response.status >= 500) return { kind: 'not_ready' };
    throw new FitlyError('braze_refused', `${url.host} answered ${response.status} instead of the export`, {
      next: 'Run again; if it stays so, check the export settings of the workspace in Braze.',
      fields: { host: url.host, status: response.status },
    });
  }
  return heldOrStreamed(chunksOf(response, url.host, silence), heldBytes);
}

async function heldOrStreamed(chunks: AsyncGenerator<Buffer>, heldBytes: number): Promise<Download> {
  const held: Buffer[] = [];
  let length = 0;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    held.push(next.value);
    length += next.value.length;
    if (length > heldBytes) return { kind: 'stream', content: after(held, chunks) };
  }
  return { kind: 'whole', zip: Buffer.concat(held, length) };
}

async function* after(held: Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* chunksOf(response: Response, host: string, silence: Silence): AsyncGenerator<Buffer> {
  if (response.body === null) return;
  const chunks = response.body[Symbol.asyncIterator]();
  let length = 0;
  try {
    for (;;) {
      const next = await silence.limit(chunks.next()).catch((error: unknown) => {
        throw unreachable(host, classifyFailure(error));
      });
      if (next.done) return;
      length += next.value.length;
      if (length > MAX_ZIP_BYTES) damaged('is larger than 16 GB: split the segment by random bucket');
      yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
  } finally {
    // Leaving early cancels the stream and with it the connection.
    await chunks.return?.().catch(() => undefined);
  }
}

/** Ends the request when the other side says nothing for too long; time in which nothing is asked of it does not count. */
class Silence {
  readonly #over = new AbortController();
  readonly signal = this.#over.signal;

  async limit<T>(step: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#over.abort(new DOMException('silence', 'TimeoutError')), SILENCE_MS);
    try {
      return await step;
    } finally {
      clearTimeout(timer);
    }
  }
}
