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
