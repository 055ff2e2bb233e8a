import { expect, test } from 'vitest';
import { day, nextDay, now, temporaryState } from '../testing.ts';
import { type FeedFile, feedFiles, lastTake, saveTake, takesBetween } from './feeds.ts';

const file = (path: string, changes: Partial<FeedFile> = {}): FeedFile => ({
  feed: 'braze_events',
  path,
  bytes: 10,
  modifiedAt: now,
  sha256: 'ab',
  state: 'taken',
  reason: null,
  ...changes,
});

test('takes are numbered, and a file is what the newest take made of it', async () => {
  const { db } = await temporaryState();
  expect(await lastTake(db)).toBe(0);
  const torn = file('b.avro', { state: 'unreadable', reason: 'it ends early' });
  const first = { take: 1, takenAt: now, days: { from: day, to: nextDay }, facts: { message_events: 3 } };
  await saveTake(db, first, [file('a.avro'), torn, file('a.avro', { feed: 'another' })]);
  const second = { take: 2, takenAt: now + 1, days: null, facts: {} };
  await saveTake(db, second, [file('b.avro', { bytes: 20, sha256: 'cd' })]);
  expect(await lastTake(db)).toBe(2);
  expect(await takesBetween(db, 0, 2)).toEqual([first, second]);
  expect(await takesBetween(db, 1, 1)).toEqual([]);
  expect([...(await feedFiles(db, 'braze_events')).values()]).toEqual([
    { ...file('a.avro'), take: 1 },
    { ...file('b.avro', { bytes: 20, sha256: 'cd' }), take: 2 },
  ]);
  await expect(saveTake(db, second, [])).rejects.toThrow();
});
