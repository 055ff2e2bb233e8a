import { expect, test } from 'vitest';
import { parseAmount, parseCell, parseField, parseId, parseInstant } from './parse-cell.ts';

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

test.each([
  ['2026-01-31T09:30:00Z', Date.UTC(2026, 0, 31, 9, 30)],
  ['2026-01-31T09:30Z', Date.UTC(2026, 0, 31, 9, 30)],
  ['2026-01-31 09:30:00.123456+01:00', Date.UTC(2026, 0, 31, 8, 30, 0, 123)],
  ['2026-01-31T09:30:00-05', Date.UTC(2026, 0, 31, 14, 30)],
  ['1769851800000', 1_769_851_800_000],
  [1_769_851_800_000, 1_769_851_800_000],
  ['2026-01-31T09:30:00', undefined],
  ['2026-01-31 09:30', undefined],
  ['2026-01-31', undefined],
  ['2026-02-31T09:30:00Z', undefined],
  ['31.01.2026 09:30 Z', undefined],
  ['1769851800', undefined],
  [1_769_851_800, undefined],
  ['1999-12-31T23:59:59Z', undefined],
  ['', undefined],
  [null, undefined],
  [{}, undefined],
])('%j as an instant is %j', (cell, expected) => {
  expect(parseInstant(cell)).toBe(expected);
});

test.each([
  ['number', '2.5', 2.5],
  ['number', 'x', undefined],
  ['text', 5, '5'],
  ['text', {}, undefined],
  ['boolean', 'true', true],
  ['boolean', 0, false],
  ['boolean', 'yes', undefined],
  ['boolean', '', null],
] as const)('a %s field %j becomes %j', (type, cell, expected) => {
  expect(parseField(cell, type)).toBe(expected);
});

test('an id is a text or a whole number; an amount is a number or missing', () => {
  expect([parseId('a'), parseId(7), parseId(' '), parseId(1.5), parseId(null)]).toEqual(['a', '7', null, null, null]);
  expect([parseAmount('1.5'), parseAmount(''), parseAmount('x')]).toEqual([1.5, Number.NaN, undefined]);
});
