import { expect, test } from 'vitest';
import { attributeText } from './own-table.ts';

test.each([
  [1, 'boolean', 'true'],
  [0, 'boolean', 'false'],
  ['1', 'boolean', 'true'],
  ['false', 'boolean', 'false'],
  [Number.NaN, 'boolean', ''],
  [Number.NaN, 'number', ''],
  [1, 'number', '1'],
  [null, 'category', ''],
  ['1', 'category', '1'],
  ['0.50', null, '0.5'],
] as const)('%j of an attribute of type %s is joined by %j', (cell, type, text) =>
  expect(attributeText(cell, type)).toBe(text),
);
