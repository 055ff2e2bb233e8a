import { expect, test } from 'vitest';
import { typeOfCell } from './cell-type.ts';
import { columnChanges, columnType } from './column-type.ts';

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  [null, 'empty'],
  ['TRUE', 'boolean'],
  [false, 'boolean'],
  ['12', 'integer'],
  ['-7', 'integer'],
  ['007', 'text'],
  ['12345678901234567890', 'text'],
  ['1.50', 'number'],
  ['1e3', 'number'],
  ['1e400', 'text'],
  ['NaN', 'text'],
  [1.5, 'number'],
  ['2026-01-05', 'date'],
  ['2026-01-05 10:00', 'local_time'],
  ['2026-01-05T10:00:00Z', 'instant'],
  ['1767567600000', 'epoch_ms'],
  [1_767_567_600, 'epoch_s'],
  ['gold', 'text'],
  [{}, 'nested'],
] as const)('%j is %s', (cell, type) => {
  expect(typeOfCell(cell)).toBe(type);
});

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
