import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { type ForeignCell, readForeignParquet } from './foreign-parquet.ts';

async function fileOf(select: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'fitly-parquet-')), "it's a file.parquet");
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`copy (${select}) to '${path.replaceAll("'", "''")}' (format parquet)`);
  return path;
}

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
