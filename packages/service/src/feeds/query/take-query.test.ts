import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryFeed } from '@fitly/contract';
import { asAgentName } from '@fitly/core/terms';
import { createStore, customerKey, type Store, valuesOf } from '@fitly/store';
import { execute, temporaryDatabase } from '@fitly/store/postgres-server.testing';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { IMPORTED } from '../../daily-loop/imported-attributes.ts';
import { ALL_AGENTS, BEHAVIOUR_EVENTS } from '../feed-tables.ts';
import { takesOfFeed } from '../take-facts.ts';
import { takeFeeds } from '../take-feeds.ts';
import { readUrl } from './read-url.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 6, 11);
const ago = (hours: number): string => new Date(NOW - hours * HOUR).toISOString();

type EventQueryFeed = Extract<QueryFeed, { readonly kind: 'events' }>;
type SnapshotQueryFeed = Extract<QueryFeed, { readonly kind: 'snapshot' }>;

let root: string;
let store: Store;
let url: string;
beforeAll(async () => {
  url = await temporaryDatabase();
  await execute(
    url,
    `create table orders (order_no text primary key, customer text, happened_at timestamptz, created_at timestamptz,
       total numeric, e_mail text);
     create index on orders (created_at);
     create table customers (id text primary key, recency int, vip boolean, phone text);`,
  );
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-query-'));
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => NOW });
  await execute(url, 'truncate orders; truncate customers');
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const ORDERS: Omit<EventQueryFeed, 'url'> = {
  ...{ kind: 'events', format: 'postgres', required: false, query: 'select * from orders', timeoutSeconds: 10 },
  columns: {
    ...{ customer: 'customer', event: { is: 'order' }, at: 'happened_at', createdAt: 'created_at', id: 'order_no' },
    ...{ amount: 'total', fields: {} },
  },
  ...{ timeZone: null, currency: 'EUR', unit: 1, overlapHours: 2 },
};
const CUSTOMERS: Omit<SnapshotQueryFeed, 'url'> = {
  ...{ kind: 'snapshot', format: 'postgres', required: false, query: 'select * from customers', timeoutSeconds: 10 },
  columns: { customer: 'id', asOf: null, attributes: {} },
  timeZone: null,
};
const AGENT = {
  name: asAgentName('winback'),
  timeZone: 'UTC',
  context: (['recency', 'vip'] as const).map((attribute) => ({
    ...{ attribute, type: attribute === 'vip' ? ('boolean' as const) : ('number' as const) },
    ...{ transform: null, history: null, pii: null },
  })) as never,
};

const take = (
  feed: Partial<EventQueryFeed> | Partial<SnapshotQueryFeed> = {},
  { now = NOW, at = url, counted = ['order'] }: { now?: number; at?: string; counted?: readonly string[] } = {},
) => {
  const whole = {
    ...(feed.kind === 'snapshot' ? CUSTOMERS : ORDERS),
    ...feed,
    url: { variable: 'SHOP' },
    name: 'shop',
  };
  return takeFeeds({
    ...{ store, now, lakeNow: () => now, signal: new AbortController().signal, tell: () => {} },
    feeds: [{ ...whole, readUrl: async () => at } as never],
    quarantine: join(root, 'quarantine'),
    counted: new Map(counted.map((name) => [name, []])),
    agents: [AGENT],
  });
};

const order = (id: string, createdHours: number, happenedHours = createdHours, total = '10') =>
  execute(
    url,
    `insert into orders values ('${id}', 'ann', '${ago(happenedHours)}', '${ago(createdHours)}', ${total}, 'ann@kept.example')`,
  );
const events = () => store.lake.read({ table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS });

test('a query is read once by creation time, then only what is new; what is seen again adds nothing', async () => {
  await order('o-1', 30, 40);
  await order('o-2', 3);
  expect(await take()).toMatchObject({ files: 1, tally: { events: 2, duplicates: 0 }, unreadable: 0, doubts: [] });
  // Made an hour before the newest that was known, and visible only now: within the overlap.
  await order('o-3', 4);
  // Made long before: the window has passed.
  await order('o-4', 20);
  expect(await take()).toMatchObject({ tally: { events: 1, duplicates: 1 } });
  expect(await take()).toMatchObject({ tally: { events: 0, duplicates: 2 } });
  const stored = await events();
  expect(stored.rowCount).toBe(3);
  expect([...valuesOf(stored, 'created_at', 'instant')].sort()).toEqual(
    [NOW - 30 * HOUR, NOW - 4 * HOUR, NOW - 3 * HOUR].sort(),
  );
});

test('a row that was made after the clock of the run waits for a later run', async () => {
  await order('o-1', 1);
  await order('o-2', -5, 2);
  expect(await take()).toMatchObject({ tally: { events: 1 } });
  expect(await take({}, { now: NOW + 6 * HOUR })).toMatchObject({ tally: { events: 1, duplicates: 1 } });
});

test('what is kept is as of a file: hashed ids, both clocks, money, and no other column', async () => {
  await order('o-1', 4, 5, '19.99');
  await take();
  const stored = await events();
  expect([...valuesOf(stored, 'amount', 'float64')]).toEqual([19.99]);
  expect(valuesOf(stored, 'customer_key', 'string')).toEqual([customerKey(store.keys, 'ann')]);
  expect([...valuesOf(stored, 'at', 'instant')]).toEqual([NOW - 5 * HOUR]);
  expect(stored.columns.map(({ name }) => name)).not.toContain('e_mail');
});

