import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agent, day, now, temporaryStore } from '../testing.ts';
import type { Column, Columns } from './columns.ts';
import { partsOf, valuesOf } from './columns.ts';
import type { ReadRequest } from './lake.ts';
import { commitFiles } from './manifest.ts';

const place = { table: 'facts', agent, day };
const CHUNK = 2048;

/** Up to a few chunks, and around the chunk border, where a copy by chunks would go wrong. */
const rowCounts = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 3),
);

const special = fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE);
const instants = fc.oneof(
  fc.constant(Number.NaN),
  fc.constantFrom(0, 2 ** 53, -(2 ** 53), 2 ** 53 - 1),
  fc.maxSafeInteger(),
);
const strings = fc.oneof(
  fc.constantFrom(
    null,
    '',
    '\0',
    'a\0b',
    '"',
    "'; drop table x",
    'NULL',
    'nan',
    '🜚'.repeat(20),
    'exactly12byt',
    'exactly13byte',
  ),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
);

/** A few generated values of each type; the table repeats them to its length, so that a failure prints in a few lines. */
const few = <T>(values: fc.Arbitrary<T>) => fc.array(values, { minLength: 1, maxLength: 60 });
const samples = fc.record({
  rowCount: rowCounts,
  string: few(strings),
  float64: few(fc.oneof(special, fc.double())),
  float32: few(fc.oneof(special, fc.float())),
  int32: few(fc.integer()),
  boolean: few(fc.constantFrom(0, 1, 255)),
  instant: few(instants),
});

function tableOf({ rowCount, ...few }: typeof samples extends fc.Arbitrary<infer Sample> ? Sample : never): Columns {
  const repeated = <T>(values: T[]) => Array.from({ length: rowCount }, (_, n) => values[n % values.length] as T);
  return {
    rowCount,
    columns: [
      { name: 'a "quoted" name', type: 'string', values: repeated(few.string) },
      { name: 'double', type: 'float64', values: Float64Array.from(repeated(few.float64)) },
      { name: 'float', type: 'float32', values: Float32Array.from(repeated(few.float32)) },
      { name: 'int', type: 'int32', values: Int32Array.from(repeated(few.int32)) },
      { name: 'boolean', type: 'boolean', values: Uint8Array.from(repeated(few.boolean)) },
      { name: 'instant', type: 'instant', values: Float64Array.from(repeated(few.instant)) },
    ],
  };
}

/** Equal in every cell by `Object.is`: tells −0 from 0 and finds NaN equal to NaN; instants have no negative zero. */
function expectSame(found: Column, written: Column) {
  expect({ name: found.name, type: found.type, length: found.values.length }).toEqual({
    name: written.name,
    type: written.type,
    length: written.values.length,
  });
  const row = Array.from<unknown>(written.values).findIndex((value, n) => {
    const cell = found.values[n];
    return written.type === 'instant'
      ? !(cell === value || (Number.isNaN(cell) && Number.isNaN(value)))
      : !Object.is(cell, value);
  });
  expect(row === -1 ? null : [written.name, row, written.values[row], found.values[row]]).toBeNull();
}

