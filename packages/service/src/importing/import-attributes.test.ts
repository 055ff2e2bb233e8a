import { expect, test } from 'vitest';
import { parseCell } from './import-attributes.ts';

test.each([
  ['number', '3.5', 3.5],
  ['number', 3, 3],
  ['number', '', null],
  ['number', '   ', undefined],
  ['number', 'three', undefined],
  ['number', true, undefined],
  ['number', 'NaN', undefined],
  ['number', '1e400', undefined],
  ['boolean', 'TRUE', 1],
  ['boolean', '0', 0],
  ['boolean', true, 1],
  ['boolean', 'yes', undefined],
  ['category', 'Web', 'Web'],
  ['category', 5, '5'],
  ['category', null, null],
  ['category', { a: 1 }, undefined],
] as const)('a %s cell %j becomes %j', (type, cell, expected) => {
  expect(parseCell(cell, type)).toBe(expected);
});
