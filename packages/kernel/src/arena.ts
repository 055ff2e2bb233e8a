/** The kernel's memory, handed out from the bottom up and taken back from the top down. */
const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;

export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  #end = 0;

  /** First free byte. */
  get end(): number {
    return this.#end;
  }

  /** Start of `bytes` new bytes, a multiple of 16. Views that were taken before may be of a memory that is no more. */
  reserve(bytes: number): number {
    const start = this.#end;
    this.#end = Math.ceil((start + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.#end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return start;
  }

  rewind(end: number): void {
    this.#end = end;
  }

  float32(start: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, start, length);
  }

  float64(start: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, start, length);
  }

  bytes(start: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, start, length);
  }

  /** Copies `numbers` to new bytes, and says where they begin. */
  keep(numbers: Float64Array | Int32Array | Uint16Array | Uint8Array): number {
    const start = this.reserve(numbers.byteLength);
    this.bytes(start, numbers.byteLength).set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return start;
  }

  int32(start: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, start, length);
  }
}
