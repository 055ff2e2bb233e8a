import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from './compile-pattern.ts';
import { parsePattern } from './parse-pattern.ts';

test.each([
  ['abc', 'xabcx', true],
  ['^abc$', 'xabc', false],
  ['^$', '', true],
  ['', 'anything', true],
  ['a.c', 'a\nc', false],
  ['^.$', '😀', true],
  ['^[^a-c]+$', 'xyz', true],
  ['[]a]', ']', true],
  ['[a-]', '-', true],
  ['[\\d.]+$', 'v1.2', true],
  ['\\D', '123', false],
  ['^\\s\\S$', ' a', true],
  ['\\.', 'a', false],
  ['a|b|', 'zzz', true],
  ['^(?:de|at)_(shop|app)$', 'at_app', true],
  ['^a{2,3}$', 'aaaa', false],
  ['^a{2,}$', 'aaaa', true],
  ['^(ab){2}$', 'abab', true],
  ['^(a*)*$', 'aaa', true],
  ['x^a', 'xa', false],
  ['\\n', '\n', true],
])('%j in %j: %s', (pattern, text, expected) => {
  expect(compilePattern(pattern)(text)).toBe(expected);
});

describe('what is refused', () => {
  test.each([
    ['a**', 3, 'A repetition cannot be repeated'],
    ['*a', 0, 'nothing to repeat'],
    ['^*', 2, 'cannot be repeated'],
    ['(a', 2, 'not closed'],
    ['a)', 1, 'closes nothing'],
    ['[a', 2, 'not closed'],
    ['[z-a]', 4, 'smaller character first'],
    ['[[:alpha:]]', 1, 'Named classes'],
    ['a{', 1, 'begins a repetition'],
    ['a{3,2}', 1, 'the smaller number first'],
    ['a{101}', 1, 'from 0 to 100'],
    ['(a)\\1', 3, 'cannot be used'],
    ['\\b', 0, 'cannot be used'],
    ['a\\', 1, 'cannot end with'],
    ['(?i)a', 1, 'no look-around, no flags'],
    ['(?<=a)b', 1, 'no look-around, no flags'],
    [`${'('.repeat(21)}${')'.repeat(21)}`, 21, 'nested more than 20 deep'],
  ])('%s', (pattern, at, message) => {
    let caught: unknown;
    try {
      parsePattern(pattern);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ at, message: expect.stringContaining(message) });
  });
});

test('a pattern that takes RegExp exponential time is answered at once', () => {
  const text = `${'a'.repeat(5000)}b`;
  const from = performance.now();
  for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*)*c', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
    expect(compilePattern(pattern)(text)).toBe(false);
  }
  expect(performance.now() - from).toBeLessThan(5000);
});

test('a pattern finds what RegExp finds', () => {
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    pattern: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { maxDepth: 3 },
      { weight: 4, arbitrary: fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', '\\$', '[0-9a-]') },
      { weight: 1, arbitrary: fc.constantFrom('^', '$') },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{2}', '{0,2}', '{1,}'))
          .map(([inner, count]) => `(${inner})${count}`),
      },
      { weight: 1, arbitrary: fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`) },
      { weight: 1, arbitrary: fc.constantFrom('a*', 'b+', '.?', 'a{2,3}') },
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-', ' '), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      fc.pre(source.length <= 200);
      expect(compilePattern(source)(subject)).toBe(new RegExp(source, 'u').test(subject));
    }),
    { seed: 10, numRuns: 3000 },
  );
});
