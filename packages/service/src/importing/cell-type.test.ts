import { expect, test } from 'vitest';
import { typeOfCell } from './cell-type.ts';

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
