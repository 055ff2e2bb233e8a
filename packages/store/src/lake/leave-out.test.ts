import { expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { agent, day, nextDay, now, temporaryStore } from '../testing.ts';
import { type Columns, NO_BOOLEAN, valuesOf } from './columns.ts';
import { commitFiles, replaceFile } from './manifest.ts';

const place = { table: 'decisions', agent, day };
/** Every type, with all that stands for no value, infinities and a negative zero. */
const table = (...keys: (string | null)[]): Columns => ({
  rowCount: keys.length,
  columns: [
    { name: 'key', type: 'string', values: keys },
    {
      name: 'fraction',
      type: 'float64',
      values: Float64Array.from(keys, (_, n) => [-0, 0, Number.NaN, -1 / 0][n % 4]!),
    },
    { name: 'single', type: 'float32', values: Float32Array.from(keys, (_, n) => [0.1, Number.NaN, -0][n % 3]!) },
    { name: 'whole', type: 'int32', values: Int32Array.from(keys, (_, n) => n - 1) },
    { name: 'flag', type: 'boolean', values: Uint8Array.from(keys, (_, n) => [0, 1, NO_BOOLEAN][n % 3]!) },
    { name: 'at', type: 'instant', values: Float64Array.from(keys, (_, n) => (n % 2 === 0 ? now + n : Number.NaN)) },
  ],
});

async function fill(store: Store, parts: readonly Columns[], of = place): Promise<void> {
  const staged = await store.lake.stageEach(of, parts);
  await store.state.transaction((tx) => commitFiles(tx, staged, { append: true }, now));
}

async function leaveOut(store: Store, ...keys: string[]): Promise<number> {
  const rows = { column: 'key', in: keys };
  const held = await store.lake.filesWith({ table: place.table }, rows);
  for (const file of held) {
    const staged = await store.lake.stageWithout(file, rows);
    await store.state.transaction((tx) => replaceFile(tx, file, staged, now + 1));
  }
  return held.length;
}

const keysIn = async (store: Store) => valuesOf(await store.lake.read(place), 'key', 'string');

test('rows leave the files that hold them; the others keep their order and their bits', async () => {
  const store = await temporaryStore();
  await fill(store, [table('a', 'b', 'c', null), table('d', "e'", 'f', 'g'), table('h', 'i')]);
  const before = await store.lake.read(place);
  const files = await store.lake.files(place);
  expect(await leaveOut(store, 'd', "e'", 'nobody')).toBe(1);
  const after = await store.lake.read(place);
  const kept = [0, 1, 2, 3, 6, 7, 8, 9];
  for (const [index, column] of before.columns.entries()) {
    const values = kept.map((row) => column.values[row]);
    expect(Array.from(after.columns[index]!.values as ArrayLike<unknown>)).toEqual(values);
  }
  const left = await store.lake.files(place);
  expect(left.map(({ path }) => path === files[0]!.path)).toEqual([true, false, false]);
  expect(left.map(({ rowCount }) => rowCount)).toEqual([4, 2, 2]);
  await store.lake.verify();
  await store.lake.sweep({ now: Number.MAX_SAFE_INTEGER, graceMs: 0, nothingStaged: true });
  expect(await keysIn(store)).toEqual(['a', 'b', 'c', null, 'f', 'g', 'h', 'i']);
});

test('files that become empty leave, but for the last one of their partition', async () => {
  const store = await temporaryStore();
  await fill(store, [table('a'), table('b')]);
  await fill(store, [table('a', 'c')], { ...place, day: nextDay });
  expect(await leaveOut(store, 'a', 'b')).toBe(3);
  expect((await store.lake.files(place)).map(({ rowCount }) => rowCount)).toEqual([0]);
  expect(await store.lake.filesWith({}, { column: 'key', in: ['a', 'b'] })).toEqual([]);
});

test('files are found and read by texts, none by no text', async () => {
  const store = await temporaryStore();
  await fill(store, [table('a', 'b'), table('b', 'c')]);
  const [first, second] = await store.lake.files(place);
  const found = async (...keys: string[]) =>
    (await store.lake.filesWith(place, { column: 'key', in: keys })).map(({ id }) => id);
  expect(await found('b')).toEqual([first!.id, second!.id]);
  expect(await found('c', 'x')).toEqual([second!.id]);
  expect(await found()).toEqual([]);
  const where = { column: 'key', in: ['b'] };
  expect((await store.lake.read({ ...place, where })).rowCount).toBe(2);
  expect((await store.lake.read({ ...place, where, files: [second!] })).rowCount).toBe(1);
  expect((await store.lake.read({ ...place, where: { column: 'key', in: [] } })).rowCount).toBe(0);
});

test('a part that fails stops the others, and is told', async () => {
  const store = await temporaryStore();
  const wrong: Columns = { rowCount: 2, columns: [{ name: 'n', type: 'int32', values: Int32Array.of(1) }] };
  await expect(store.lake.stageEach(place, [table('a'), wrong, table('b'), table('c')])).rejects.toMatchObject({
    code: 'internal',
  });
});
