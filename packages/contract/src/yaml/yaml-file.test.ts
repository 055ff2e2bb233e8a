import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { YamlFile } from './yaml-file.ts';

const TEXT = readFileSync(new URL('../../../../examples/hillstrom/agent.yaml', import.meta.url), 'utf8');
const changedLines = (before: string, after: string): string[] => {
  const old = before.split('\n');
  return after.split('\n').filter((line) => !old.includes(line));
};
const comments = (text: string): string[] => [...text.matchAll(/#.*/g)].map(([comment]) => comment);

test('an unedited file is the text that was read', () => {
  expect(new YamlFile(TEXT).toString()).toBe(TEXT);
});

test.each([
  [['schedule', 'runAt'], '07:30', '  runAt: "07:30"'],
  [
    ['schedule', 'every'],
    '7 days',
    '  every: 7 days             # each customer gets one decision in two weeks, on a day of their own',
  ],
  [['learning', 'draws'], 128, '  draws: 128'],
  [['groups', 'agent'], '60%', '  agent: 60%                 # the agent chooses'],
  [
    ['dimensions', 1, 'options', 0, 'values', 'subject_line'],
    'a, {b}: #c',
    '        values: { subject_line: "a, {b}: #c" }',
  ],
  [['dimensions', 0, 'label'], 'true', '    label: "true"'],
  [['description'], 'two\nlines', 'description: "two\\nlines"'],
  [['dimensions', 2, 'options', 0, 'hour'], 9, '      - { id: h08, label: 8 in the morning, hour: 9 }'],
])('replacing %s changes its line and nothing else', (path, value, line) => {
  const file = new YamlFile(TEXT);
  file.setIn(path, value);
  expect(changedLines(TEXT, file.toString())).toEqual([line]);
  expect(file.getIn(path)).toBe(value);
});

test('adding an option and a section keeps every comment and the order of keys', () => {
  const file = new YamlFile(TEXT);
  file.setIn(['dimensions', 1, 'options', 3], {
    id: 'question',
    label: 'Seen these?',
    values: { subject_line: 'question' },
  });
  file.setIn(['constraints', 'quietDays'], ['sunday']);
  const text = file.toString();
  expect(comments(text)).toEqual(comments(TEXT));
  expect(Object.keys(parse(text))).toEqual([...Object.keys(parse(TEXT)), 'constraints']);
  expect(parse(text).dimensions[1].options.map((option: { id: string }) => option.id)).toEqual([
    'plain',
    'benefit',
    'personal',
    'question',
  ]);
});

test('a removed key is gone and the rest reads the same', () => {
  const file = new YamlFile(TEXT);
  file.deleteIn(['learning']);
  const { learning, ...rest } = parse(TEXT);
  expect(learning).toBeDefined();
  expect(parse(file.toString())).toEqual(rest);
});

test('a value under a key that does not exist yet is added with its blocks', () => {
  const file = new YamlFile('name: a # my agent\n');
  file.setIn(['schedule', 'every'], '7 days');
  expect(file.toString()).toBe('name: a # my agent\nschedule:\n  every: 7 days\n');
  expect(file.getIn(['schedule'])).toEqual({ every: '7 days' });
  expect(file.getIn(['nowhere', 'at', 'all'])).toBeUndefined();
});

const ADDED = { id: 'new', values: { subject: 'Hi: "you"', body: '<p>\n\n  two\n</p>\n' } };

test.each<[string, string, (string | number)[], unknown, string]>([
  [
    'an item below a list in lines, before what follows it',
    'a:\n  - id: x   # one\n  - id: y     # two\n\n# about b\nb: 1   # kept\n',
    ['a', 2],
    { id: 'z', n: 1 },
    'a:\n  - id: x   # one\n  - id: y     # two\n  - id: z\n    n: 1\n\n# about b\nb: 1   # kept\n',
  ],
  [
    'an item below one that ends with a text of several lines',
    'a:\n- |\n  one\n- |\n  two\nb: 1\n',
    ['a', 2],
    'three',
    'a:\n- |\n  one\n- |\n  two\n- three\nb: 1\n',
  ],
  ['an item at the end of a file without a last line end', 'a:\n    - x', ['a', 1], 'y', 'a:\n    - x\n    - y\n'],
  [
    'an option with a long text',
    'options:\n    - { id: x }   # only one\nz: 0   # far\n',
    ['options', 1],
    ADDED,
    'options:\n    - { id: x }   # only one\n    - id: new\n      values:\n        subject: \'Hi: "you"\'\n        body: |\n          <p>\n\n            two\n          </p>\nz: 0   # far\n',
  ],
  [
    'a key of a block',
    'ids:\n  a: 1   # one\nz: 0   # far\n',
    ['ids', 'b'],
    'c/v',
    'ids:\n  a: 1   # one\n  b: c/v\nz: 0   # far\n',
  ],
  [
    'a key of a block in braces',
    'v: { a: "x, y" }   # one\nz: 0   # far\n',
    ['v', 'b'],
    'p, q',
    'v: { a: "x, y", b: "p, q" }   # one\nz: 0   # far\n',
  ],
])('adding %s writes its own lines and touches no other character', (_, before, path, value, after) => {
  const file = new YamlFile(before);
  file.setIn(path, value);
  expect(file.toString()).toBe(after);
  expect(file.getIn(path)).toEqual(value);
});
