import { existsSync } from 'node:fs';
import { readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asAgentName, type Day } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { agent, day, nextDay, now, temporaryStore } from '../testing.ts';
import { type Columns, valuesOf } from './columns.ts';
import { commitFiles, type StagedFile } from './manifest.ts';

const place = { table: 'decisions', agent, day };
const numbers = (...values: number[]): Columns => ({
  rowCount: values.length,
  columns: [
    { name: 'n', type: 'int32', values: Int32Array.from(values) },
    { name: 'parity', type: 'string', values: values.map((n) => (n % 2 === 0 ? 'even' : 'odd')) },
  ],
});
const stage = (store: Store, columns: Columns, at: Day = day) => store.lake.stage({ ...place, day: at, columns });
const commit = (store: Store, staged: StagedFile, at = now) =>
  store.state.transaction((tx) => commitFiles(tx, [staged], { replace: { ...place, day: staged.day } }, at));
const read = async (store: Store, request = {}) => [
  ...valuesOf(await store.lake.read({ ...place, ...request }), 'n', 'int32'),
];
const reopen = (store: Store) =>
  openStore({ folder: store.folder, keysFile: join(store.folder, 'master.key'), now: () => now });

test('a large table lies in several files and reads as one, in its order', async () => {
  const store = await temporaryStore();
  const rows = Int32Array.from({ length: 450_000 }, (_, n) => (n * 7919) % 450_000);
  const columns: Columns = { rowCount: rows.length, columns: [{ name: 'n', type: 'int32', values: rows }] };
  const parts = await store.lake.stageParts({ ...place, columns });
  expect(parts.map(({ rowCount }) => rowCount)).toEqual([200_000, 200_000, 50_000]);
  await store.state.transaction((tx) => commitFiles(tx, parts, { replace: place }, now));
  expect(Int32Array.from(await read(store))).toEqual(rows);
  const [empty] = await store.lake.stageParts({ ...place, columns: numbers() });
  expect(empty?.rowCount).toBe(0);
});