test('a row that cannot be used is set aside with its reason and shape, never with its value', async () => {
  await order('o-1', 1);
  const query = `select order_no, customer, created_at, total, e_mail as happened_at from orders`;
  await order('o-2', 1);
  await execute(url, "update orders set customer = null where order_no = 'o-2'");
  expect(await take({ query: `${query} -- the end` })).toMatchObject({ tally: { events: 0, unusable: 2 } });
  const [name] = await readdir(join(root, 'quarantine'));
  const text = await readFile(join(root, 'quarantine', name!), 'utf8');
  expect(text).toContain('"happened_at\\" is neither an ISO instant');
  expect(text).not.toContain('kept.example');
});

test('a snapshot is what is true on the day of the reading, and is not read again for every run', async () => {
  await execute(url, "insert into customers values ('ann', 3, true, '+49 30 12345678'), ('bob', null, false, null)");
  expect(await take({ kind: 'snapshot' })).toMatchObject({ tally: { described: 2, newestDay: '2026-01-06' } });
  expect(await take({ kind: 'snapshot' })).toMatchObject({ files: 0 });
  await execute(url, "update customers set recency = 9 where id = 'bob'");
  expect(await take({ kind: 'snapshot' }, { now: NOW + 24 * HOUR })).toMatchObject({ tally: { described: 2 } });
  const read = (day: string) => store.lake.read({ table: IMPORTED, agent: AGENT.name, day: day as never });
  expect([...valuesOf(await read('2026-01-07'), 'ctx_recency', 'float64')].sort()).toEqual([3, 9]);
  expect([...valuesOf(await read('2026-01-06'), 'ctx_vip', 'float64')].sort()).toEqual([0, 1]);
});

test('events that only a later agent counts are read then, all of them, and no other twice', async () => {
  await order('o-1', 30);
  await order('o-2', 1);
  const columns = { ...ORDERS.columns, event: 'name' };
  const query = "select *, case order_no when 'o-1' then 'visit' else 'order' end as name from orders";
  expect(await take({ query, columns })).toMatchObject({ tally: { events: 1, notCounted: 1 } });
  expect(await take({ query, columns }, { counted: ['order', 'visit'] })).toMatchObject({
    tally: { events: 1, duplicates: 0, names: { visit: 1 } },
  });
  expect((await events()).rowCount).toBe(2);
});

test('a query that fails while it is read for a later agent is read for it again, and keeps how far it had come', async () => {
  await order('o-1', 3);
  const feed = { columns: { ...ORDERS.columns, event: 'name' }, query: "select *, 'visit' as name from orders" };
  await take(feed);
  const counted = ['order', 'visit'];
  expect(await take(feed, { counted, at: 'postgres://u:p@127.0.0.1:1/x' })).toMatchObject({ unreadable: 1 });
  expect((await takesOfFeed(store.state.db, 'shop')).at(-1)).toMatchObject({ readUpTo: NOW - 3 * HOUR });
  expect(await take(feed, { counted })).toMatchObject({ unreadable: 0, tally: { events: 1, duplicates: 0 } });
});

test('many rows come through a cursor, in one transaction that cannot write', async () => {
  await execute(
    url,
    `insert into orders select 'm-' || n, 'c-' || n, now(), '${ago(9)}'::timestamptz + n * interval '1 s', n, 'x'
       from generate_series(1, 2500) n`,
  );
  expect(await take({ query: 'select *, pg_is_in_recovery() from orders' })).toMatchObject({
    tally: { events: 2_500 },
  });
});

test('a query that fails is told without a word of the database, stops the run of a required feed only, and may be mended', async () => {
  await order('o-1', 1);
  const broken = { query: 'select o.*, e_mail::int from orders o' };
  const taken = await take(broken);
  expect(taken).toMatchObject({ unreadable: 1, tally: { events: 0 } });
  expect(taken.doubts).toEqual(['shop: cannot be read: the database reports an error (SQLSTATE 22P02)']);
  expect(JSON.stringify([taken, await takesOfFeed(store.state.db, 'shop')])).not.toContain('kept.example');
  await expect(take({ ...broken, required: true })).rejects.toMatchObject({ code: 'feed_not_ready' });
  const columns = { ...ORDERS.columns, customer: 'who' };
  expect((await take({ columns })).doubts).toEqual([
    'shop: cannot be read: the query gives no column "who"; its columns are order_no, customer, happened_at, created_at, total, e_mail',
  ]);
  expect(await take()).toMatchObject({ unreadable: 0, tally: { events: 1 } });
});

test('the address stands in a file, a variable or a secret, and is never repeated', async () => {
  const secret = async (name: string) => `postgres://u:p@${name}/d`;
  const at = { folder: root, env: { SHOP: 'postgres://u:p@h/d' }, secret };
  expect(await readUrl({ secret: 'kept' }, at)).toBe('postgres://u:p@kept/d');
  expect(await readUrl({ variable: 'SHOP' }, at)).toBe('postgres://u:p@h/d');
  await writeFile(join(root, 'shop.url'), 'postgresql://u:p@h/d\n');
  expect(await readUrl({ file: 'shop.url' }, at)).toBe('postgresql://u:p@h/d');
  await expect(readUrl({ variable: 'OTHER' }, at)).rejects.toThrow('the variable OTHER with the address');
  await writeFile(join(root, 'shop.url'), 'mysql://u:planted@h/d\n');
  await expect(readUrl({ file: 'shop.url' }, at)).rejects.toThrow(
    /^(?!.*planted).*is not the address of a PostgreSQL/s,
  );
});