describe('columns written to the lake', () => {
  test('come back as they were, cell by cell', async () => {
    const { lake, state } = await temporaryStore();
    const property = fc.asyncProperty(samples, async (sample) => {
      const table = tableOf(sample);
      const staged = await lake.stage({ ...place, columns: table });
      await state.transaction((tx) => commitFiles(tx, [staged], { replace: place }, now));
      const found = await lake.read(place);
      expect(found.rowCount).toBe(table.rowCount);
      expect(found.columns).toHaveLength(table.columns.length);
      for (const [index, column] of found.columns.entries()) expectSame(column, table.columns[index]!);
    });
    await fc.assert(property, { seed: 3, numRuns: 40 });
  });

  test('keep keys, long texts and other alphabets apart, whether read in one piece or one by one', async () => {
    const { lake, state } = await temporaryStore();
    const keyOf = (n: number) => (n * 7919).toString(16).padStart(32, '0');
    const rows = Array.from({ length: 2 * CHUNK + 5 }, (_, n) => n);
    const kinds: Readonly<Record<string, (n: number) => string | null>> = {
      keys: keyOf,
      keysWithGaps: (n) => (n % 97 === 0 ? null : keyOf(n)),
      repeated: (n) => (n % 3 === 0 ? 'random_control' : `group ${n % 5}`),
      mixed: (n) => (n % 500 === 0 ? `Zürich ${keyOf(n)}` : n % 7 === 0 ? 'short' : keyOf(n)),
      long: (n) => (n % 1_000 === 0 ? 'x'.repeat(300_000 + n) : keyOf(n)),
      lengths: (n) => 'y'.repeat(n % 300),
    };
    const columns = Object.entries(kinds).map(
      ([name, of]): Column => ({ name, type: 'string', values: rows.map((n) => of(n)) }),
    );
    const staged = await lake.stage({ ...place, columns: { rowCount: rows.length, columns } });
    await state.transaction((tx) => commitFiles(tx, [staged], { replace: place }, now));
    const found = await lake.read(place);
    for (const [index, column] of found.columns.entries()) expect(column).toEqual(columns[index]);
  });

  test('hold keys as words that are the same keys as texts, either way', async () => {
    const { lake, state } = await temporaryStore();
    const rowCount = 2 * CHUNK + 5;
    const words = Uint32Array.from({ length: 4 * rowCount }, (_, n) => Math.imul(n, 0x9e3779b1));
    const hex = (word: number): string => word.toString(16).padStart(8, '0');
    const texts = Array.from({ length: rowCount }, (_, row) =>
      [...words.subarray(4 * row, 4 * row + 4)].map(hex).join(''),
    );
    const columns: readonly Column[] = [
      { name: 'words', type: 'key', values: words },
      { name: 'texts', type: 'string', values: texts },
      { name: 'row', type: 'int32', values: Int32Array.from(texts.keys()) },
    ];
    const parts = await lake.stageEach(place, [{ rowCount, columns }, ...partsOf({ rowCount, columns }, CHUNK + 1)]);
    await state.transaction((tx) => commitFiles(tx, parts, { append: true }, now));
    const read = (name: string, type: 'key' | 'string', where?: ReadRequest['where']) =>
      lake.read({ ...place, columns: [{ name, type }], ...(where && { where }) });
    for (const name of ['words', 'texts']) {
      expect(valuesOf(await read(name, 'key'), name, 'key')).toEqual(Uint32Array.of(...words, ...words));
      expect(valuesOf(await read(name, 'string'), name, 'string')).toEqual([...texts, ...texts]);
      const one = await read(name, 'key', { column: 'row', equals: 7 });
      expect(one).toMatchObject({
        rowCount: 2,
        columns: [{ values: Uint32Array.of(...words.slice(28, 32), ...words.slice(28, 32)) }],
      });
    }
  });

  test.each([['short'], [null], ['g'.repeat(32)], ['a'.repeat(33)], ['A'.repeat(32)]])(
    'a text that is no key (%s) is no word',
    async (text) => {
      const { lake, state } = await temporaryStore();
      const column: Column = { name: 'x', type: 'string', values: ['0'.repeat(32), text] };
      const staged = await lake.stage({ ...place, columns: { rowCount: 2, columns: [column] } });
      await state.transaction((tx) => commitFiles(tx, [staged], { append: true }, now));
      const read = lake.read({ ...place, columns: [{ name: 'x', type: 'key' }] });
      await expect(read).rejects.toThrow('holds something else than keys');
    },
  );

  test('give the same path for the same content, and another for another', async () => {
    const { lake } = await temporaryStore();
    const table = (values: number[]): Columns => ({
      rowCount: values.length,
      columns: [{ name: 'x', type: 'float64', values: Float64Array.from(values) }],
    });
    const many = Array.from({ length: 300_000 }, (_, n) => Math.sin(n));
    const first = await lake.stage({ ...place, columns: table(many) });
    const again = await lake.stage({ ...place, columns: table(many) });
    const other = await lake.stage({ ...place, columns: table([...many.slice(1), 0]) });
    expect(again).toEqual(first);
    expect(first.path).toMatch(/^lake\/facts\/winback\/2026-03-01\/[0-9a-f]{32}\.parquet$/);
    expect(other.path).not.toBe(first.path);
  });

  test('a missing value in a column that has none is an error, not a number', async () => {
    const { lake, state } = await temporaryStore();
    const text: Columns = { rowCount: 2, columns: [{ name: 'x', type: 'string', values: ['1', null] }] };
    const staged = await lake.stage({ ...place, columns: text });
    await state.transaction((tx) => commitFiles(tx, [staged], { append: true }, now));
    const asFloat = await lake.read({ ...place, columns: [{ name: 'x', type: 'float64' }] });
    expect(valuesOf(asFloat, 'x', 'float64')).toEqual(Float64Array.of(1, Number.NaN));
    await expect(lake.read({ ...place, columns: [{ name: 'x', type: 'int32' }] })).rejects.toThrow(/without a value/);
  });

  test.each<[string, Columns]>([
    ['a column of another length', { rowCount: 2, columns: [{ name: 'x', type: 'int32', values: Int32Array.of(1) }] }],
    ['half a key', { rowCount: 1, columns: [{ name: 'x', type: 'key', values: Uint32Array.of(1, 2) }] }],
    ['a boolean of 2', { rowCount: 1, columns: [{ name: 'x', type: 'boolean', values: Uint8Array.of(2) }] }],
    [
      'a fraction of a millisecond',
      { rowCount: 1, columns: [{ name: 'x', type: 'instant', values: Float64Array.of(0.5) }] },
    ],
    [
      'an infinite instant',
      { rowCount: 1, columns: [{ name: 'x', type: 'instant', values: Float64Array.of(Infinity) }] },
    ],
    ['no columns', { rowCount: 0, columns: [] }],
    [
      'names that differ by case only',
      {
        rowCount: 0,
        columns: [
          { name: 'Age', type: 'string', values: [] },
          { name: 'age', type: 'string', values: [] },
        ],
      },
    ],
  ])('%s is refused before anything is written', async (_, columns) => {
    const { lake } = await temporaryStore();
    await expect(lake.stage({ ...place, columns })).rejects.toMatchObject({ code: 'internal' });
  });
});
