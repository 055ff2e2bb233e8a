import { doubtEvents, doubtSnapshot } from '@fitly/core/data';
import { expect, test } from 'vitest';
import { watchAttributes } from './attribute-watch.ts';
import { watchEvents } from './event-watch.ts';

function snapshotOf(rows: number, customerOf: (n: number) => number, timeOf: (n: number) => string) {
  const watch = watchAttributes(['at']);
  for (let n = 0; n < rows; n++) watch.add(customerOf(n), { at: timeOf(n) }, n % 2 === 0);
  return watch;
}

test('a snapshot in which customers come again at other times looks like events', () => {
  const orders = snapshotOf(
    3_000,
    (n) => n % 1_500,
    (n) => `2026-01-05T10:00:${n}Z`,
  );
  expect(doubtSnapshot(orders.seen())).toEqual({
    looksLike: 'events',
    seen: '1500 of 3000 rows are of a customer who came before in the file, with another time in at',
  });
  expect(orders.customers()).toBe(1_500);
  expect(orders.changed()).toBe(750);
});

test.each([
  ['each customer once', (n: number) => n, (n: number) => String(n)],
  ['the same rows twice', (n: number) => n % 1_500, () => '2026-01-05'],
  ['a few corrected rows', (n: number) => (n < 2_980 ? n : 5), (n: number) => String(n)],
])('a snapshot with %s does not', (_, customerOf, timeOf) => {
  expect(doubtSnapshot(snapshotOf(3_000, customerOf, timeOf).seen())).toBeNull();
});

test('events that all happened at one instant, each to another customer, look like a snapshot', () => {
  const seenOf = (rows: number, customerOf: (n: number) => string, atOf: (n: number) => number) => {
    const watch = watchEvents();
    for (let n = 0; n < rows; n++) watch.add(customerOf(n), atOf(n));
    return watch.seen();
  };
  expect(doubtEvents(seenOf(60, String, () => 5))).toEqual({
    looksLike: 'snapshot',
    seen: 'all 60 rows have the same instant, and no customer comes twice',
  });
  expect(doubtEvents(seenOf(40, String, () => 5))).toBeNull();
  expect(
    doubtEvents(
      seenOf(
        60,
        () => 'c',
        () => 5,
      ),
    ),
  ).toBeNull();
  expect(doubtEvents(seenOf(60, String, (n) => n))).toBeNull();
});