describe('a file counts', () => {
  test('from its commit on, and not before', async () => {
    const store = await temporaryStore();
    const staged = await stage(store, numbers(1, 2));
    expect((await store.lake.read(place)).rowCount).toBe(0);
    await commit(store, staged);
    expect(await read(store)).toEqual([1, 2]);
    expect(await store.lake.files(place)).toMatchObject([{ path: staged.path, rowCount: 2, committedAt: now }]);
  });

  test('until it is replaced by a commit, or not at all when that transaction fails', async () => {
    const store = await temporaryStore();
    await commit(store, await stage(store, numbers(1, 2)));
    const better = await stage(store, numbers(3));
    const failing = store.state.transaction(async (tx) => {
      await commitFiles(tx, [better], { replace: place }, now);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await read(store)).toEqual([1, 2]);
    await commit(store, better);
    expect(await read(store)).toEqual([3]);
  });

  test('once, however often the same content is committed', async () => {
    const store = await temporaryStore();
    const staged = await stage(store, numbers(1, 2));
    for (const mode of [{ append: true }, { append: true }, { replace: place }] as const) {
      await store.state.transaction((tx) => commitFiles(tx, [staged], mode, now));
      expect(await read(store)).toEqual([1, 2]);
    }
  });

  test('again after it was replaced and comes back', async () => {
    const store = await temporaryStore();
    await commit(store, await stage(store, numbers(1)));
    await commit(store, await stage(store, numbers(2)), now + 1);
    await commit(store, await stage(store, numbers(1)), now + 2);
    await store.lake.sweep({ now: now + 1000, graceMs: 10 });
    expect(await read(store)).toEqual([1]);
  });

  test('in its own partition only', async () => {
    const store = await temporaryStore();
    const staged = await stage(store, numbers(1), nextDay);
    const wrong = store.state.transaction((tx) => commitFiles(tx, [staged], { replace: place }, now));
    await expect(wrong).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining(staged.path) });
    await expect(store.lake.stage({ ...place, table: '../x', columns: numbers(1) })).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('reading', () => {
  async function twoDays() {
    const store = await temporaryStore();
    await commit(store, await stage(store, numbers(5, 1, 4)));
    await commit(store, await stage(store, numbers(2, 3), nextDay));
    return store;
  }

  test('takes all days, one day, or a span with both ends', async () => {
    const store = await twoDays();
    const { table } = place;
    const all = await store.lake.read({ table, agent });
    expect([...valuesOf(all, 'n', 'int32')]).toEqual([5, 1, 4, 2, 3]);
    expect(await read(store, { day: nextDay })).toEqual([2, 3]);
    const both = await store.lake.read({ table, agent, days: { from: day, to: nextDay } });
    expect(both.rowCount).toBe(5);
    expect((await store.lake.read({ table, agent, days: { from: nextDay, to: nextDay } })).rowCount).toBe(2);
    expect((await store.lake.read({ table, agent: asAgentName('other') })).rowCount).toBe(0);
  });

  test('orders, filters and picks columns', async () => {
    const store = await twoDays();
    const request = { table: place.table, agent, orderBy: ['parity', 'n'] };
    const ordered = await store.lake.read({ ...request, columns: [{ name: 'n', type: 'float32' }] });
    expect(ordered.columns).toHaveLength(1);
    expect(valuesOf(ordered, 'n', 'float32')).toEqual(Float32Array.of(2, 4, 1, 3, 5));
    const odd = await store.lake.read({ ...request, where: { column: 'parity', equals: 'odd' } });
    expect([...valuesOf(odd, 'n', 'int32')]).toEqual([1, 3, 5]);
    expect(() => valuesOf(odd, 'n', 'float64')).toThrow(/There is no float64 column n; the table has n \(int32\)/);
  });

  test('gives missing values for a column that older files do not have', async () => {
    const store = await twoDays();
    const added: Columns = {
      rowCount: 1,
      columns: [{ name: 'score', type: 'float64', values: Float64Array.of(0.5) }, ...numbers(9).columns],
    };
    await commit(store, await stage(store, added, nextDay));
    const wanted = [
      { name: 'score', type: 'float64' },
      { name: 'label', type: 'string' },
    ] as const;
    const found = await store.lake.read({ table: place.table, agent, columns: wanted });
    expect(valuesOf(found, 'score', 'float64')).toEqual(Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 0.5));
    expect(valuesOf(found, 'label', 'string')).toEqual([null, null, null, null]);
    const counts = store.lake.read({ table: place.table, agent, columns: [{ name: 'absent', type: 'int32' }] });
    await expect(counts).rejects.toMatchObject({ code: 'internal' });
  });

  test('gives typed empty columns where there is no file, and for a file without rows', async () => {
    const store = await temporaryStore();
    const columns = [{ name: 'n', type: 'int32' }] as const;
    const none = { rowCount: 0, columns: [{ name: 'n', type: 'int32', values: new Int32Array() }] };
    expect(await store.lake.read({ ...place, columns })).toEqual(none);
    await commit(store, await stage(store, numbers()));
    expect(await store.lake.read({ ...place, columns })).toEqual(none);
    expect(await store.lake.files(place)).toHaveLength(1);
  });

  test('serves several reads and writes at the same time', async () => {
    const store = await twoDays();
    const work = Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? read(store) : stage(store, numbers(n))));
    const results = await Promise.all(work);
    for (let n = 0; n < 12; n += 2) expect(results[n]).toEqual([5, 1, 4]);
  });
});

