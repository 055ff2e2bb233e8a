/** Reads exact numbers of bytes from chunks of any size, holding no more than the current chunk and what was asked for. */

/** The source ended within what was asked for. */
export class EndedEarly extends Error {}

export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Buffer = Buffer.alloc(0);
  /** Bytes given out so far. */
  position = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Between 1 and `most` bytes, as they come; empty at the end. */
  async some(most: number): Promise<Buffer> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return Buffer.alloc(0);
      this.#chunk = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    const taken = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }

  /** Exactly `length` bytes; throws `EndedEarly`. The caller bounds `length`: this much is held. */
  async exactly(length: number): Promise<Buffer> {
    const first = await this.some(length);
    if (first.length === length) return first;
    const parts = [first];
    for (let have = first.length; have < length; ) {
      const part = await this.some(length - have);
      if (part.length === 0) throw new EndedEarly();
      parts.push(part);
      have += part.length;
    }
    return Buffer.concat(parts);
  }

  /** Gives bytes back that were taken last: the next read finds them first. */
  unread(bytes: Buffer): void {
    this.#chunk = this.#chunk.length === 0 ? bytes : Buffer.concat([bytes, this.#chunk]);
    this.position -= bytes.length;
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
