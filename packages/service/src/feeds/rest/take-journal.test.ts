import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventMeaning } from '@fitly/contract';
import { addErasure, createStore, customerKey, openStore, type Store, tombstoneOf } from '@fitly/store';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { erasedCheck } from '../../privacy/erased-check.ts';
import { ALL_AGENTS, BEHAVIOUR_EVENTS } from '../feed-tables.ts';
import { takesOfFeed } from '../take-facts.ts';
import { takeFeeds } from '../take-feeds.ts';
import { emptyTally, mergeTallies } from '../take-tally.ts';
import type { WatchedFeed } from '../watched-feeds.ts';
import { journalPlace } from './journal-place.ts';
import { keepPosted } from './keep-posted.ts';
import { lakeIds } from './lake-ids.ts';
import { readPosted } from './posted-events.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 6, 11);
const at = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();

/** One key for all: a row is the same in both stores when its id is. */
let keys: string;
let root: string;
let store: Store;
beforeAll(async () => {
  keys = await mkdtemp(join(tmpdir(), 'fitly-rest-key-'));
});
afterAll(() => rm(keys, { recursive: true, force: true }));
beforeEach(async () => {
  [root, store] = await newStore();
});
afterEach(() => remove(root, store));

async function newStore(): Promise<[string, Store]> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-rest-'));
  return [folder, await createStore({ folder, keysFile: join(keys, 'key'), now: () => NOW })];
}
async function remove(folder: string, opened: Store): Promise<void> {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
}

const MEANING: EventMeaning & { readonly columns: { readonly id: string } } = {
  kind: 'events',
  columns: {
    ...{ customer: 'who', event: 'what', at: 'happened', createdAt: 'made', id: 'n', amount: 'total', fields: {} },
  },
  ...{ timeZone: null, currency: 'EUR', unit: 0.01 },
};
const REST: WatchedFeed = { ...MEANING, format: 'rest', required: false, name: 'shop' };
const COUNTED = new Map([['order', [{ name: 'city', type: 'text' as const }]]]);

const take = (
  feed: WatchedFeed = REST,
  { now = NOW, on = store, counted = COUNTED }: { now?: number; on?: Store; counted?: typeof COUNTED } = {},
) =>
  takeFeeds({
    ...{ store: on, now, lakeNow: () => now, signal: new AbortController().signal, tell: () => {} },
    ...{ feeds: [feed], quarantine: join(on.folder, 'quarantine'), counted, agents: [] },
  });

async function post(events: readonly unknown[], on = store, feed = REST) {
  const ids = lakeIds(on);
  await ids.refresh();
  const using = { keys: on.keys, counted: COUNTED, isErased: await erasedCheck(on), isKnown: ids.has };
  const posted = readPosted(feed as never, events, using);
  const [isNew = []] = on.journal.append([posted.call], NOW);
  return posted.results(isNew).map((each) => ('reason' in each ? each.reason : each.result));
}

const order = (n: string, given: object = {}) => ({
  ...{ who: 'ann', what: 'order', happened: at(-2), made: at(-1), n, total: 1999, city: 'Berlin', ...given },
});
const lakeRows = async (on = store) => {
  const { columns, rowCount } = await on.lake.read({ table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS });
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  );
};

test('each event is answered: accepted, repeated, set aside with its reason, or counted by nobody', async () => {
  const answers = await post([
    ...[order('1'), order('1'), order('2', { happened: 'yesterday' }), order('3', { what: 'login' })],
    ...[order('', {}), 'nothing', null, order('4', { who: null }), order('5', { total: 'many' })],
    ...[order('6', { city: '\ud800' }), order('7')],
  ]);
  expect(answers).toEqual([
    ...['accepted', 'repeated', expect.stringContaining('"happened" is neither'), 'not_counted', 'no id in "n"'],
    ...['not a JSON object', 'not a JSON object', 'no id in "who"', '"total" is not a number', 'broken text'],
    'accepted',
  ]);
  expect(await take()).toMatchObject({
    ...{ files: 0, unreadable: 0, doubts: [] },
    tally: { events: 2, duplicates: 1, notCounted: 1, unusable: 7, names: { order: 2 } },
  });
  expect(await lakeRows()).toMatchObject([
    ...[1, 2].map(() => ({ amount: 19.99, currency: 'EUR', feed: 'shop', origin: 'files', arrived_at: NOW })),
  ]);
  const [name] = await readdir(join(root, 'quarantine'));
  const noted = (await readFile(join(root, 'quarantine', name!), 'utf8')).trim().split('\n');
  expect(noted.map((line) => JSON.parse(line))).toContainEqual({
    ...{ feed: 'shop', file: 'POST /api/v1/events', line: 8, reason: 'no id in "who"', shape: 'empty' },
  });
});

