import { expect, test } from 'vitest';
import { columnDifferences, mergeColumnTypes } from './column-types.ts';

test('types of several files become one, and empty cells say nothing', () => {
  const first = { id: 'text', total: 'number', note: 'empty' };
  const merged = mergeColumnTypes(first, { id: 'number', total: 'empty', note: 'text', day: 'date' });
  expect(merged).toEqual({ id: 'mixed', total: 'number', note: 'text', day: 'date' });
  expect(mergeColumnTypes({}, first)).toEqual(first);
});

test('a difference is a column that appeared, vanished or changed its type', () => {
  const before = { at: 'instant', id: 'text', old: 'text', note: 'empty', total: 'number' };
  expect(
    columnDifferences(before, { at: 'local_time', id: 'text', new: 'date', note: 'text', total: 'empty' }),
  ).toEqual([
    { column: 'at', before: 'instant', now: 'local_time' },
    { column: 'new', before: null, now: 'date' },
    { column: 'old', before: 'text', now: null },
  ]);
  expect(columnDifferences(before, before)).toEqual([]);
});
