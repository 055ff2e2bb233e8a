import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotColumns } from '@fitly/contract';
import { type ContextAttribute, historyAttribute } from '@fitly/core/design';
import { asAgentName, asDay } from '@fitly/core/terms';
import { createStore, customerKey, type Store } from '@fitly/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AttributeColumn } from '../daily-loop/audience-table.ts';
import { fillFromImports } from '../daily-loop/imported-attributes.ts';
import type { KnowsAttributes } from './feed-reader.ts';
import { takeFeeds } from './take-feeds.ts';

const NOW = Date.UTC(2026, 0, 6, 11);
const context = [
  { attribute: 'recency', type: 'number', history: null },
  { attribute: 'segment', type: 'category', history: null },
] as unknown as readonly ContextAttribute[];
const agent: KnowsAttributes = { name: asAgentName('winback'), timeZone: 'Pacific/Auckland', context };

let root: string;
let folder: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-snapshots-'));
  folder = join(root, 'crm');
  await mkdir(folder);
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => NOW });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const COLUMNS: SnapshotColumns = { customer: 'id', asOf: 'day', attributes: { recency: 'days_since' } };
const take = (columns: Partial<SnapshotColumns> = {}, ...of: readonly KnowsAttributes[]) =>
  takeFeeds({
    store,
    feeds: [
      {
        ...{ kind: 'snapshot', format: 'csv', name: 'crm', folder, required: false, timeZone: null },
        columns: { ...COLUMNS, ...columns },
      },
    ],
    quarantine: join(root, 'quarantine'),
    counted: new Map(),
    agents: of.length === 0 ? [agent] : of,
    now: NOW,
    lakeNow: () => NOW,
    signal: new AbortController().signal,
    tell: () => {},
  });

const csv = (name: string, ...rows: readonly string[]) =>
  writeFile(join(folder, name), `id,day,days_since,segment,note\n${rows.join('\n')}\n`);

/** What a run of the day knows of Ann and Bob: recency and segment each. */
async function knownOn(
  day: string,
  known: readonly (readonly [number | null, string | null])[] = [
    [null, null],
    [null, null],
  ],
  of: KnowsAttributes = agent,
) {
  const numbers = Float64Array.from(known, ([days]) => days ?? Number.NaN);
  const texts = known.map(([, segment]) => segment);
  const customerKeys = ['ann', 'bob'].map((id) => customerKey(store.keys, id));
  await fillFromImports({ store, agent: of, day: asDay(day) }, { customerKeys, values: [numbers, texts] });
  return customerKeys.map((_, row) => [Number.isNaN(numbers[row]) ? null : numbers[row], texts[row]]);
}

test('a run knows what was true on the evening before, cell by cell the newest, whenever it came', async () => {
  await csv('1.csv', 'ann,2026-01-03,3,gold,x', 'bob,2026-01-03,8,,x');
  await csv('2.csv', 'ann,2026-01-05,5,,x', 'bob,2026-01-05T00:00:00,,silver,x', 'ann,2026-01-06,6,,x');
  expect(await take()).toMatchObject({ files: 2, tally: { described: 5, newestDay: '2026-01-06' } });
  expect(await knownOn('2026-01-03')).toEqual([
    [null, null],
    [null, null],
  ]);
  expect(await knownOn('2026-01-05')).toEqual([
    [3, 'gold'],
    [8, null],
  ]);
  expect(await knownOn('2026-01-06')).toEqual([
    [5, 'gold'],
    [8, 'silver'],
  ]);
  expect(
    await knownOn('2026-01-06', [
      [1, null],
      [null, 'own'],
    ]),
  ).toEqual([
    [1, 'gold'],
    [8, 'own'],
  ]);
  await csv('3.csv', 'ann,2026-01-04,4,bronze,x', 'bob,2026-01-05,9,,x');
  await take();
  expect(await knownOn('2026-01-05')).toEqual([
    [4, 'bronze'],
    [8, null],
  ]);
  expect(await knownOn('2026-01-06')).toEqual([
    [5, 'bronze'],
    [9, 'silver'],
  ]);
  expect(await knownOn('2026-03-01')).toEqual([
    [6, null],
    [null, null],
  ]);
});

