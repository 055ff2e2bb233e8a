import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openRows, type ReadOptions, readRows } from './read-rows.ts';
import { readSample } from './sample.ts';

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'fitly-rows-')), name);
  await writeFile(path, content);
  return path;
}

/** `2: a=1 b=x` of a good row, `3! reason` of a bad one. */
async function read(name: string, content: string | Uint8Array, options: ReadOptions = {}): Promise<string[]> {
  const rows = await Array.fromAsync(readRows(await fileOf(name, content), options));
  return rows.map((row) =>
    row.ok
      ? `${row.line}: ${Object.entries(row.cells)
          .map(([column, cell]) => `${column}=${cell}`)
          .join(' ')}`
      : `${row.line}! ${row.reason}`,
  );
}

const TORN = 'a quoted cell does not end as it should: the lines after this one were read by themselves';

test.each<[string, string, string[]]>([
  ['LF, CRLF and empty lines, mixed', 'a,b\n1,x\r\n\n2,y\r\n\r\n', ['2: a=1 b=x', '4: a=2 b=y']],
  ['lines that end with CR alone', 'a,b\r1,x\r2,y', ['2: a=1 b=x', '3: a=2 b=y']],
  ['a cell over three lines', 'a,b\n1,"x\n\ny, ""z"""\n2,w', ['2: a=1 b=x\n\ny, "z"', '5: a=2 b=w']],
  ['a quote that is torn before rows without any', 'a,b\n1,"x\n2,y\n3,z', [`2! ${TORN}`, '3: a=2 b=y', '4: a=3 b=z']],
  [
    'a quote that is torn before rows with quotes',
    'a,b\n1,"x\n2,y\n"3","z"\n4,w',
    [`2! ${TORN}`, '3: a=2 b=y', '4: a=3 b=z', '5: a=4 b=w'],
  ],
  [
    'two quotes that are torn, and rows between them',
    'a,b,c\n1,"x,1\n2,y,2\n3,"\n4,z,4',
    [`2! ${TORN}`, '3: a=2 b=y c=2', `4! ${TORN}`, '5: a=4 b=z c=4'],
  ],
  [
    'a line that is no text within a torn quote',
    'a,b\n1,"x\n2,y\0\n3,z',
    [`2! ${TORN}`, '3! a NUL character', '4: a=3 b=z'],
  ],
  [
    'the header once more, with a byte order mark',
    'a,b\n1,x\n\ufeffa,b\na,b\n2,y',
    ['2: a=1 b=x', '3! a byte order mark inside the file', '4! the header once more', '5: a=2 b=y'],
  ],
])('CSV: %s', async (_, text, expected) => {
  expect(await read('file.csv', text)).toEqual(expected);
});

test('CSV: a quote that never ends costs one line, however many follow', async () => {
  const rows = Array.from({ length: 30_000 }, (_, n) => `${n},some text of a row`);
  const found = await read('file.csv', ['a,b', 'x,"torn', ...rows].join('\n'));
  expect(found.length).toBe(30_001);
  expect(found[0]).toBe(`2! ${TORN}`);
  expect(found.at(-1)).toBe('30002: a=29999 b=some text of a row');
});

test('CSV: only the wanted cells are there, and all columns are named', async () => {
  const reader = await openRows(await fileOf('file.csv', 'a,b,c,,\n1,x,2,,'), { wanted: new Set(['c', 'a', 'z']) });
  const rows = (await Array.fromAsync(reader.batches())).flat();
  expect(rows).toEqual([{ ok: true, line: 2, cells: { a: '1', c: '2' } }]);
  expect(reader.columns()).toEqual(['a', 'b', 'c', '', '']);
});

test.each([
  ['a wanted column that is there twice', 'a,b,a\n1,2,3', 'has the column a twice'],
  ['a header with a torn quote', 'a,"b\n1,2', 'the header line of'],
  ['UTF-16', Buffer.from('\ufeffa,b\n1,2', 'utf16le'), 'UTF-16'],
  ['a packed file under another name', gzipSync('a,b\n1,2'), 'the header line of'],
])('CSV: %s makes the file unreadable', async (_, content, words) => {
  await expect(read('file.csv', content)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining(words),
  });
});

