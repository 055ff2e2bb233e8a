import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addErasure, createStore, customerKey, type Store, tombstoneOf, valuesOf } from '@fitly/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALL_AGENTS, BEHAVIOUR_EVENTS, MESSAGE_EVENTS } from './feed-tables.ts';
import { takeFeeds } from './take-feeds.ts';
import { type CurrentsRecord, writeCurrentsFile } from './testing.ts';

const NOW = Date.UTC(2026, 0, 6, 11);
const VISIT = 'users.behaviors.CustomEvent';
const ABORT = 'users.messages.email.Abort';

let root: string;
let folder: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-feeds-'));
  folder = join(root, 'currents');
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => NOW });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const visit = (id: string, agoSeconds = 60, more: Partial<CurrentsRecord> = {}): CurrentsRecord => ({
  id,
  time: NOW / 1000 - agoSeconds,
  external_user_id: 'ann',
  name: 'visit',
  ...more,
});

const take = (options: { readonly required?: boolean; readonly stop?: AbortSignal } = {}) =>
  takeFeeds({
    store,
    feeds: [{ kind: 'events', format: 'currents', name: 'braze_events', folder, required: options.required ?? false }],
    quarantine: join(root, 'quarantine'),
    counted: new Map([['visit', []]]),
    agents: [],
    now: NOW,
    lakeNow: () => NOW,
    signal: options.stop ?? new AbortController().signal,
    tell: () => {},
  });

async function idsIn(table: string): Promise<readonly (string | null)[]> {
  const rows = await store.lake.read({ table, agent: ALL_AGENTS, columns: [{ name: 'event_id', type: 'string' }] });
  return valuesOf(rows, 'event_id', 'string').toSorted();
}

test('an event counts once: in a file, across files, across takes, and when a file comes again', async () => {
  await writeCurrentsFile(folder, VISIT, [visit('a'), visit('b'), visit('a')]);
  await writeCurrentsFile(folder, VISIT, [visit('b'), visit('c')], { name: 'x+0+1' });
  expect(await take()).toMatchObject({ take: 1, files: 2, tally: { events: 3, duplicates: 2 } });
  expect(await take()).toMatchObject({ take: 1, files: 0, tally: { events: 0 } });
  const path = await writeCurrentsFile(folder, VISIT, [visit('c'), visit('d')], { name: 'x+0+2' });
  expect(await take()).toMatchObject({ take: 2, files: 1, tally: { events: 1, duplicates: 1 } });
  const touched = (await stat(join(folder, path))).mtimeMs / 1000 + 5;
  await utimes(join(folder, path), touched, touched);
  expect(await take()).toMatchObject({ files: 1, tally: { events: 0, duplicates: 2 } });
  expect(await idsIn(BEHAVIOUR_EVENTS)).toEqual(['a', 'b', 'c', 'd']);
});

test('only what agents count is kept, with hashed ids and no word of a template', async () => {
  await writeCurrentsFile(folder, VISIT, [visit('a'), visit('b', 60, { name: 'search' }), { id: 'c', time: 1 }]);
  const abort = { ...visit('d'), abort_type: 'Dear Ann, ann@example.com is on our list', campaign_id: 'c-1' };
  await writeCurrentsFile(folder, ABORT, [abort, { ...abort, id: 'e', abort_type: 'Frequency Capped' }]);
  await writeCurrentsFile(folder, 'users.behaviors.app.SessionStart', [visit('f')]);
  expect(await take()).toMatchObject({ files: 3, tally: { events: 3, notCounted: 2 } });
  expect(await idsIn(BEHAVIOUR_EVENTS)).toEqual(['a']);
  const messages = await store.lake.read({ table: MESSAGE_EVENTS, agent: ALL_AGENTS });
  expect(valuesOf(messages, 'abort_reason', 'string').toSorted()).toEqual(['frequency_capped', 'other']);
  expect(new Set(valuesOf(messages, 'customer_key', 'string'))).toEqual(new Set([customerKey(store.keys, 'ann')]));
  expect(JSON.stringify(messages)).not.toMatch(/example\.com|"ann"/);
});