test('what is in the lake is repeated, in this process and in the next', async () => {
  await post([order('1')]);
  await take();
  expect(await post([order('1'), order('2')])).toEqual(['repeated', 'accepted']);
  expect(await take()).toMatchObject({ tally: { events: 1, duplicates: 1 } });
  expect(await take()).toMatchObject({ tally: emptyTally });
  expect(await lakeRows()).toHaveLength(2);
});

test('the lake is read once for all takes before the start, and then for what is new', async () => {
  for (const n of ['1', '2', '3']) {
    await post([order(n)]);
    await take();
  }
  let reads = 0;
  const read: Store['lake']['read'] = (...request) => {
    reads += 1;
    return store.lake.read(...request);
  };
  const ids = lakeIds({ state: store.state, lake: { ...store.lake, read } });
  await ids.refresh();
  expect(reads).toBe(1);
  await post([order('4')]);
  await take();
  await ids.refresh();
  expect(reads).toBe(2);
});

test('what cannot be used is noted once, however often its call comes', async () => {
  const faulty = [order('1', { happened: 'x' }), null, null, order('2', { what: 'login' })];
  const answers = await post(faulty);
  expect(await post(faulty)).toEqual(answers);
  expect(await take()).toMatchObject({ tally: { unusable: 3, notCounted: 1 } });
  expect(await post(faulty)).toEqual(answers);
  expect(await take()).toMatchObject({ tally: emptyTally });
  await post(faulty.slice(1));
  expect(await take()).toMatchObject({ tally: { unusable: 2, notCounted: 1 } });
});

test('nothing personal and no other key reaches the journal', async () => {
  await post([order('planted-id', { who: 'ann@kept.example', city: 'bob@kept.example', phone: '+49 30 12345678' })]);
  store.journal.scrub();
  const bytes = await readFile(join(root, 'journal.db'), 'latin1');
  for (const planted of ['kept.example', '12345678', 'planted-id']) expect(bytes).not.toContain(planted);
  expect(await take()).toMatchObject({ tally: { events: 1, suspected: 1 } });
});

test('an event that was made after the clock of the run waits in the journal until a run gets there', async () => {
  await post([order('1'), order('2', { made: at(30) })]);
  expect(await take()).toMatchObject({ tally: { events: 1, waiting: 1, waitingFrom: NOW + 30 * HOUR } });
  await post([order('3', { made: at(20) })]);
  expect(await take(REST, { now: NOW + 24 * HOUR })).toMatchObject({ tally: { events: 1 } });
  expect(await post([order('2', { made: at(30) })])).toEqual(['repeated']);
  expect(await take(REST, { now: NOW + 48 * HOUR })).toMatchObject({ tally: { events: 1, duplicates: 1 } });
  const place = await journalPlace(store.state.db, 'shop');
  expect(store.journal.waiting('shop', place)).toEqual({ fresh: 0, left: 0 });
  expect(store.journal.read('shop', { after: 0, upTo: place.upTo }, 9)).toEqual([]);
});