test('CSV: of a column that may come twice the first is read, and a sample has it once', async () => {
  const text = 'a,b,a\n1,2,3';
  expect(await read('file.csv', text, { once: new Set(['b']) })).toEqual(['2: a=1 b=2']);
  expect(await readSample(await fileOf('file.csv', text), 10)).toMatchObject({
    columns: ['a', 'b'],
    rows: [{ a: '1', b: '2' }],
  });
});

test('JSON: keys that come twice, deep nesting and broken text are told; keys within values are not', async () => {
  const rows = [
    '{"a":1,"b":{"a":2,"a":3},"c":"\\"a\\":1,\\\\"}',
    '{"a":1,"\\u0061":2}',
    `{"a":${'['.repeat(200)}${']'.repeat(200)}}`,
    '{"a":"\\u0000"}',
    '{"a":"\\udc00"}',
    '{"a":"\\ud83d\\ude00"}',
  ];
  expect(await read('file.jsonl', rows.join('\n'))).toEqual([
    '1: a=1 b=[object Object] c="a":1,\\',
    '2! a key comes twice',
    '3! nested more than 100 deep',
    '4! broken text',
    '5! broken text',
    '6: a=😀',
  ]);
});

const PLAIN = ['a,b', ...Array.from({ length: 20_000 }, (_, n) => `${n},${(n * 7919) % 104_729}`)].join('\n');

test.each([
  ['gz', gzipSync(PLAIN)],
  ['zst', zstdCompressSync(PLAIN)],
])('an archive (%s) that is cut is refused, or read up to the cut and not one line further', async (ending, whole) => {
  expect((await read(`file.csv.${ending}`, whole)).length).toBe(20_000);
  const cut = whole.subarray(0, whole.length - 3_000);
  await expect(read(`file.csv.${ending}`, cut)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining('cannot be read to its end'),
  });
  const kept = await read(`file.csv.${ending}`, cut, { damaged: 'keep' });
  const lines = PLAIN.split('\n');
  expect(kept.length).toBeGreaterThan(1_000);
  expect(kept.at(-1)).toBe(`${kept.length + 1}! the archive is damaged: nothing from this line on could be read`);
  expect(kept.slice(0, -1)).toEqual(
    lines.slice(1, kept.length).map((line, index) => `${index + 2}: a=${line.split(',')[0]} b=${line.split(',')[1]}`),
  );
});

test('an archive with a damaged middle is read up to the damage', async () => {
  const whole = gzipSync(PLAIN);
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, whole.length >> 1, (whole.length >> 1) + 64);
  const kept = await read('file.csv.gz', damaged, { damaged: 'keep' });
  expect(kept.at(-1)).toContain('the archive is damaged');
  expect(kept.length).toBeGreaterThan(1_000);
});

test('an archive that grows out of all proportion is stopped', async () => {
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
  await expect(read('file.csv.gz', bomb, { damaged: 'keep' })).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining('100 times its size'),
  });
});

test('a line of a Braze export is a profile: its own attributes stand beside each other like columns', async () => {
  const lines = [
    '{"external_id":"a","custom_attributes":{"tier":"gold","external_id":"other"}}',
    '{"custom_attributes":{"tier":1}}',
    '{"external_id":"b","custom_attributes":[1]}',
  ];
  expect(await read('a.ndjson', lines.join('\n'))).toEqual([
    '1: tier=gold external_id=a',
    '2: custom_attributes=[object Object]',
    '3: external_id=b custom_attributes=1',
  ]);
});

test('a ZIP that is none is told, and nothing of it counts', async () => {
  await expect(read('a.zip', 'no archive')).rejects.toMatchObject({ code: 'file_unreadable' });
});