test('the day stands in the name of the file, or is that of its arrival where the agent is', async () => {
  await mkdir(join(folder, 'date=2026-01-04'));
  await csv('date=2026-01-04/a.csv', 'ann,,4,,x');
  await csv('b.csv', 'ann,,5,,x');
  const byName = await take({ asOf: { fileName: true } });
  expect(byName).toMatchObject({ files: 2, unreadable: 1, tally: { described: 1, newestDay: '2026-01-04' } });
  expect(await knownOn('2026-01-05')).toEqual([
    [4, null],
    [null, null],
  ]);
  // In Auckland it is past midnight.
  expect(await take({ asOf: null })).toMatchObject({ files: 1, tally: { newestDay: '2026-01-07' } });
});

test('rows that cannot be used are set aside, and values that look personal are missing', async () => {
  await csv(
    '1.csv',
    'ann,2026-02-30,1,,x',
    'ann,2026-01-04,many,,x',
    ',2026-01-04,1,,x',
    'bob,2026-01-04,2,a@b.example,x',
  );
  const { tally } = await take();
  expect(tally).toMatchObject({ described: 1, unusable: 3, suspected: 1 });
  expect(Object.keys(tally.reasons)).toEqual([
    '"day" is not a day of the calendar',
    'recency is not a number',
    'no id in "id"',
  ]);
  expect(await knownOn('2026-01-05')).toEqual([
    [null, null],
    [2, null],
  ]);
});

test('a column that is named like a history attribute is not read: the own log is what was asked for', async () => {
  const history = historyAttribute({ name: 'sends_in_7_days', dimension: null });
  const also = { ...agent, context: [...context, history] };
  await writeFile(join(folder, '1.csv'), 'id,day,days_since,sends_in_7_days\nann,2026-01-04,3,none\n');
  expect(await take({}, also)).toMatchObject({ unreadable: 0, tally: { described: 1, unusable: 0 } });
  await writeFile(join(folder, '2.csv'), 'id,day,sends_in_7_days\nann,2026-01-04,3\n');
  expect(await take({ attributes: {} }, also)).toMatchObject({ unreadable: 1 });
});

test('who lacks nothing but history is not looked for in older files', async () => {
  const history = historyAttribute({ name: 'sends_in_7_days', dimension: null });
  const also = { ...agent, context: [...context, history] };
  await csv('1.csv', 'ann,2026-01-04,3,gold,x', 'ann,2026-01-05,4,,x');
  await take({}, also);
  const reads: unknown[] = [];
  const read: Store['lake']['read'] = (what) => {
    reads.push(what);
    return store.lake.read(what);
  };
  const lake = { ...store.lake, read };
  const day = asDay('2026-01-06');
  const missing = (): AttributeColumn => Float64Array.of(Number.NaN);
  const values = [missing(), ['own'], missing()];
  const audience = { customerKeys: [customerKey(store.keys, 'ann')], values };
  await fillFromImports({ store: { ...store, lake }, agent: also, day }, audience);
  expect(values.map(([value]) => value)).toEqual([4, 'own', Number.NaN]);
  expect(reads).toHaveLength(1);
});

test('a file with no attribute of any agent says which it has', async () => {
  await writeFile(join(folder, '1.csv'), 'id,day,height\nann,2026-01-04,180\n');
  expect(await take({ attributes: {} })).toMatchObject({ unreadable: 1, tally: { described: 0 } });
});

test('an agent that comes later has what files taken before say of its attributes; what is known by now stands', async () => {
  const before: KnowsAttributes = { ...agent, context: context.slice(0, 1) };
  const other: KnowsAttributes = { ...agent, name: asAgentName('another') };
  await csv('1.csv', 'ann,2026-01-03,3,gold,x', 'bob,2026-01-03,8,,x');
  await csv('2.csv', 'ann,2026-01-03,4,silver,x');
  expect(await take({}, before)).toMatchObject({ tally: { described: 3 } });
  // Brought later, about the same day: newer than all files of the past.
  await csv('3.csv', 'ann,2026-01-03,9,,x');
  await take({}, before);
  expect(await take({}, agent, other)).toMatchObject({ take: 3, tally: { described: 0 }, doubts: [], drift: [] });
  const known = [
    [9, 'silver'],
    [8, null],
  ];
  expect(await knownOn('2026-01-05')).toEqual(known);
  expect(await knownOn('2026-01-05', undefined, other)).toEqual(known);
  expect(await take({}, agent, other)).toMatchObject({ take: 3, files: 0 });
});