describe('a damaged file is named with the next step', () => {
  const damaged = (path: string, what: RegExp) =>
    expect.objectContaining({
      code: 'lake_file_damaged',
      message: expect.stringMatching(what),
      fields: expect.objectContaining({ path }),
      next: expect.stringContaining(path),
    });

  async function damagedStore(harm: (file: string) => Promise<void>) {
    const store = await temporaryStore();
    const staged = await stage(store, numbers(...Array.from({ length: 500 }, (_, n) => n)));
    await commit(store, staged);
    expect(await read(store)).toHaveLength(500);
    await harm(join(store.folder, staged.path));
    return { store, path: staged.path };
  }

  test('when one byte is flipped, also after it was read before', async () => {
    const { store, path } = await damagedStore(async (file) => {
      const bytes = await readFile(file);
      bytes[bytes.length >> 1]! ^= 1;
      await writeFile(file, bytes);
    });
    await expect(store.lake.read(place)).rejects.toThrow(damaged(path, /does not match its checksum/));
    await expect(store.lake.verify()).rejects.toThrow(damaged(path, /does not match its checksum/));
  });

  test('when it is truncated, even unverified', async () => {
    const { store, path } = await damagedStore((file) => truncate(file, 100));
    await expect(store.lake.read({ ...place, verify: 'none' })).rejects.toThrow(damaged(path, /100 bytes instead of/));
  });

  test('when it is missing', async () => {
    const { store, path } = await damagedStore((file) => rm(file));
    await expect(store.lake.read(place)).rejects.toThrow(damaged(path, /missing/));
  });

  test('when DuckDB cannot make sense of it and the checksum was not asked for', async () => {
    const { store, path } = await damagedStore(async (file) => {
      await writeFile(file, Buffer.alloc((await readFile(file)).length, 7));
    });
    await expect(store.lake.read({ ...place, verify: 'none' })).rejects.toThrow(damaged(path, /checksum/));
  });

  test('and staging the same content again mends it', async () => {
    const { store } = await damagedStore((file) => rm(file));
    await stage(store, numbers(...Array.from({ length: 500 }, (_, n) => n)));
    expect(await read(store)).toHaveLength(500);
  });
});

describe('sweeping', () => {
  const graceMs = 60_000;

  test('removes what a crash between stage and commit left, once it is old enough', async () => {
    const store = await temporaryStore();
    const orphan = await stage(store, numbers(1));
    const leftover = join(store.folder, 'lake/.staging/half.parquet');
    await writeFile(leftover, 'half a file');
    await utimes(leftover, now / 1000, now / 1000);
    expect(await store.lake.sweep({ now: now + 2 * graceMs, graceMs })).toMatchObject([{ reason: 'temporary' }]);
    // The process that staged the orphan might still commit it; another one knows that it will not.
    const next = await reopen(store);
    expect(await next.lake.sweep({ now: now + graceMs / 2, graceMs })).toEqual([]);
    const swept = await next.lake.sweep({ now: now + 2 * graceMs, graceMs });
    expect(swept).toEqual([{ path: orphan.path, reason: 'orphan', bytes: orphan.bytes }]);
    expect(existsSync(join(store.folder, orphan.path))).toBe(false);
    await next.close();
  });

  test('leaves replaced files to their readers for the grace, and live files for ever', async () => {
    const store = await temporaryStore();
    const first = await stage(store, numbers(1));
    await commit(store, first);
    const second = await stage(store, numbers(2));
    await commit(store, second, now + 1000);
    const next = await reopen(store);
    expect(await next.lake.sweep({ now: now + graceMs, graceMs })).toEqual([]);
    const later = now + 1000 + graceMs;
    expect(await next.lake.sweep({ now: later, graceMs })).toEqual([
      { path: first.path, reason: 'replaced', bytes: first.bytes },
    ]);
    expect(await next.lake.sweep({ now: later + 1e12, graceMs })).toEqual([]);
    expect(await read(store)).toEqual([2]);
    const rows = await next.state.db.selectFrom('lake_files').select('path').execute();
    expect(rows).toEqual([{ path: second.path }]);
    await next.close();
  });

  test('leaves nothing in the staging folder after a stage', async () => {
    const store = await temporaryStore();
    await stage(store, numbers(1));
    expect(await readdir(join(store.folder, 'lake/.staging'))).toEqual([]);
  });
});
