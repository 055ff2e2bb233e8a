import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { type ForeignCell, readForeignParquet } from './foreign-parquet.ts';

async function fileOf(select: string, options = ''): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'fitly-parquet-')), "it's a file.parquet");
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`copy (${select}) to '${path.replaceAll("'", "''")}' (format parquet${options})`);
  return path;
}

/** Files that take half a minute to make: test/fixtures/parquet. */
const fixture = (name: string): string =>
  join(import.meta.dirname, '../../../../test/fixtures/parquet', `${name}.parquet`);

async function rowsOf(path: string): Promise<Readonly<Record<string, ForeignCell>>[]> {
  const rows = [];
  for await (const batch of readForeignParquet(path)) rows.push(...batch.rows);
  return rows;
}

test('cells come as texts: integers with every digit, instants with a zone as milliseconds, lists as an empty object', async () => {
  const path = await fileOf(`select 9007199254740993::bigint as id, 1.5::double as amount, 2.50::decimal(9, 2) as price,
    true as gift, make_timestamp_ms(1700000000123)::timestamptz as at, make_timestamp_ms(1700000000000) as naive,
    [1, 2] as list, null::varchar as nothing`);
  expect(await rowsOf(path)).toEqual([
    {
      id: '9007199254740993',
      amount: '1.5',
      price: '2.50',
      gift: 'true',
      at: '1700000000123',
      naive: '2023-11-14 22:13:20',
      list: {},
      nothing: null,
    },
  ]);
});

test('numbers that are asked for come as numbers where their type holds every digit, and nothing else does', async () => {
  const path =
    await fileOf(`select 1.5::double as amount, 7::integer as count, null::double as nothing, 'nan'::double as nan,
    9007199254740993::bigint as id, 2.50::decimal(9, 2) as price, 0.1::float as single, true as gift, '8' as text`);
  const names = ['amount', 'count', 'nothing', 'nan', 'id', 'price', 'single', 'gift', 'text'];
  const rows = [];
  for await (const batch of readForeignParquet(path, null, new Set(names))) rows.push(...batch.rows);
  expect(rows).toEqual([
    {
      ...{ amount: 1.5, count: 7, nothing: null, nan: Number.NaN },
      ...{ id: '9007199254740993', price: '2.50', single: '0.1', gift: 'true', text: '8' },
    },
  ]);
});

test('rows come in the order of the file, over many chunks', async () => {
  const rows = await rowsOf(await fileOf('select i from range(5000) t(i)'));
  expect(rows.map((row) => Number(row['i']))).toEqual(Array.from({ length: 5000 }, (_, i) => i));
});

test('only what is wanted is read, and the names of the rest are told', async () => {
  const path = await fileOf('select i as id, i * 2 as twice, 1 as "__proto__" from range(3) t(i)');
  const batches = [];
  for await (const batch of readForeignParquet(path, new Set(['id', 'missing']))) batches.push(batch);
  expect(batches).toEqual([
    { columns: ['id', 'twice', '__proto__'], rowCount: 3, rows: [{ id: '0' }, { id: '1' }, { id: '2' }] },
  ]);
  const none = [];
  for await (const { rows } of readForeignParquet(path, new Set())) none.push(...rows);
  expect(none).toEqual([{}, {}, {}]);
});

test('what is no Parquet file is refused, and its content is not quoted', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'fitly-parquet-')), 'a.parquet');
  await writeFile(path, 'ada@example.com is not Parquet');
  await expect(rowsOf(path)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.not.stringContaining('ada'),
  });
});

