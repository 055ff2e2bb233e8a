/** Whatever one edit sets or removes: only the lines of that value change, and the text reads as meant. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sameData, withoutPlain, withPlain } from './plain-data.ts';
import { YamlFile } from './yaml-file.ts';
import { type LineSpan, viewYaml } from './yaml-view.ts';

const EXAMPLES = new URL('../../../../examples/', import.meta.url);
/** Two sections of each file at a time: as telling as the whole, and read in a tenth of the time. */
const TEXTS = readdirSync(EXAMPLES).flatMap((name) => {
  const sections = readFileSync(new URL(`${name}/agent.yaml`, EXAMPLES), 'utf8').split(/(?<=\n)(?=[a-z]\w*:)/);
  return sections.slice(1).map((section, at) => sections[at]! + section);
});

type Path = (string | number)[];
function pathsOf(data: unknown, path: Path = []): Path[] {
  if (typeof data !== 'object' || data === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(data) ? [...data.entries()] : Object.entries(data);
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}
const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], data);

/** Lines that differ, counted in the text before; `to` below `from`: lines were only added, behind line `to`. */
function changed(before: string, after: string): LineSpan {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same++;
  let behind = 0;
  while (behind < Math.min(old.length, now.length) - same && old.at(-1 - behind) === now.at(-1 - behind)) behind++;
  return { from: same + 1, to: old.length - behind };
}

const place = fc.record({ text: fc.constantFrom(...TEXTS), at: fc.nat() }).map(({ text, at }) => {
  const paths = pathsOf(parse(text));
  return { text, path: paths[at % paths.length]! };
});
const scalar = fc.oneof(
  fc.constantFrom<string | number | boolean>(
    '7 days',
    'true',
    '06:00',
    '',
    'a, {b}: #c',
    '#x',
    "it's",
    '- a',
    'null',
    '12',
  ),
  fc.string({ maxLength: 30 }),
  fc.integer(),
  fc.boolean(),
);

