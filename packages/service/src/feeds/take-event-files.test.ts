import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { EventColumns, EventFileFeed } from '@fitly/contract';
import type { EventField } from '@fitly/core/design';
import { createStore, customerKey, feedFiles, type Store, valuesOf } from '@fitly/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALL_AGENTS, BEHAVIOUR_EVENTS } from './feed-tables.ts';
import { takeFeeds } from './take-feeds.ts';

const NOW = Date.UTC(2026, 0, 6, 11);
const at = (agoHours: number): string => new Date(NOW - agoHours * 3_600_000).toISOString();

let root: string;
let folder: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-event-files-'));
  folder = join(root, 'shop');
  await mkdir(folder);
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => NOW });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const COLUMNS: EventColumns = {
  ...{ customer: 'customer_id', event: 'event_name', at: 'happened_at' },
  ...{ createdAt: null, id: 'order_no', amount: 'total', fields: {} },
};
const WITHOUT_IDS = { columns: { ...COLUMNS, id: null } };

interface Take extends Partial<EventFileFeed> {
  readonly declared?: readonly EventField[];
  /** Events that some agent counts beside orders. */
  readonly also?: readonly string[];
  readonly now?: number;
}

const take = ({ declared = [], also = [], now = NOW, ...feed }: Take = {}) =>
  takeFeeds({
    store,
    feeds: [
      {
        ...{ kind: 'events', format: 'csv', name: 'shop', folder, required: false, columns: COLUMNS },
        ...{ currency: 'EUR', unit: 1, timeZone: null },
        ...feed,
      },
    ],
    quarantine: join(root, 'quarantine'),
    counted: new Map([['order', declared], ...also.map((name) => [name, []] as const)]),
    agents: [],
    now,
    lakeNow: () => NOW,
    signal: new AbortController().signal,
    tell: () => {},
  });

const HEADER = 'customer_id,event_name,happened_at,order_no,total,e_mail';
const csv = (name: string, ...rows: readonly string[]) =>
  writeFile(join(folder, name), `${[HEADER, ...rows].join('\n')}\n`);
const order = (customer: string, id: string, ago: number, total = '10', more = 'x') =>
  `${customer},order,${at(ago)},${id},${total},${more}`;

