import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPath, parsePath, shown } from './index.ts';
import { listNames, nearestName, suggestName } from './nearest-name.ts';

describe('the nearest name', () => {
  test.each([
    ['timezone', 'timeZone'],
    ['horizonDays', 'horizon'],
    ['optoins', 'options'],
    ['fallback_time_zone', 'fallbackTimeZone'],
    ['lable', 'label'],
    ['id', 'ids'],
  ])('of %s is %s', (given, expected) => {
    expect(nearestName(given, ['timeZone', 'horizon', 'options', 'fallbackTimeZone', 'label', 'ids'])).toBe(expected);
  });

  test('does not exist when everything is far', () => {
    expect(nearestName('weather', ['name', 'groups', 'learning'])).toBeNull();
    expect(nearestName('x', [])).toBeNull();
    expect(suggestName('weather', ['name'])).toBe('; valid: `name`');
  });

  test('of a name with one changed letter is that name, when the others are far', () => {
    const names = ['timeZone', 'schedule', 'audience', 'guardrails', 'dimensions', 'delivery'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(5), fc.constantFrom('q', 'x', 'j'), (name, at, letter) => {
        expect(nearestName(name.slice(0, at) + letter + name.slice(at + 1), names)).toBe(name);
      }),
      { seed: 3 },
    );
  });
});

test('a long list of names is cut', () => {
  expect(listNames(Array.from({ length: 14 }, (_, index) => `n${index}`))).toMatch(/`n11` and 2 more$/);
  expect(listNames([])).toBe('none');
});

test('a path reads back as the segments it was made of', () => {
  expect(formatPath(['dimensions', 1, 'options', 0, 'values', 'a b'])).toBe('dimensions[1].options[0].values["a b"]');
  const segment = fc.oneof(fc.string(), fc.nat());
  fc.assert(
    fc.property(fc.array(segment), (segments) => {
      expect(parsePath(formatPath(segments))).toEqual(segments);
    }),
    { seed: 5 },
  );
});

test('values are shown as they would be written, and cut when they are long', () => {
  expect([shown('a"b'), shown(Number.NaN), shown([1]), shown(undefined)]).toEqual(['"a\\"b"', 'NaN', '[1]', 'nothing']);
  expect(shown('x'.repeat(100))).toHaveLength(60);
});
