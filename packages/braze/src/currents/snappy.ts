/** Snappy's raw format (google/snappy, format_description.txt): Avro files may use it, and Node brings no decoder. */

/** Throws a RangeError for anything that is not whole and sound, and for more than `maxBytes`. */
export function inflateSnappy(input: Buffer, maxBytes: number): Buffer {
  const [length, start] = varint(input);
  if (length > maxBytes) throw new RangeError('too long');
  const output = Buffer.alloc(length);
  let from = start;
  let to = 0;
  while (from < input.length) {
    const tag = input[from]!;
    if ((tag & 3) === 0) {
      const [size, at] = literalSize(input, from, tag);
      if (at + size > input.length || to + size > length) throw new RangeError('literal beyond the end');
      input.copy(output, to, at, at + size);
      from = at + size;
      to += size;
    } else {
      const { size, distance, next } = copyOf(input, from, tag);
      if (distance === 0 || distance > to || to + size > length) throw new RangeError('copy beyond the ends');
      // Byte by byte: a copy may overlap what it writes, which repeats it.
      for (let i = 0; i < size; i++) output[to + i] = output[to + i - distance]!;
      from = next;
      to += size;
    }
  }
  if (to !== length) throw new RangeError('too short');
  return output;
}

function varint(input: Buffer): readonly [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = input[i] ?? 128;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, i + 1];
  }
  throw new RangeError('no length');
}

/** Up to 60 bytes stand in the tag; 60 to 63 say how many bytes hold the length (less one). */
function literalSize(input: Buffer, from: number, tag: number): readonly [size: number, at: number] {
  const short = tag >> 2;
  if (short < 60) return [short + 1, from + 1];
  const bytes = short - 59;
  if (from + 1 + bytes > input.length) throw new RangeError('cut');
  return [input.readUIntLE(from + 1, bytes) + 1, from + 1 + bytes];
}

function copyOf(input: Buffer, from: number, tag: number): { size: number; distance: number; next: number } {
  const bytes = [0, 1, 2, 4][tag & 3]!;
  if (from + 1 + bytes > input.length) throw new RangeError('cut');
  const low = input.readUIntLE(from + 1, bytes);
  const next = from + 1 + bytes;
  if (bytes === 1) return { size: ((tag >> 2) & 7) + 4, distance: (tag >> 5) * 256 + low, next };
  return { size: (tag >> 2) + 1, distance: low, next };
}