test('a process that dies between commit and removal has lost nothing, and nothing is taken twice or noted twice', async () => {
  await post([order('1'), order('2', { happened: '' }), order('3', { made: at(30) })]);
  const { settle } = store.journal;
  Object.assign(store.journal, {
    settle: () => {
      throw new Error('killed');
    },
  });
  await expect(take()).rejects.toThrow('killed');
  Object.assign(store.journal, { settle: (...place: Parameters<typeof settle>) => settle(...place) });
  // The first run died at its very first step: nothing was taken yet.
  expect(await takesOfFeed(store.state.db, 'shop')).toEqual([]);
  let calls = 0;
  Object.assign(store.journal, {
    settle: (...place: Parameters<typeof settle>) => {
      calls += 1;
      if (calls === 2) throw new Error('killed');
      settle(...place);
    },
  });
  await expect(take()).rejects.toThrow('killed');
  Object.assign(store.journal, { settle });
  expect(store.journal.waiting('shop', await journalPlace(store.state.db, 'shop'))).toEqual({ fresh: 0, left: 2 });
  expect(await take()).toMatchObject({ tally: emptyTally });
  expect(await take(REST, { now: NOW + 48 * HOUR })).toMatchObject({ tally: { events: 1, duplicates: 0 } });
  expect(await lakeRows()).toHaveLength(2);
  const tally = (await takesOfFeed(store.state.db, 'shop')).reduce<typeof emptyTally>(mergeTallies, emptyTally);
  expect(tally).toMatchObject({ events: 2, unusable: 1, duplicates: 0 });
});

test('a database and a lake from a backup are told again what was posted since, and nothing twice', async () => {
  await post([order('1'), order('2', { made: at(20) })]);
  await take();
  const copy = join(keys, 'backup');
  const open = async () => {
    store = await openStore({ folder: root, keysFile: join(keys, 'key'), now: () => NOW });
  };
  await store.close();
  const isBackedUp = (path: string): boolean => !/journal\.db/.test(path);
  await cp(root, copy, { recursive: true, filter: isBackedUp });
  await open();
  await post([order('3'), order('4', { happened: 'x' })]);
  await take(REST, { now: NOW + 24 * HOUR });
  expect(await lakeRows()).toHaveLength(3);
  await store.close();
  for (const name of await readdir(root)) if (isBackedUp(name)) await rm(join(root, name), { recursive: true });
  await cp(copy, root, { recursive: true });
  await open();
  expect(await lakeRows()).toHaveLength(1);
  expect(await post([order('1'), order('3')])).toEqual(['repeated', 'accepted']);
  expect(await take(REST, { now: NOW + 24 * HOUR })).toMatchObject({ tally: { events: 2, unusable: 1 } });
  expect(await take(REST, { now: NOW + 24 * HOUR })).toMatchObject({ tally: emptyTally });
  expect(await lakeRows()).toHaveLength(3);
});

test('whoever was erased meanwhile is not taken in, and an event that nobody counts any more neither', async () => {
  await post([order('1'), order('2', { who: 'bob' })]);
  const tombstone = tombstoneOf(store.keys, customerKey(store.keys, 'ann'));
  await store.state.transaction((tx) => addErasure(tx, tombstone, NOW, null));
  expect(await post([order('3')])).toEqual(['not_counted']);
  expect(await take(REST, { counted: new Map() })).toMatchObject({ tally: { events: 0, notCounted: 3 } });
  expect(store.journal.customerKeys()).toEqual(new Set());
});

test('whoever is erased between the look and the commit is not in the journal', async () => {
  const using = { keys: store.keys, counted: COUNTED, isErased: await erasedCheck(store), isKnown: () => false };
  const key = customerKey(store.keys, 'ann');
  await store.state.transaction((tx) => addErasure(tx, tombstoneOf(store.keys, key), NOW, null));
  store.journal.erase(key);
  await keepPosted(store, [readPosted(REST as never, [order('1'), order('2', { who: 'bob' })], using)], NOW);
  expect([store.journal.eventsOf(key), store.journal.customerKeys().size]).toEqual([[], 1]);
});

test('a required feed stops the run until something was ever posted to it', async () => {
  const required: WatchedFeed = { ...REST, required: true };
  await expect(take(required)).rejects.toMatchObject({ code: 'feed_not_ready' });
  await post([order('1')]);
  expect(await take(required)).toMatchObject({ tally: { events: 1 } });
  expect(await take(required)).toMatchObject({ tally: { events: 0 } });
});