const events = () => store.lake.read({ table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS });
const setAside = async () => {
  const names = await readdir(join(root, 'quarantine'));
  const texts = await Promise.all(names.map((name) => readFile(join(root, 'quarantine', name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
};

test('an event with an id counts once, in whatever file, day or order it comes', async () => {
  await csv('1.csv', order('ann', 'o-1', 1), order('bob', 'o-2', 2), order('ann', 'o-1', 1));
  await csv('2.csv', order('bob', 'o-2', 40), order('cid', 'o-3', 3));
  expect(await take()).toMatchObject({ files: 2, tally: { events: 3, duplicates: 2 } });
  await csv('3.csv', order('ann', 'o-1', 90), order('dan', 'o-4', 1));
  expect(await take()).toMatchObject({ take: 2, files: 1, tally: { events: 1, duplicates: 1 } });
  expect(await take()).toMatchObject({ take: 2, files: 0 });
});

test('an event without an id is its content: equal rows of one file are several events, and in another file the same', async () => {
  const row = order('ann', '', 1);
  await csv('1.csv', row, row, order('ann', '', 1, '11'));
  expect(await take(WITHOUT_IDS)).toMatchObject({ tally: { events: 3, duplicates: 0 } });
  await csv('2.csv', row, row, row);
  expect(await take(WITHOUT_IDS)).toMatchObject({ tally: { events: 1, duplicates: 2 } });
});

test('a field that is declared later makes no second event of what came before', async () => {
  const declared: readonly EventField[] = [{ name: 'category', type: 'text' }];
  const feed = { columns: { ...WITHOUT_IDS.columns, fields: { category: 'e_mail' } } };
  await csv('1.csv', order('ann', '', 1, '10', 'shoes'));
  expect(await take(feed)).toMatchObject({ tally: { events: 1 } });
  await csv('2.csv', order('ann', '', 1, '10', 'shoes'), order('bob', '', 1, '10', 'hats'));
  expect(await take({ ...feed, declared })).toMatchObject({ tally: { events: 1, duplicates: 1 } });
  await csv('3.csv', order('ann', '', 1, '10', 'shoes'), order('bob', '', 1, '10', 'hats'));
  expect(await take({ ...feed, declared })).toMatchObject({ tally: { events: 0, duplicates: 2 } });
});

test('what is kept: hashed customers and ids, money in its unit, declared fields, both clocks, and nothing else', async () => {
  const declared: readonly EventField[] = [
    { name: 'items', type: 'number' },
    { name: 'note', type: 'text' },
  ];
  const columns = { ...COLUMNS, event: { is: 'order' }, createdAt: 'loaded', fields: { items: 'n' } };
  const rows = [
    {
      customer_id: 'ann',
      happened_at: at(5),
      loaded: at(4),
      order_no: 'o-1',
      total: 1999,
      n: 3,
      note: 'gift',
      secret: 1,
    },
    { customer_id: 'bob', happened_at: at(5), order_no: 'o-2', n: '2', note: 'ann@example.com' },
  ];
  await writeFile(join(folder, 'a.jsonl.gz'), gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));
  const taken = await take({ format: 'jsonl', columns, unit: 0.01, declared });
  expect(taken).toMatchObject({
    tally: { events: 2, suspected: 1, newestAt: NOW - 5 * 3_600_000, ages: { under_6h: 2 } },
  });
  const kept = await events();
  expect(valuesOf(kept, 'customer_key', 'string')).toEqual(['ann', 'bob'].map((id) => customerKey(store.keys, id)));
  expect([...valuesOf(kept, 'amount', 'float64')]).toEqual([19.99, Number.NaN]);
  expect(valuesOf(kept, 'fields', 'string')).toEqual(['{"items":3,"note":"gift"}', '{"items":2}']);
  expect([...valuesOf(kept, 'created_at', 'instant')]).toEqual([NOW - 4 * 3_600_000, NOW]);
  expect(new Set(valuesOf(kept, 'currency', 'string'))).toEqual(new Set(['EUR']));
  expect(JSON.stringify(kept)).not.toMatch(/"o-1"|example\.com|secret|"ann"/);
});

test('a bad row is set aside with feed, file, line, reason and shape, and the good ones count', async () => {
  await csv(
    'bad.csv',
    ...[',order,,o-1,1,x', 'ann,order,yesterday,o-2,1,x', 'ann,order,2026-01-05 10:00:00,o-3,1,x'],
    ...[`ann,order,${at(1)},o-4,ten,x`, 'ann,order', `ann,search,${at(1)},o-5,1,x`, order('ann', 'o-6', 1)],
  );
  const taken = await take();
  const zone = '"happened_at" names no time zone, and the feed has no timeZone';
  expect(taken.tally).toMatchObject({ events: 1, unusable: 5, notCounted: 1, reasons: { [zone]: 1 } });
  const where = { feed: 'shop', file: 'bad.csv' };
  expect(await setAside()).toEqual([
    { ...where, line: 2, reason: 'no id in "customer_id"', shape: 'empty' },
    {
      ...where,
      line: 3,
      reason: expect.stringContaining('"happened_at" is neither an ISO'),
      shape: 'text of 9 characters',
    },
    { ...where, line: 4, reason: zone, shape: 'text of 19 characters' },
    { ...where, line: 5, reason: '"total" is not a number', shape: 'text of 3 characters' },
    expect.objectContaining({ ...where, line: 6 }),
  ]);
});

test('Parquet brings the same as any other format, instants without a zone in that of the feed', async () => {
  const instants = Float64Array.of(NOW - 3_600_000, NOW - 7_200_000);
  const exported = join(root, 'recommendations');
  await mkdir(exported);
  await store.lake.exportTo(join(exported, 'a.parquet'), {
    rowCount: 2,
    columns: [
      { name: 'customer_id', type: 'string', values: ['ann', 'bob'] },
      { name: 'event_name', type: 'string', values: ['order', 'order'] },
      { name: 'happened_at', type: 'instant', values: instants },
      { name: 'order_no', type: 'int32', values: Int32Array.of(1, 2) },
      { name: 'total', type: 'float64', values: Float64Array.of(12.5, Number.NaN) },
    ],
  });
  await rename(join(exported, 'a.parquet'), join(folder, 'a.parquet'));
  await csv('again.csv', order('ann', '1', 1));
  expect(await take({ format: 'parquet', timeZone: 'UTC' })).toMatchObject({
    files: 1,
    tally: { events: 2, unusable: 0 },
  });
  expect([...valuesOf(await events(), 'at', 'instant')]).toEqual([...instants]);
  expect([...valuesOf(await events(), 'amount', 'float64')]).toEqual([12.5, Number.NaN]);
  expect(await take()).toMatchObject({ files: 1, tally: { events: 0, duplicates: 1 } });
});

test('when the columns of a feed change, events may count a second time, and that is said once', async () => {
  await csv('1.csv', order('ann', 'o-1', 1));
  expect(await take(WITHOUT_IDS)).toMatchObject({ tally: { events: 1 }, doubts: [] });
  expect(await take()).toMatchObject({ doubts: [] });
  await csv('2.csv', order('ann', 'o-1', 1));
  expect(await take()).toMatchObject({ doubts: [expect.stringContaining('shop: fitly.yaml says something else')] });
  await csv('3.csv', order('bob', 'o-2', 1));
  expect(await take()).toMatchObject({ doubts: [] });
});

test('a local time is one of the zone that the feed names, an hour that comes twice its first', async () => {
  const times = ['2026-01-05 10:00:00', '2025-10-26T02:30', '2026-01-05T10:00:00Z', '2026-02-30 10:00'];
  await csv('1.csv', ...times.map((time, n) => `ann,order,${time},o-${n},1,x`));
  expect(await take({ timeZone: 'Europe/Berlin' })).toMatchObject({ tally: { events: 3, unusable: 1 } });
  const found = [...valuesOf(await events(), 'at', 'instant')].map((each) => new Date(each).toISOString());
  expect(found.sort()).toEqual(['2025-10-26T00:30:00.000Z', '2026-01-05T09:00:00.000Z', '2026-01-05T10:00:00.000Z']);
});

test('a file without a column that the feed names is named with what it lacks, and read again once fitly.yaml is mended', async () => {
  await csv('1.csv', order('ann', 'o-1', 1));
  const wrong = { columns: { ...COLUMNS, at: 'when', amount: 'price' } };
  expect(await take(wrong)).toMatchObject({ files: 1, unreadable: 1, tally: { events: 0, unusable: 0 } });
  expect(await setAside()).toEqual([
    {
      ...{ feed: 'shop', file: '1.csv' },
      reason: 'it has no column "when", "price"; it has 3 of other names: see fitly import --infer FILE',
    },
  ]);
  expect(await take(wrong)).toMatchObject({ files: 0, unreadable: 1 });
  await expect(take({ ...wrong, columns: { ...wrong.columns, id: null }, required: true })).rejects.toMatchObject({
    code: 'feed_not_ready',
    message: expect.stringContaining('it has no column "when", "price"'),
  });
  expect(await take()).toMatchObject({ files: 1, unreadable: 0, tally: { events: 1 } });
});

test('a file without a header line leaves nothing of its first customer behind', async () => {
  await writeFile(
    join(folder, '1.csv'),
    `Ada Lovelace,order,${at(1)},o-1,10,"1 Byron Row"\n${order('bob', 'o-2', 1)}\n`,
  );
  expect(await take()).toMatchObject({ unreadable: 1, tally: { events: 0 } });
  const refusal = await take({ required: true, unit: 0.01 }).catch(({ message }: Error) => message);
  expect(refusal).toContain('it has 6 of other names');
  const kept = [refusal, await setAside(), [...(await feedFiles(store.state.db, 'shop')).values()]];
  expect(JSON.stringify(kept)).not.toMatch(/Lovelace|Byron/);
});

test('a file of which no row can be used was not taken, and is read again once fitly.yaml is mended', async () => {
  await csv(
    '1.csv',
    'ann,order,2026-01-05 10:00:00,o-1,1,x',
    'bob,order,2026-01-05 11:00:00,o-2,1,x',
    ',order,,o-3,1,x',
  );
  expect(await take()).toMatchObject({ unreadable: 1, tally: { events: 0, unusable: 3 } });
  const reason = expect.stringContaining('no row of it can be used: "happened_at" names no time zone');
  expect((await feedFiles(store.state.db, 'shop')).get('1.csv')).toMatchObject({ state: 'unreadable', reason });
  await expect(take({ required: true, unit: 0.01 })).rejects.toMatchObject({ code: 'feed_not_ready' });
  expect(await take({ timeZone: 'UTC' })).toMatchObject({ files: 1, unreadable: 0, tally: { events: 2 } });
});

test('a file that is called after a customer is kept and shown under a pseudonym, and known again', async () => {
  const name = 'bob@example.com.csv';
  await csv(name, order('ann', 'o-1', 1), order('bob', 'o-2', 1, 'ten'));
  expect(await take()).toMatchObject({ files: 1, tally: { events: 1, unusable: 1 } });
  await writeFile(join(folder, 'eve@example.com.csv'), 'nothing\n1\n');
  const taken = await take();
  expect(taken).toMatchObject({ files: 1, unreadable: 1 });
  expect(await take()).toMatchObject({ files: 0, unreadable: 1 });
  const refusal = await take({ required: true, unit: 0.01 }).catch(({ message }: Error) => message);
  expect(refusal).toMatch(/pseudonym-\w+ cannot be read/);
  const kept = [taken, refusal, await setAside(), [...(await feedFiles(store.state.db, 'shop')).values()]];
  expect(JSON.stringify(kept)).not.toContain('@example.com');
  await rm(join(folder, 'eve@example.com.csv'));
  expect(await take()).toMatchObject({ unreadable: 0 });
});

test('a column that comes twice is refused where the feed needs it, and else its first is as good as any', async () => {
  const twins = (header: string) => writeFile(join(folder, '1.csv'), `${header}\n${order('ann', 'o-1', 1)},y\n`);
  await twins(`${HEADER},total`);
  expect(await take()).toMatchObject({ unreadable: 1, tally: { events: 0 } });
  await twins(`${HEADER},e_mail`);
  expect(await take({ declared: [{ name: 'e_mail', type: 'text' }] })).toMatchObject({ unreadable: 1 });
  expect(await take({ unit: 0.01 })).toMatchObject({ unreadable: 0, tally: { events: 1 } });
});

test('a CSV file of another separator is told what separates cells', async () => {
  await writeFile(join(folder, '1.csv'), `${HEADER.replaceAll(',', ';')}\nann;order\n`);
  expect(await take()).toMatchObject({ unreadable: 1 });
  expect(await setAside()).toEqual([
    expect.objectContaining({ reason: expect.stringContaining('(cells of a CSV file stand between commas)') }),
  ]);
});

test('a line of JSONL may leave a column out, but not one that means who, what or when', async () => {
  const event = JSON.stringify({ customer_id: 7, event_name: 'order', happened_at: NOW });
  await writeFile(join(folder, 'a.jsonl.zst'), zstdCompressSync(event));
  expect(await take({ format: 'jsonl' })).toMatchObject({ unreadable: 0, tally: { events: 1 } });
  await writeFile(join(folder, 'b.jsonl'), JSON.stringify({ customer: 7, event_name: 'order', happened_at: NOW }));
  expect(await take({ format: 'jsonl' })).toMatchObject({ unreadable: 1, tally: { events: 0 } });
});

test('files of other names, and files on their way, are left alone', async () => {
  await csv('.1.csv.part', order('ann', 'o-1', 1));
  await csv('.hidden.csv', order('ann', 'o-1', 1));
  await csv('notes.txt', order('ann', 'o-1', 1));
  await expect(take({ required: true })).rejects.toMatchObject({
    message: `the feed shop is required, and there is no .csv or .csv.gz or .csv.zst file in ${folder}`,
  });
});

test('an event that an agent counts from now on comes from files that were taken before, each once, as late as it was', async () => {
  await csv('1.csv', order('ann', 'o-1', 1), order('bob', 'v-1', 2).replace('order', 'visit'));
  await csv('2.csv', order('cid', 'v-2', 30).replace('order', 'visit'));
  expect(await take()).toMatchObject({ tally: { events: 1, notCounted: 2 } });
  await rm(join(folder, '2.csv'));
  await csv('3.csv', order('dan', 'v-3', 1).replace('order', 'visit'));
  const later = { also: ['visit'], now: NOW + 24 * 3_600_000 };
  expect(await take(later)).toMatchObject({
    ...{ take: 3, files: 1, doubts: [] },
    tally: { names: { visit: 2 }, duplicates: 0, notCounted: 0, ages: { under_6h: 1, under_2d: 1 } },
  });
  expect(await take(later)).toMatchObject({ take: 3 });
  expect(valuesOf(await events(), 'name', 'string').toSorted()).toEqual(['order', 'visit', 'visit']);
  expect(await take({ now: later.now })).toMatchObject({ take: 3 });
  expect(await take(later)).toMatchObject({ tally: { events: 0 } });
});

test('an event that is counted later waits for its creation too, and was known of from then on', async () => {
  const day = 24 * 3_600_000;
  const columns = { ...COLUMNS, createdAt: 'e_mail' };
  const visit = (days: number) =>
    order(`c${days}`, `v${days}`, -24 * days, '1', at(-24 * days)).replace('order', 'visit');
  await csv('1.csv', order('ann', 'o-1', 1, '10', at(1)), ...[-1, 2, 3, 4, 12].map(visit));
  expect(await take({ columns })).toMatchObject({ tally: { events: 1, waiting: 0 } });
  const also = ['visit'];
  expect(await take({ columns, also, now: NOW + 10 * day })).toMatchObject({ tally: { events: 4, waiting: 1 } });
  expect(await take({ columns, also, now: NOW + 11 * day })).toMatchObject({ files: 0 });
  expect(await take({ columns, also, now: NOW + 12 * day })).toMatchObject({ tally: { events: 1, waiting: 0 } });
  const arrived = [...valuesOf(await events(), 'arrived_at', 'instant')].map((each) => (each - NOW) / day);
  expect(arrived.sort((a, b) => a - b)).toEqual([0, 0, 2, 3, 4, 12]);
});

test('an event that was made after the clock of the run comes with the run that gets there', async () => {
  const columns = { ...COLUMNS, createdAt: 'e_mail' };
  const rows = [
    order('ann', 'o-1', 1, '10', at(1)),
    order('bob', 'o-2', 1, '10', at(-24)),
    order('cid', '', 9, '10', 'x'),
  ];
  await csv('1.csv', ...rows, order('dan', 'o-3', 1, '10', at(-48)));
  expect(await take({ columns })).toMatchObject({
    tally: { events: 1, waiting: 2, waitingFrom: NOW + 24 * 3_600_000 },
  });
  expect(await take({ columns })).toMatchObject({ take: 1, files: 0 });
  const day = 24 * 3_600_000;
  expect(await take({ columns, now: NOW + day })).toMatchObject({
    ...{ take: 2, tally: { events: 1, waiting: 1, duplicates: 0, unusable: 0 } },
  });
  expect(await take({ columns, now: NOW + 2 * day })).toMatchObject({ take: 3, tally: { events: 1, waiting: 0 } });
  expect(await take({ columns, now: NOW + 3 * day })).toMatchObject({ take: 3, files: 0 });
  expect((await events()).rowCount).toBe(3);
});
