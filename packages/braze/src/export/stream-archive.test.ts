import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readArchive } from './archive.ts';
import { streamArchive } from './stream-archive.ts';
import { type ZipFileParts, zipOf } from './zip.testing.ts';

async function* chunksOf(zip: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < zip.length; at += size) yield zip.subarray(at, at + size);
}
const linesOf = async (lines: ReturnType<typeof readArchive>) =>
  (await Array.fromAsync(lines)).flatMap(({ entry, firstLine, lines }) =>
    lines.flatMap((text, i) => (text === '' ? [] : [`${entry}:${firstLine + i}:${text}`])),
  );
const streamed = (zip: Buffer, size = 1_000) => linesOf(streamArchive(chunksOf(zip, size)));
const file = (content: string, name = 'a.json', more: Partial<ZipFileParts> = {}): ZipFileParts => ({
  name,
  content: Buffer.from(content),
  ...more,
});

test('any archive streams to the lines that are read of it in memory, whatever the chunks and the way sizes are told', async () => {
  const files = fc.array(
    fc.record({
      name: fc.constantFrom('a.json', 'b.json', 'folder/'),
      content: fc.array(fc.string({ maxLength: 300 }), { maxLength: 40 }).map((lines) => Buffer.from(lines.join('\n'))),
      follows: fc.boolean(),
      stored: fc.boolean(),
      signed: fc.boolean(),
      wide: fc.boolean(),
    }),
    { maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(files, fc.constantFrom(1, 7, 100, 5_000, 1e6), async (files, size) => {
      const zip = zipOf(files.map((one) => ({ ...one, follows: one.follows && !one.stored })));
      expect(await streamed(zip, size)).toEqual(await linesOf(readArchive(zip)));
    }),
    { seed: 1, numRuns: 80 },
  );
});

const good = zipOf([
  file('{"external_id":"secret-1"}\n'.repeat(2_000), 'x.json', { follows: true }),
  file('{}\n', 'y.json'),
]);

async function thrownBy(zip: Buffer): Promise<unknown> {
  return streamed(zip).then(
    () => null,
    (error: unknown) => error,
  );
}

test.each<[string, Buffer, string]>([
  ['no ZIP', Buffer.from('<html>secret</html>'), 'not a complete ZIP'],
  ['an empty file', Buffer.alloc(0), 'not a complete ZIP'],
  ['a wrong checksum', zipOf([file('secret\n', 'a.json', { crc: 1 })]), 'a.json a wrong checksum'],
  [
    'a wrong checksum behind',
    zipOf([file('secret\n', 'a.json', { crc: 1, follows: true })]),
    'a.json a wrong checksum',
  ],
  [
    'a bomb of many small files',
    zipOf(Array.from({ length: 40 }, (_, n) => ({ name: `${n}.json`, content: Buffer.alloc(900_000, ' \n') }))),
    'grow more than 100 times in all its files',
  ],
  ['a bomb', zipOf([{ name: 'a.json', content: Buffer.alloc(30_000_000, 'x') }]), 'grow more than 100 times'],
  ['a bomb of lines', zipOf([{ name: 'a.json', content: Buffer.alloc(30_000_000, '\n') }]), 'grow more than 100 times'],
  ['no UTF-8', zipOf([{ name: 'a.json', content: Buffer.from([0x41, 0x0a, 0xff, 0x0a]) }]), 'not UTF-8'],
  ['a path out of it', zipOf([file('secret', '../a.json')]), 'leads out'],
  ['an absolute path', zipOf([file('secret', '/etc/a.json')]), 'leads out'],
  ['something behind the end', Buffer.concat([good, Buffer.from('x')]), 'goes on after its end'],
])('%s is a damaged export', async (_name, zip, words) => {
  const error = await thrownBy(zip);
  expect(error).toMatchObject({ code: 'braze_export_damaged', message: expect.stringContaining(words) });
  expect(String(error)).not.toContain('secret');
});

test('every cut and every flipped bit that matters is found out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(7), fc.boolean(), async (at, bit, cut) => {
      const bad = Buffer.from(cut ? good.subarray(0, at) : good);
      if (!cut) bad[at] = bad[at]! ^ (1 << bit);
      const error = await thrownBy(bad);
      if (cut) expect(error).not.toBeNull();
      if (error !== null) expect(error).toMatchObject({ code: 'braze_export_damaged' });
      // What is told after all is what was sent: names, dates and attributes do not matter.
      else expect((await streamed(bad)).map((line) => line.split(':').slice(1).join(':'))).toEqual(contents);
    }),
    { seed: 1, numRuns: 400 },
  );
});
const contents = (await streamed(good)).map((line) => line.split(':').slice(1).join(':'));

test('a directory that names other files than there are is found out', async () => {
  const short = zipOf([file('a\n'), file('b\n', 'b.json')], { directoryOf: 1 });
  expect(await thrownBy(short)).toMatchObject({ message: expect.stringContaining('directory') });
});

test('whoever stops early stops the source', async () => {
  let stopped = false;
  async function* source(): AsyncGenerator<Buffer> {
    try {
      const zip = zipOf([file('a\n'.repeat(5_000))]);
      for (;;) yield zip.subarray(0, zip.indexOf('PK\x01\x02'));
    } finally {
      stopped = true;
    }
  }
  for await (const _ of streamArchive(source())) break;
  expect(stopped).toBe(true);
});

test('entries of data that is not packed are read too', async () => {
  const content = Buffer.from('one\ntwo\n');
  expect(await streamed(zipOf([{ name: 'a', content, stored: true }]), 3)).toEqual(['a:1:one', 'a:2:two']);
});