test('what was posted to a feed that is renamed or removed is told of until it has its name back', async () => {
  await post([order('1')]);
  const told = [expect.stringMatching(/^shop: fitly.yaml has no feed .* wait \(1\)/)];
  expect((await take({ ...REST, name: 'store' })).doubts).toEqual(told);
  expect(await take()).toMatchObject({ doubts: [], tally: { events: 1 } });
  expect((await take({ ...REST, name: 'store' })).doubts).toEqual([]);
});

test('a feed of which nothing can be used is told of in the run', async () => {
  await post([order('1', { happened: 'x' }), order('2', { happened: 'y' })]);
  expect((await take()).doubts).toEqual([
    'shop: nothing that was posted can be used: "happened" is neither an ISO instant with a zone nor epoch milliseconds since 2000',
  ]);
});

const row = fc.record({
  n: fc.nat(12),
  hours: fc.integer({ min: -60, max: 60 }),
  made: fc.option(fc.integer({ min: -30, max: 60 })),
  flaw: fc.constantFrom('none', 'none', 'none', 'at', 'who', 'total', 'name', 'personal', 'no object'),
});
const calls = fc.array(fc.record({ day: fc.nat(3), rows: fc.array(row, { minLength: 1, maxLength: 14 }) }), {
  minLength: 1,
  maxLength: 8,
});

/** The same id is the same event, wherever it comes. */
function eventOf({ n, hours, made, flaw }: typeof row extends fc.Arbitrary<infer R> ? R : never): unknown {
  const fixed = { who: `c-${n % 5}`, happened: at(((n * 37) % 100) - 60), total: n * 7.3, made: null as string | null };
  if (flaw === 'no object') return `row ${n}`;
  const given = order(`${n}`, { ...fixed, ...(n % 3 === 0 ? { made: at(((n * 53) % 90) - 30) } : {}) });
  if (flaw === 'personal') return { ...given, n: `p-${n}`, city: 'ann@kept.example' };
  if (flaw === 'name') return { ...given, what: 'login' };
  const broken = { at: { happened: `${hours} h ago` }, who: { who: made }, total: { total: `${made} EUR` } };
  return flaw === 'none' ? given : { ...given, n: `b-${n}`, ...broken[flaw], ...(flaw === 'who' && { who: '' }) };
}

test('the same rows end the same by file and by REST, bit for bit', { timeout: 60_000 }, async () => {
  const tallyOf = async (on: Store) => {
    const takes = await takesOfFeed(on.state.db, 'shop');
    const {
      waiting: _,
      waitingFrom: __,
      duplicates: ___,
      ...tally
    } = takes.reduce<typeof emptyTally>(mergeTallies, emptyTally);
    return tally;
  };
  const inOrder = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ take: _, ...cells }) => cells).sort((a, b) => (String(a['event_id']) < String(b['event_id']) ? -1 : 1));
  await fc.assert(
    fc.asyncProperty(calls, async (programme) => {
      const [[byFile, files], [byRest, rest]] = [await newStore(), await newStore()];
      await mkdir(join(byFile, 'in'));
      const folder: WatchedFeed = {
        ...{ ...MEANING, format: 'jsonl', required: false, name: 'shop', folder: join(byFile, 'in') },
      };
      try {
        for (let day = 0; day < 4; day++) {
          for (const [index, { rows }] of programme.entries()) {
            if (programme[index]!.day !== day) continue;
            const events = rows.map(eventOf);
            // A file of which no row has the columns is not read at all; a call has no columns.
            const lines = [order('first', { happened: at(-1), made: null }), ...events];
            await post(lines, rest);
            await writeFile(
              join(folder.folder, `${index}.jsonl`),
              lines.map((each) => JSON.stringify(each)).join('\n'),
            );
          }
          const now = NOW + day * 24 * HOUR;
          await take(folder, { now, on: files });
          await take(REST, { now, on: rest });
        }
        expect(inOrder(await lakeRows(rest))).toEqual(inOrder(await lakeRows(files)));
        expect(await tallyOf(rest)).toEqual({ ...(await tallyOf(files)) });
      } finally {
        await remove(byFile, files);
        await remove(byRest, rest);
      }
    }),
    { numRuns: 4, seed: 26, endOnFailure: true },
  );
});
