import { expect, test } from 'vitest';
import { doubtEvents, doubtSnapshot } from './kind-doubt.ts';

test('everybody once, all at one instant, is no stream of events', () => {
  const posing = { rows: 300, customersRepeat: false, instantsDiffer: false };
  expect(doubtEvents(posing)).toEqual({
    looksLike: 'snapshot',
    seen: 'all 300 rows have the same instant, and no customer comes twice',
  });
  expect(doubtEvents({ ...posing, instantsDiffer: true })).toBeNull();
  expect(doubtEvents({ ...posing, customersRepeat: true })).toBeNull();
  expect(doubtEvents({ ...posing, rows: 40 })).toBeNull();
});

test('customers who come again are no snapshot, a few of them are', () => {
  const repeated = 'came before on that day';
  expect(doubtSnapshot({ rows: 200, repeats: 90, repeated })).toEqual({
    looksLike: 'events',
    seen: '90 of 200 rows are of a customer who came before on that day',
  });
  expect(doubtSnapshot({ rows: 200, repeats: 15, repeated })).toBeNull();
  expect(doubtSnapshot({ rows: 12, repeats: 9, repeated })).toBeNull();
});
