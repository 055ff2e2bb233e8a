/** Days that were gathered into one file read as their own files would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asDay, type Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Columns, commitFiles, createStore, type Store, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitGathered, gatherDays, readDays } from './past-days.ts';

const agent = asAgentName('shop');
const FIRST = asDay('2026-01-01');
const table = { table: 'daily_things', agent, columns: [{ name: 'value', type: 'float64' as const }] };

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-past-days-'));
  store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => 0 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const columnsOf = (day: Day, values: readonly number[]): Columns => ({
  rowCount: values.length,
  columns: [
    { name: 'day', type: 'string', values: values.map(() => day) },
    { name: 'value', type: 'float64', values: Float64Array.from(values) },
  ],
});

async function write(day: Day, values: readonly number[], gatherFirst = false): Promise<boolean> {
  const gathered = gatherFirst ? await gatherDays(store, table, day) : null;
  const file = await store.lake.stage({ table: table.table, agent, day, columns: columnsOf(day, values) });
  await store.state.transaction(async (tx) => {
    if (gathered !== null) await commitGathered(tx, gathered, 0);
    await commitFiles(tx, [file], { replace: { table: table.table, agent, day } }, 0);
  });
  return gathered !== null;
}

async function read(to: Day): Promise<(readonly [string | null, number])[]> {
  const columns = await readDays(store, table, to);
  const values = valuesOf(columns, 'value', 'float64');
  return valuesOf(columns, 'day', 'string').map((day, row) => [day, values[row]!] as const);
}

test('once there are many, and a day that is written again later counts in its new form', async () => {
  const expected = new Map<Day, readonly number[]>();
  const gatheredOn: number[] = [];
  for (let n = 0; n < 70; n += 1) {
    const day = addDays(FIRST, n);
    expected.set(day, n % 7 === 3 ? [] : [n, n + 0.5]);
    if (await write(day, expected.get(day)!, true)) gatheredOn.push(n);
    if (n === 40 || n === 66) {
      const again = addDays(FIRST, 10);
      expected.set(again, [n * 100]);
      await write(again, expected.get(again)!);
    }
  }
  expect(gatheredOn).toEqual([32, 63]);
  expect((await store.lake.files({ table: 'daily_things_past', agent })).map(({ day }) => day)).toEqual(['2026-03-04']);
  const upTo = (to: Day) =>
    [...expected].flatMap(([day, values]) => (day <= to ? values.map((value) => [day, value]) : []));
  for (const to of [addDays(FIRST, 69), addDays(FIRST, 62), addDays(FIRST, 30)])
    expect(await read(to)).toEqual(upTo(to));
});

test('rows that do not say their day are left in files of their own', async () => {
  const other = { ...table, table: 'daily_others' };
  for (let n = 0; n < 40; n += 1) {
    const day = addDays(FIRST, n);
    const columns = { rowCount: 1, columns: [{ name: 'value', type: 'float64' as const, values: Float64Array.of(n) }] };
    const file = await store.lake.stage({ table: other.table, agent, day, columns });
    await store.state.transaction((tx) => commitFiles(tx, [file], { append: true }, 0));
  }
  expect(await gatherDays(store, other, addDays(FIRST, 40))).toBeNull();
});
