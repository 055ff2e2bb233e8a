import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asCustomerKey } from '@fitly/core/terms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EventJournal, eventJournal, type JournalCall, type JournalEvent } from './event-journal.ts';

const NOW = Date.UTC(2026, 0, 6, 11);
const ANN = asCustomerKey('a'.repeat(32));

let folder: string;
let journal: EventJournal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-journal-'));
  journal = eventJournal(folder);
});
afterEach(async () => {
  journal.close();
  await rm(folder, { recursive: true, force: true });
});

const event = (eventId: string, given: Partial<JournalEvent> = {}): JournalEvent => ({
  ...{ eventId, customerKey: ANN, name: 'order', at: NOW, amount: Number.NaN, currency: null, fields: '{}' },
  ...{ createdAt: null, suspected: 0, ...given },
});
const call = (events: readonly JournalEvent[], given: Partial<JournalCall> = {}): JournalCall => ({
  ...{ feed: 'shop', events, refused: [], repeated: 0, notCounted: 0, contentKey: null, ...given },
});
const all = (feed = 'shop') => journal.read(feed, { after: 0, upTo: Number.MAX_SAFE_INTEGER }, 100);

test('a folder without a journal has nothing, and asking makes none', () => {
  expect([all(), journal.newest('shop'), journal.eventsOf(ANN), journal.erase(ANN)]).toEqual([[], 0, [], 0]);
  journal.settle('shop', { upTo: 9, clock: NOW }, NOW);
  journal.recall('shop', { upTo: 9, clock: NOW });
  journal.scrub();
  expect(eventJournal(folder).customerKeys()).toEqual(new Set());
});

test('an event is kept once, over calls, feeds and connections; a repeat is counted', () => {
  expect(journal.append([call([event('a'), event('a'), event('b')])], NOW)).toEqual([[true, false, true]]);
  const other = eventJournal(folder);
  expect(other.append([call([event('b'), event('c')], { feed: 'app' })], NOW)).toEqual([[false, true]]);
  other.close();
  expect(all().map((entry) => (entry.kind === 'event' ? entry.eventId : entry))).toEqual([
    ...['a', 'b'],
    expect.objectContaining({ kind: 'counts', repeated: 1, notCounted: 0 }),
  ]);
  expect(all()[0]).toMatchObject({ amount: Number.NaN, createdAt: null });
});

test('calls of one commit are kept together, each answered for its own events', () => {
  const refused = [{ line: 2, reason: 'no id in "n"', shape: 'empty' }];
  const answers = journal.append(
    [call([event('a')], { refused, notCounted: 3, contentKey: 'k' }), call([event('a'), event('b')])],
    NOW,
  );
  expect(answers).toEqual([[true], [false, true]]);
  expect(all().map(({ kind }) => kind)).toEqual(['event', 'refused', 'counts', 'event', 'counts']);
  const numbers = all().map(({ sequence }) => sequence);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(journal.newest('shop')).toBe(numbers.at(-1));
});

test('what was taken is removed, and what was made after the clock of the run is left', () => {
  journal.append([call([event('a'), event('b', { createdAt: NOW + 1 })])], NOW);
  const place = { upTo: journal.newest('shop'), clock: NOW };
  journal.append([call([event('c')])], NOW);
  expect(journal.waiting('shop', place)).toEqual({ fresh: 1, left: 2 });
  journal.settle('shop', place, NOW);
  expect(journal.waiting('shop', place)).toEqual({ fresh: 1, left: 1 });
  expect(journal.append([call([event('a')])], NOW)).toEqual([[true]]);
});

test('what was taken waits again when its place was put back, once, until it is too old', () => {
  journal.append([call([event('a'), event('b', { createdAt: NOW + 1 }), event('c')])], NOW);
  const backup = { upTo: journal.newest('shop') - 1, clock: NOW };
  const place = { upTo: journal.newest('shop'), clock: NOW + 1 };
  journal.settle('shop', place, NOW);
  journal.recall('shop', place);
  expect([all(), journal.waiting('shop', place)]).toEqual([[], { fresh: 0, left: 0 }]);
  expect(journal.waiting('shop', backup).fresh).toBe(1);
  expect(journal.append([call([event('c')])], NOW)).toEqual([[true]]);
  journal.recall('shop', backup);
  expect(all().map((entry) => entry.kind === 'event' && entry.eventId)).toEqual(['b', 'c']);
  expect(journal.eventsOf(ANN).map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
  expect([journal.erase(ANN), journal.eventsOf(ANN)]).toEqual([3, []]);
  journal.append([call([event('d')])], NOW);
  journal.settle('shop', { upTo: journal.newest('shop'), clock: NOW }, NOW + 1);
  journal.recall('shop', backup);
  expect(all()).toEqual([]);
});

test('numbers grow with the real time, so that a journal put back from a copy never repeats one', () => {
  journal.append([call([event('a')])], NOW);
  const before = journal.newest('shop');
  journal.settle('shop', { upTo: before, clock: NOW }, NOW);
  journal.append([call([event('b')])], NOW - 1_000);
  expect(journal.newest('shop')).toBeGreaterThan(before);
  const another = eventJournal(join(folder));
  another.append([call([event('c')])], NOW + 1);
  expect(another.newest('shop')).toBeGreaterThan(NOW * 1_000 + 999);
  another.close();
});

test('an erase leaves nothing of the customer, neither in the rows nor in the files', async () => {
  const bob = asCustomerKey('b'.repeat(32));
  journal.append([call([event('a'), event('b', { customerKey: bob }), event('c')])], NOW);
  expect(journal.eventsOf(ANN).map(({ feed, eventId }) => [feed, eventId])).toEqual([
    ['shop', 'a'],
    ['shop', 'c'],
  ]);
  expect(journal.erase(ANN)).toBe(2);
  journal.scrub();
  expect(journal.customerKeys()).toEqual(new Set([bob]));
  for (const name of ['journal.db', 'journal.db-wal']) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    expect(bytes.includes(ANN), name).toBe(false);
  }
});

test('an entry that is not what was written is refused by name, wherever its text has changed', async () => {
  journal.append([call([event('a', { amount: 5 })])], NOW);
  journal.check();
  journal.close();
  const file = join(folder, 'journal.db');
  for (const [from, to] of [
    ['"amount":5', '"amount":7'],
    ['"name":"order"', '"name":"ordes"'],
    ['}\n', '}\v'],
  ] as const) {
    const database = new DatabaseSync(file);
    const replace = database.prepare('update entries set entry = replace(entry, ?, ?)');
    replace.run(from, to);
    expect(() => all()).toThrow(
      expect.objectContaining({ code: 'database_damaged', message: expect.stringContaining(file) }),
    );
    expect(() => journal.check()).toThrow('not what was written');
    expect(() => journal.eventsOf(ANN)).toThrow('not what was written');
    replace.run(to, from);
    database.close();
  }
  expect(all()).toHaveLength(1);
});
