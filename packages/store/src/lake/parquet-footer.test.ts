import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFooter } from './parquet-footer.ts';

/** Thrift compact protocol, by hand. */
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
const list = (type: number, entries: number, content: number[]): number[] => [
  0xf0 | type,
  ...varint(entries),
  ...content,
];
const [I32, STRUCT] = [5, 12];

/** Row groups of columns, each of which lists so many encodings. */
async function fileOf(groups: number, columns: number, encodings: number): Promise<string> {
  const metadata = [0x29, ...list(I32, encodings, Array<number>(encodings).fill(0)), 0];
  const column = [0x3c, ...metadata, 0];
  const group = [0x19, ...list(STRUCT, columns, Array.from({ length: columns }, () => column).flat()), 0];
  const all = Buffer.concat(Array<Buffer>(groups).fill(Buffer.from(group)));
  const footer = Buffer.concat([Buffer.from([0x49, ...list(STRUCT, groups, [])]), all, Buffer.from([0])]);
  const tail = Buffer.from('....PAR1');
  tail.writeUInt32LE(footer.length);
  const path = join(await mkdtemp(join(tmpdir(), 'fitly-footer-')), 'a.parquet');
  await writeFile(path, Buffer.concat([Buffer.from('PAR1'), footer, tail]));
  return path;
}

test('columns of row groups are counted, whatever a writer says of each', async () => {
  await expect(checkFooter(await fileOf(1_000, 150, 8))).resolves.toHaveProperty('size');
  await expect(checkFooter(await fileOf(1_000, 201, 1))).rejects.toMatchObject({
    message: 'it has more than 200000 columns in all its row groups',
    next: expect.stringContaining('larger row groups'),
  });
});

test('columns that say more of themselves than any need to are refused', async () => {
  await expect(checkFooter(await fileOf(1_000, 100, 21))).rejects.toMatchObject({
    message: 'it says more of itself than a file of rows can have to say',
  });
});