test('nothing is taken in about a customer who was erased', async () => {
  const tombstone = tombstoneOf(store.keys, customerKey(store.keys, 'ann'));
  await store.state.transaction((tx) => addErasure(tx, tombstone, NOW, null));
  await writeCurrentsFile(folder, VISIT, [visit('a'), visit('b', 60, { external_user_id: 'bob' })]);
  expect(await take()).toMatchObject({ tally: { events: 1, notCounted: 1 } });
  expect(await idsIn(BEHAVIOUR_EVENTS)).toEqual(['b']);
});

test('both clocks are kept: late and early events are counted as such, and lie in their own day', async () => {
  await writeCurrentsFile(folder, VISIT, [visit('a', 2 * 86_400), visit('b', 2 * 3_600), visit('c', -3_600)]);
  expect(await take()).toMatchObject({ tally: { events: 3, ages: { under_6h: 1, under_7d: 1, future: 1 } } });
  const rows = await store.lake.read({ table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS });
  expect([...valuesOf(rows, 'at', 'instant')]).toEqual([NOW - 2 * 86_400_000, NOW - 7_200_000, NOW + 3_600_000]);
  expect([...valuesOf(rows, 'arrived_at', 'instant')]).toEqual([NOW, NOW, NOW]);
  const days = (await store.lake.files({ table: BEHAVIOUR_EVENTS })).map(({ day }) => day);
  expect(days).toEqual(['2026-01-04', '2026-01-06']);
});

test('a torn file gives what is whole, is named in the quarantine, and adds the rest once when it comes whole', async () => {
  const records = ['a', 'b', 'c', 'd'].map((id) => visit(id));
  const path = await writeCurrentsFile(folder, VISIT, records, { keep: 0.9 });
  expect(await take()).toMatchObject({ files: 1, unreadable: 1 });
  expect(await take()).toMatchObject({ files: 0, unreadable: 1 });
  const [name] = await readdir(join(root, 'quarantine'));
  const line = JSON.parse(await readFile(join(root, 'quarantine', name!), 'utf8'));
  expect(line).toEqual({ feed: 'braze_events', file: path, reason: expect.stringContaining('ends early') });
  await writeCurrentsFile(folder, VISIT, records);
  expect(await take()).toMatchObject({ files: 1, unreadable: 0 });
  expect(await idsIn(BEHAVIOUR_EVENTS)).toEqual(['a', 'b', 'c', 'd']);
});

test('a stop between reading and commit costs nothing', async () => {
  await writeCurrentsFile(folder, VISIT, [visit('a')]);
  await writeCurrentsFile(folder, VISIT, [visit('b')], { name: 'x+0+1' });
  const { transaction } = store.state;
  Object.assign(store.state, { transaction: () => Promise.reject(new Error('killed')) });
  await expect(take()).rejects.toThrow('killed');
  Object.assign(store.state, { transaction });
  expect(await idsIn(BEHAVIOUR_EVENTS)).toEqual([]);
  await expect(take({ stop: AbortSignal.abort() })).rejects.toMatchObject({ code: 'interrupted' });
  expect(await take()).toMatchObject({ take: 1, files: 2, tally: { events: 2 } });
});

test('a feed that is required stops the run: without a folder, without a file, and for a file that cannot be read', async () => {
  const refused = (words: string) =>
    expect(take({ required: true })).rejects.toMatchObject({
      code: 'feed_not_ready',
      message: expect.stringContaining(words),
    });
  await refused('there is no folder');
  expect(await take()).toMatchObject({ take: 0, missing: ['braze_events'] });
  await writeCurrentsFile(folder, VISIT, [visit('a'), visit('b')], { keep: 0.8 });
  await refused('cannot be read');
  expect(await idsIn(BEHAVIOUR_EVENTS)).toEqual([]);
  await writeCurrentsFile(folder, VISIT, [visit('a'), visit('b')]);
  expect(await take({ required: true })).toMatchObject({ tally: { events: 2 } });
});
