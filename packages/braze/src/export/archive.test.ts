import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readArchive } from './archive.ts';
import { type ZipFileParts, zipOf } from './zip.testing.ts';

async function linesOf(zip: Buffer): Promise<{ entry: string; line: number; text: string }[]> {
  const all = [];
  for await (const { entry, firstLine, lines } of readArchive(zip)) {
    for (const [i, text] of lines.entries()) if (text !== '') all.push({ entry, line: firstLine + i, text });
  }
  return all;
}
const file = (content: string, name = 'a.json'): ZipFileParts => ({ name, content: Buffer.from(content) });

test('lines come with their file and number, whether or not the last one ends, and empty ones are counted', async () => {
  const zip = zipOf([file('one\n\nthree\nfour'), file('\nzwei\r\n', 'b.json')]);
  expect(await linesOf(zip)).toEqual([
    { entry: 'a.json', line: 1, text: 'one' },
    { entry: 'a.json', line: 3, text: 'three' },
    { entry: 'a.json', line: 4, text: 'four' },
    { entry: 'b.json', line: 2, text: 'zwei\r' },
  ]);
});

test('lines of any length are the same as splitting the text at once', async () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 40_000, size: 'max' }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(text, async (lines) => {
      const content = lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
      const expected = content.split('\n').map((line, i) => ({ line: i + 1, text: line }));
      const read = await linesOf(zipOf([file(content)]));
      expect(read).toMatchObject(expected.filter((line) => line.text !== ''));
    }),
    { seed: 1, numRuns: 12 },
  );
});

test('an archive without files is an empty segment', async () => {
  expect(await linesOf(zipOf([]))).toEqual([]);
});

const good = zipOf([file('{"external_id":"secret-1"}\n'.repeat(2_000), 'x.json'), file('{}\n', 'y.json')]);

test.each([
  ['no ZIP', Buffer.from('<html>secret</html>'), 'not a complete ZIP'],
  ['cut short', good.subarray(0, good.length - 30), 'not a complete ZIP'],
  ['an empty file', Buffer.alloc(0), 'not a complete ZIP'],
  ['a wrong checksum', zipOf([{ ...file('secret\n'), crc: 1 }]), 'a.json a wrong checksum'],
  ['no UTF-8', zipOf([{ name: 'a.json', content: Buffer.from([0x41, 0x0a, 0xff, 0x0a]) }]), 'not UTF-8'],
  [
    'a line without end',
    zipOf([{ name: 'a.json', content: randomText(1_200_000) }]),
    'line 1 of more than 1000000 bytes',
  ],
  [
    'a bomb of many small files',
    zipOf(Array.from({ length: 40 }, (_, n) => ({ name: `${n}.json`, content: Buffer.alloc(900_000, ' \n') }))),
    'grow more than 100 times in all its files',
  ],
  ['a bomb', zipOf([{ name: 'a.json', content: Buffer.alloc(30_000_000, 'x') }]), 'grow more than 100 times'],
])('%s is a damaged export', async (_name, zip, words) => {
  const error = await linesOf(zip).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'braze_export_damaged', message: expect.stringContaining(words) });
  expect(String(error)).not.toContain('secret');
});

test('a size that lies is found out', async () => {
  const zip = zipOf([file('x'.repeat(100_000))]);
  const listing = zip.indexOf('PK\x01\x02');
  zip.writeUInt32LE(50, listing + 24);
  await expect(linesOf(zip)).rejects.toMatchObject({ code: 'braze_export_damaged' });
});

test('one flipped bit anywhere in the data is found out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 36, max: good.indexOf('PK\x03\x04', 4) - 3 }), fc.nat(7), async (at, bit) => {
      const bad = Buffer.from(good);
      bad[at] = bad[at]! ^ (1 << bit);
      await expect(linesOf(bad)).rejects.toMatchObject({ code: 'braze_export_damaged' });
    }),
    { seed: 1, numRuns: 60 },
  );
});

/** Text that hardly shrinks: 90 characters by a linear congruential sequence. */
function randomText(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[i] = 33 + (state % 90);
  }
  return bytes;
}
