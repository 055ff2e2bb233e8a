import { expect, test } from 'vitest';
import { columnChanges, columnType } from './column-types.ts';

test('a column has the type of nearly all its values; numbers of several sorts are numbers', () => {
  expect(columnType({ empty: 90, integer: 10 })).toBe('integer');
  expect(columnType({ integer: 99, text: 1 })).toBe('integer');
  expect(columnType({ integer: 50, text: 50 })).toBe('text');
  expect(columnType({ integer: 50, number: 50 })).toBe('number');
  expect(columnType({ integer: 50, epoch_s: 50 })).toBe('integer');
  expect(columnType({ date: 50, boolean: 50 })).toBe('mixed');
  expect(columnType({ empty: 3 })).toBe('empty');
});

test('columns that appeared, changed and vanished are told; one without values says nothing', () => {
  const before = [
    { name: 'a', type: 'integer' as const },
    { name: 'b', type: 'text' as const },
    { name: 'c', type: 'empty' as const },
  ];
  const after = [
    { name: 'a', type: 'text' as const },
    { name: 'c', type: 'date' as const },
    { name: 'd', type: 'number' as const },
  ];
  expect(columnChanges(before, after)).toEqual([
    { column: 'a', change: 'type', from: 'integer', to: 'text' },
    { column: 'd', change: 'appeared', from: null, to: 'number' },
    { column: 'b', change: 'vanished', from: 'text', to: null },
  ]);
  expect(columnChanges(after, after)).toEqual([]);
});

test('whole numbers and others are one type to whoever looks for changes, and mixed values say nothing', () => {
  const of = (type: Parameters<typeof columnChanges>[0][number]['type']) => [{ name: 'a', type }];
  expect(columnChanges(of('integer'), of('number'))).toEqual([]);
  expect(columnChanges(of('epoch_s'), of('integer'))).toEqual([]);
  expect(columnChanges(of('mixed'), of('text'))).toEqual([]);
  expect(columnChanges(of('instant'), of('local_time'))).toMatchObject([{ change: 'type' }]);
});
