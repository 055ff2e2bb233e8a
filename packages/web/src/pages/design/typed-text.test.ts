import { expect, test } from 'vitest';
import { asShown, withTyped } from './typed-text.ts';

test('what is typed changes nothing else, whatever ends the lines', () => {
  expect(withTyped('a: 1\r\nb: 2\r\n', 'a: 12\nb: 2\n')).toBe('a: 12\r\nb: 2\r\n');
  expect(withTyped('a: 1\r\nb: 2\r\n', 'a: 1\nx: 0\nb: 2\n')).toBe('a: 1\r\nx: 0\r\nb: 2\r\n');
  expect(withTyped('a: 1\r\nb: 2\nc: 3\r', 'a: 1\nb: 23\nc: 3\n')).toBe('a: 1\r\nb: 23\nc: 3\r');
  expect(withTyped('a\n', 'a\n\n')).toBe('a\n\n');
  expect(withTyped('a\r\n\r\nb', 'a\nb')).toBe('a\r\nb');
  expect(withTyped('', 'a: 1\n')).toBe('a: 1\n');
  expect(asShown('a\r\nb\rc\n')).toBe('a\nb\nc\n');
});
