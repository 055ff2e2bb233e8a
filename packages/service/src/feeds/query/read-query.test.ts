import { type AddressInfo, createServer } from 'node:net';
import { execute, temporaryDatabase } from '@fitly/store/postgres-server.testing';
import { beforeAll, expect, test, vi } from 'vitest';
import { readQuery } from './read-query.ts';

let url: string;
beforeAll(async () => {
  url = await temporaryDatabase();
  await execute(
    url,
    `create table orders (id int, e_mail text);
     insert into orders values (1, 'ann@kept.example');
     create function writes() returns int language sql as 'insert into orders values (2) returning id';
     create role reader login password 'reader'`,
  );
});

async function read(statement: string, { at = url, timeoutSeconds = 10 } = {}) {
  const portions = [];
  for await (const portion of readQuery({ url: at, statement, timeZone: 'Europe/Berlin', timeoutSeconds })) {
    portions.push(portion);
  }
  return portions;
}

test('cells are texts as PostgreSQL writes them, local times stay local, and a boolean is one', async () => {
  const statement = `select 1 as n, 2::bigint as b, 3.50::numeric as m, true as yes, null as nothing, date '2026-01-06' as day,
    timestamp '2026-01-06 12:30' as local, timestamptz '2026-01-06 12:30:00.5Z' as at, '{"a":1}'::json as doc`;
  expect(await read(statement)).toEqual([
    {
      columns: ['n', 'b', 'm', 'yes', 'nothing', 'day', 'local', 'at', 'doc'],
      rows: [
        {
          ...{ n: '1', b: '2', m: '3.50', yes: true, nothing: null, day: '2026-01-06' },
          ...{ local: '2026-01-06 12:30:00', at: '2026-01-06 13:30:00.5+01', doc: '{"a":1}' },
        },
      ],
    },
  ]);
});

test('rows come in portions, and a query without rows still tells its columns', async () => {
  const portions = await read('select n from generate_series(1, 2500) n');
  expect(portions.map(({ rows }) => rows.length)).toEqual([1_000, 1_000, 500]);
  expect(await read('select 1 as n where false')).toEqual([{ columns: ['n'], rows: [] }]);
});

test.each([
  ['a function that writes', 'select writes()', 'the query writes'],
  [
    'a WITH that writes',
    'select * from (with w as (delete from orders returning id) select * from w) x',
    'the query does',
  ],
  ['two statements', 'select 1; drop table orders', 'the query is not one SQL statement'],
  ['an end of the transaction', 'select 1; commit; drop table orders', 'the query is not one SQL statement'],
  ['a missing table', 'select * from nothing_here', 'the query has no table "nothing_here"'],
  ['a missing column', 'select o.made from orders o', 'the query has no column "o.made"'],
  ['a value of another type', 'select e_mail::int from orders', 'the database reports an error (SQLSTATE 22P02)'],
])('%s is told in our words, and nothing is written', async (_, statement, message) => {
  const failure = await read(statement).catch((error: Error) => error);
  expect(failure).toMatchObject({ code: 'query_failed', message: expect.stringContaining(message) });
  expect(JSON.stringify(failure)).not.toContain('kept.example');
  expect(await execute(url, 'select count(*)::int as n from orders')).toEqual([{ n: 1 }]);
});

test('a statement that takes too long is cut', async () => {
  await expect(read('select pg_sleep(30)', { timeoutSeconds: 1 })).rejects.toThrow('the query takes longer than 1 s');
});

test.each([
  ['a wrong password', (at: string) => at.replace(/:[0-9a-f]+@/, ':planted@'), 'refuses user or password'],
  ['a wrong database', (at: string) => at.replace(/[^/]+$/, 'planted'), 'there is no database of that name'],
  ['nobody there', () => 'postgres://u:planted@127.0.0.1:1/x', 'the database refuses connections'],
  ['an unknown host', () => 'postgres://u:planted@nobody.invalid/x', 'the host of the database is not known'],
  ['a certificate that is not there', (at: string) => `${at}?sslrootcert=/planted.pem`, 'a file that the address of'],
  ['a badly written password', () => 'postgres://u:planted%ff@127.0.0.1:1/x', 'the driver cannot read the address'],
  ['a port that is none', () => 'postgres://u:planted@127.0.0.1:1/x?port=99999', 'the database reports an error'],
  ['no right to read', (at: string) => at.replace(/fitly:[0-9a-f]+@/, 'reader:reader@'), 'the user may not read'],
])('%s is told without the address', async (_, change, message) => {
  const failure = await read('select * from orders', { at: change(url) }).catch((error: Error) => error);
  expect(failure).toMatchObject({ code: 'query_failed', message: expect.stringContaining(message) });
  expect(String(failure)).not.toContain('planted');
});

test('a connection that was given up ends no process when the driver closes it', async () => {
  const heard: unknown[] = [];
  const listen = (error: unknown): void => void heard.push(error);
  process.on('uncaughtException', listen);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const at = 'postgres://u:planted@127.0.0.1:1/x?port=99999';
    await expect(read('select 1', { at })).rejects.toMatchObject({ code: 'query_failed' });
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    vi.advanceTimersByTime(60_000);
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    vi.useRealTimers();
    process.off('uncaughtException', listen);
  }
  expect(heard).toEqual([]);
});

test('a server that is no database is told', async () => {
  const other = createServer((socket) => socket.end('HTTP/1.1 400')).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const at = `postgres://u:planted@127.0.0.1:${(other.address() as AddressInfo).port}/x`;
  await expect(read('select 1', { at })).rejects.toMatchObject({ code: 'query_failed' });
  other.close();
});