describe('one edit', () => {
  test('that replaces a single value changes its lines and no other', () => {
    fc.assert(
      fc.property(place, scalar, ({ text, path }, value) => {
        const was = valueAt(parse(text), path);
        fc.pre(typeof was !== 'object');
        const file = new YamlFile(text);
        file.setIn(path, value);
        const lines = viewYaml(text, 'f').linesOf(path)!;
        const { from, to } = changed(text, file.toString());
        if (file.toString() !== text) expect([from >= lines.from, to <= lines.to]).toEqual([true, true]);
        const isText = typeof was === 'string' && was.endsWith('\n') && typeof value === 'string';
        const meant = isText && !value.endsWith('\n') ? `${value}\n` : value;
        expect(sameData(parse(file.toString()), withPlain(parse(text), path, meant))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('that removes something takes out its lines and no other', () => {
    fc.assert(
      fc.property(place, ({ text, path }) => {
        const file = new YamlFile(text);
        file.deleteIn(path);
        const view = viewYaml(text, 'f');
        const holder = path.slice(0, -1);
        const siblings = holder.length === 0 ? 2 : Object.keys(valueAt(parse(text), holder) as object).length;
        const lines = view.linesOf(siblings === 1 ? holder : path)!;
        const { from, to } = changed(text, file.toString());
        // Equal lines beside it may stand for the ones that went.
        const spare = to - from + 1;
        expect(from).toBeGreaterThanOrEqual(lines.from - spare);
        expect(to).toBeLessThanOrEqual(lines.to + spare);
        expect(text.split('\n').length - file.toString().split('\n').length).toBeLessThanOrEqual(
          lines.to - lines.from + 1,
        );
        expect(sameData(parse(file.toString()), withoutPlain(parse(text), path))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('that adds something adds lines, or characters of one line', () => {
    const added = fc.oneof(
      scalar,
      fc.array(fc.constantFrom('monday', 'sunday')),
      fc.constant({ id: 'fresh', label: 'Fresh: one', values: { subject: 'Hello', body: 'a\nb' } }),
      fc.constant({ attribute: 'age_days', type: 'number' }),
    );
    fc.assert(
      fc.property(place, added, ({ text, path }, value) => {
        const was = valueAt(parse(text), path);
        fc.pre(typeof was === 'object' && was !== null);
        const target = [...path, Array.isArray(was) ? was.length : 'freshKey'];
        const file = new YamlFile(text);
        file.setIn(target, value);
        const { from, to } = changed(text, file.toString());
        expect(to - from).toBeLessThanOrEqual(0);
        expect(sameData(parse(file.toString()), withPlain(parse(text), target, value))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('and its opposite leave the text as it was', () => {
    fc.assert(
      fc.property(place, scalar, ({ text, path }, value) => {
        const was = valueAt(parse(text), path);
        fc.pre(typeof was === 'object' && was !== null);
        const target = [...path, Array.isArray(was) ? was.length : 'freshKey'];
        const file = new YamlFile(text);
        file.setIn(target, value);
        file.deleteIn(target);
        expect(file.toString()).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is not there yet', () => {
  test.each<[string, string, Path, unknown, string]>([
    [
      'a section with its first entry',
      'name: a # me\n',
      ['constraints', 'quietDays', 0],
      'sunday',
      'name: a # me\nconstraints:\n  quietDays: [sunday]\n',
    ],
    ['an entry of an empty list', 'a: []   # none\nb: 1\n', ['a', 0], { id: 'x' }, 'a: [{ id: x }]   # none\nb: 1\n'],
    ['an entry of a list that holds a comment alone', 'a: [ # none yet\n]\n', ['a', 0], 3, 'a: [3 # none yet\n]\n'],
    ['a value behind its key', 'a:   # nothing\nb: 1\n', ['a'], 'x', 'a: x   # nothing\nb: 1\n'],
    ['an entry below a key without a value', 'a:\n  v:\n  w: 1\n', ['a', 'v', 'k'], 1, 'a:\n  v: { k: 1 }\n  w: 1\n'],
    [
      'an item below one of one line',
      'o:\n  - { id: a }  # one\n',
      ['o', 1],
      { id: 'b', n: 2 },
      'o:\n  - { id: a }  # one\n  - id: b\n    n: 2\n',
    ],
  ])('%s', (_, before, path, value, after) => {
    const file = new YamlFile(before);
    file.setIn(path, value);
    expect(file.toString()).toBe(after);
  });

  test('a key below a single value is refused', () => {
    expect(() => new YamlFile('a: x\n').setIn(['a', 'b'], 1)).toThrow(RangeError);
  });
});

describe('what goes', () => {
  test.each<[string, string, Path, string]>([
    [
      'an option with its lines',
      'o:\n  - id: a\n    n: 1   # one\n  # about b\n  - id: b\n',
      ['o', 0],
      'o:\n  # about b\n  - id: b\n',
    ],
    [
      'the last of a list leaves an empty one',
      'a:\n  o:   # few\n    - x\nb: 1\n',
      ['a', 'o', 0],
      'a:\n  o: []   # few\nb: 1\n',
    ],
    ['one of a line', 'o: [1, 2, 3]  # hours\n', ['o', 1], 'o: [1, 3]  # hours\n'],
    ['the last of a line', 'o: { a: 1, b: 2 }\n', ['o', 'b'], 'o: { a: 1 }\n'],
    [
      'the first behind a dash leaves the comment of the next',
      'o:\n  - id: a # one\n    # about n\n    n: 1\n',
      ['o', 0, 'id'],
      'o:\n  - # about n\n    n: 1\n',
    ],
    [
      'the last of several lines leaves the comment of the one before',
      'o: [\n  1, # one\n  2 # two\n]\n',
      ['o', 1],
      'o: [\n  1, # one\n]\n',
    ],
  ])('%s', (_, before, path, after) => {
    const file = new YamlFile(before);
    file.deleteIn(path);
    expect(file.toString()).toBe(after);
  });
});

describe('what stands for something else', () => {
  const text = 'a: &x 1 # one\nb: *x # the same\n';

  test('an alias is replaced alone', () => {
    const file = new YamlFile(text);
    file.setIn(['b'], 2);
    expect(file.toString()).toBe('a: &x 1 # one\nb: 2 # the same\n');
  });

  test.each<[string, string, (file: YamlFile) => void]>([
    ['what an alias stands for', text, (file) => file.setIn(['a'], 2)],
    ['what an alias stands for, to be removed', text, (file) => file.deleteIn(['a'])],
    ['a key behind an alias', 'a: &x { n: 1 }\nb: *x\n', (file) => file.setIn(['b', 'n'], 2)],
    ['a key behind an alias, to be removed', 'a: &x { n: 1, m: 2 }\nb: *x\n', (file) => file.deleteIn(['b', 'n'])],
    ['a key beside one that stands twice', 'a: 1\na: 2\nb: 1\n', (file) => file.setIn(['b'], 2)],
  ])('%s is refused, and the text stays', (_, before, edit) => {
    const file = new YamlFile(before);
    expect(() => edit(file)).toThrow(RangeError);
    expect(file.toString()).toBe(before);
  });
});

test('lines end as they did, and tabs and quotes stay', () => {
  const file = new YamlFile('a: "x\ty"\t# tab\r\nb: [1]\r\nc:\r\n  - d\r\n');
  file.setIn(['b', 1], 2);
  file.setIn(['c', 1], { id: 'e', n: 1 });
  file.setIn(['f'], 'g');
  expect(file.toString()).toBe('a: "x\ty"\t# tab\r\nb: [1, 2]\r\nc:\r\n  - d\r\n  - id: e\r\n    n: 1\r\nf: g\r\n');
});

test('lines are found by what they say, and the other way round', () => {
  const view = viewYaml('name: a\nd:\n  - id: x\n    o: [1, 2]\n  - id: y\n', 'f');
  expect(view.linesOf(['d', 0])).toEqual({ from: 3, to: 4 });
  expect(view.linesOf(['d', 0, 'o'])).toEqual({ from: 4, to: 4 });
  expect(view.linesOf(['d', 2])).toBeNull();
  expect(view.pathAt(5)).toEqual(['d', 1, 'id']);
  expect(viewYaml('a: [', 'f').root).toBeNull();
});