/** A footer by hand (Thrift compact protocol): a schema of one column, and a list of row groups that claims as many as it likes. */
function claiming(groups: readonly number[], rest: readonly number[] = []): Buffer {
  const root = [0x48, 4, ...Buffer.from('root'), 0x15, 2, 0];
  const leaf = [0x15, 2, 0x25, 0, 0x18, 2, ...Buffer.from('id'), 0];
  return fileWith(Buffer.from([0x15, 2, 0x19, 0x2c, ...root, ...leaf, 0x16, 10, ...groups, ...rest]));
}
function fileWith(footer: Buffer, length = footer.length): Buffer {
  const tail = Buffer.from('....PAR1');
  tail.writeUInt32LE(length);
  return Buffer.concat([Buffer.from('PAR1'), footer, tail]);
}
const HUNDRED_MILLION = [0xff, 0xc1, 0xd7, 0x2f];
const EMPTY_GROUP = [0x19, 0x0c, 0x16, 0, 0x16, 0, 0];

test.each<[string, Buffer, string]>([
  [
    'more row groups than bytes',
    claiming([0x19, 0xfc, ...HUNDRED_MILLION], EMPTY_GROUP),
    'more entries than it has bytes',
  ],
  ['more columns than bytes', claiming([0x19, 0x1c, 0x19, 0xfc, ...HUNDRED_MILLION]), 'more entries than it has bytes'],
  ['a text longer than the file', claiming([0x18, ...HUNDRED_MILLION, 65]), 'more entries than it has bytes'],
  ['a map of more than its bytes', claiming([0x1b, ...HUNDRED_MILLION, 0x88]), 'more entries than it has bytes'],
  [
    'a million row groups',
    claiming([0x19, 0xfc, 0xc0, 0x84, 0x3d], Array.from({ length: 1_000_000 }, () => EMPTY_GROUP).flat()),
    'more than 200000 columns',
  ],
  ['structs without end', claiming(Array.from({ length: 10_000 }, () => 0x1c)), 'nested without end'],
  ['lists without end', claiming([0x19, ...Array.from({ length: 10_000 }, () => 0x19)]), 'nested without end'],
  ['a number without end', claiming([0x16, ...Array.from({ length: 20 }, () => 0xff)]), 'not a whole Parquet file'],
  ['a footer longer than the file', fileWith(Buffer.alloc(20), 1_000), 'not a whole Parquet file'],
  ['a footer of another kind', fileWith(Buffer.from([0x1f])), 'not a whole Parquet file'],
])('a file that claims %s is refused before it is read', async (_, content, words) => {
  const path = join(await mkdtemp(join(tmpdir(), 'fitly-parquet-')), 'a.parquet');
  await writeFile(path, content);
  await expect(rowsOf(path)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining(words),
  });
});

test('files as others write them pass: many columns, row groups, structs and lists', async () => {
  const columns = Array.from({ length: 120 }, (_, n) => `i + ${n} as c${n}`).join(', ');
  const rows = await rowsOf(
    await fileOf(`select ${columns}, {a: [1, 2], b: {c: i}} as s, map {'k': i} as m from range(3000) t(i)`),
  );
  expect(rows).toHaveLength(3_000);
  expect(rows[2_999]).toMatchObject({ c119: String(2_999 + 119), s: {}, m: {} });
});

test('a row group that unpacks to hundreds of megabytes is refused, and one row in a thousandth of a byte', async () => {
  await expect(rowsOf(fixture('one-cell-of-200-mb'))).rejects.toMatchObject({
    message: expect.stringContaining('too large to be read in 256 MB'),
  });
  const many = await fileOf('select 1 as id from range(12000000)');
  await expect(rowsOf(many)).rejects.toMatchObject({
    message: expect.stringContaining('more rows than so few bytes can hold'),
  });
});

test('row groups that run out of memory on the way are an error, never a file with fewer rows', async () => {
  let rows = 0;
  // Whoever reads is busy when it happens, as an import is.
  const read = async (): Promise<void> => {
    for await (const batch of readForeignParquet(fixture('row-groups-that-grow'))) {
      rows += batch.rows.length;
      await setTimeout(5);
    }
  };
  await expect(read()).rejects.toMatchObject({
    message: expect.stringContaining('row groups are too large to be read in 256 MB'),
  });
  expect(rows).toBeGreaterThan(10_000);
});
